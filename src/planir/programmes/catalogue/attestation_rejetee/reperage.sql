WITH
attestations AS (
    SELECT
        p.assure,
        coalesce(p.demande, 'sans_demande') AS dossier,
        p.recue_le,
        p.rejetee_le,
        p.motif_rejet
    FROM piece AS p
    JOIN assure_au_jour USING (assure)
    WHERE p.type = 'attestation_salaire_temps_partiel' AND p.demandee_le <= :au
),
-- étape : a eu une attestation de temps partiel thérapeutique rejetée
rejetees AS (
    SELECT assure, dossier, rejetee_le, motif_rejet
    FROM attestations
    WHERE rejetee_le <= :au
        AND ans_apres(rejetee_le, parametre('indemnites_journalieres.prescription_ans')) >= :au
),
-- étape : n'a pas reçu depuis d'attestation acceptée
non_remplacees AS (
    SELECT r.assure, r.dossier, r.rejetee_le, r.motif_rejet
    FROM rejetees AS r
    WHERE NOT EXISTS (
        SELECT 1 FROM attestations AS a
        WHERE a.assure = r.assure
            AND a.dossier = r.dossier
            AND a.recue_le BETWEEN r.rejetee_le AND :au
            AND (a.rejetee_le IS NULL OR a.rejetee_le > :au)
    )
),
-- L'accord au temps partiel ne dispense pas de l'attestation de chaque mois : seul un refus clôt le dossier.
-- étape : a un dossier ni refusé ni abandonné
ouvertes AS (
    SELECT n.assure, n.dossier, n.rejetee_le, n.motif_rejet
    FROM non_remplacees AS n
    WHERE NOT EXISTS (
        SELECT 1 FROM demande AS d
        WHERE d.demande = n.dossier
            AND d.resultat IN ('refusee', 'abandonnee')
            AND (d.decidee_le IS NULL OR d.decidee_le <= :au)
    )
),
-- Plusieurs rejets de suite sont une seule attestation à refaire : le dernier dit pourquoi.
derniers AS (
    SELECT
        assure,
        dossier,
        rejetee_le,
        motif_rejet,
        count(*) OVER (PARTITION BY assure, dossier) AS rejets,
        row_number() OVER (PARTITION BY assure, dossier ORDER BY rejetee_le DESC, motif_rejet) AS rang
    FROM ouvertes
)
-- étape : a laissé à l'employeur le temps de la refaire
SELECT
    d.assure,
    d.dossier AS objet,
    k.destinataire,
    d.rejets,
    d.rejetee_le,
    CASE d.motif_rejet
        WHEN 'illisible' THEN 'illisible'
        WHEN 'incomplete' THEN 'incomplète'
        WHEN 'perimee' THEN 'trop ancienne'
        WHEN 'incoherente' THEN 'en désaccord avec d''autres informations'
    END AS raison,
    CAST(NULL AS DATE) AS echeance
FROM derniers AS d
JOIN contact_de_la_personne AS k ON k.assure = d.assure
WHERE d.rang = 1 AND d.rejetee_le <= jours_avant(:au, parametre('attestation_rejetee.delai_jours'))
