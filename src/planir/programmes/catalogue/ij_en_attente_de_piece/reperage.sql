WITH
-- Un arrêt décidé n'attend plus de papier ; un temps partiel thérapeutique accordé en attend un chaque mois.
demandes_ouvertes AS (
    SELECT demande, assure
    FROM demande
    WHERE deposee_le <= :au
        AND ans_apres(deposee_le, parametre('indemnites_journalieres.prescription_ans')) >= :au
        AND (resultat IS NULL OR resultat NOT IN ('refusee', 'abandonnee') OR decidee_le > :au)
        AND (
            type = 'temps_partiel_therapeutique'
            OR (
                type = 'indemnites_journalieres'
                AND (complete_le IS NULL OR complete_le > :au)
                AND (decidee_le IS NULL OR decidee_le > :au)
            )
        )
),
-- Un papier d'arrêt peut être réclamé sans que la demande soit enregistrée : le papier est alors son propre dossier.
papiers AS (
    SELECT d.assure, d.demande AS dossier, p.type, p.attendue_de, p.demandee_le, p.recue_le, p.rejetee_le
    FROM piece AS p
    JOIN demandes_ouvertes AS d USING (demande)
    UNION ALL
    SELECT assure, 'sans_demande' AS dossier, type, attendue_de, demandee_le, recue_le, rejetee_le
    FROM piece
    WHERE demande IS NULL
        AND type IN ('attestation_salaire', 'avis_arret')
        AND ans_apres(demandee_le, parametre('indemnites_journalieres.prescription_ans')) >= :au
),
-- étape : a un arrêt de travail dont le paiement n'est pas décidé
concernees AS (
    SELECT p.assure, p.dossier, p.type, p.attendue_de, p.demandee_le, p.recue_le, p.rejetee_le
    FROM papiers AS p
    JOIN assure_au_jour USING (assure)
    WHERE p.demandee_le <= :au
),
-- L'attestation de temps partiel rejetée est suivie à part : c'est le formulaire qui n'est pas compris.
-- étape : attend un papier qui n'est pas arrivé, ou pas accepté
manquants AS (
    SELECT
        c.assure,
        c.dossier,
        c.type,
        min(c.attendue_de) AS attendue_de,
        min(CASE WHEN c.rejetee_le <= :au THEN c.rejetee_le ELSE c.demandee_le END) AS depuis
    FROM concernees AS c
    WHERE (
            c.recue_le IS NULL
            OR c.recue_le > :au
            OR (c.rejetee_le <= :au AND c.type <> 'attestation_salaire_temps_partiel')
        )
        AND NOT EXISTS (
            SELECT 1 FROM concernees AS r
            WHERE r.assure = c.assure
                AND r.dossier = c.dossier
                AND r.type = c.type
                AND r.recue_le BETWEEN c.demandee_le AND :au
                AND (r.rejetee_le IS NULL OR r.rejetee_le > :au)
        )
    GROUP BY c.assure, c.dossier, c.type
),
attentes AS (
    SELECT
        assure,
        dossier,
        count(*) AS pieces,
        min(depuis) AS depuis,
        CASE
            WHEN count(*) > 1 THEN concat(count(*), ' papiers')
            WHEN min(type) = 'attestation_salaire' THEN 'l''attestation de salaire'
            WHEN min(type) = 'attestation_salaire_temps_partiel' THEN 'l''attestation de salaire du temps partiel'
            WHEN min(type) = 'avis_arret' THEN 'l''avis d''arrêt de travail'
            WHEN min(type) = 'rib' THEN 'un relevé d''identité bancaire'
            WHEN min(type) = 'certificat_medical' THEN 'un certificat médical'
            ELSE 'un papier'
        END AS attente,
        CASE
            WHEN count(DISTINCT attendue_de) = 1 AND count(attendue_de) = count(*)
                THEN CASE min(attendue_de)
                    WHEN 'employeur' THEN 'de l''employeur'
                    WHEN 'medecin' THEN 'd''un médecin'
                    WHEN 'organisme' THEN 'd''un autre organisme'
                END
        END AS fournisseur
    FROM manquants
    GROUP BY assure, dossier
)
-- étape : l'attend depuis trop longtemps
SELECT
    a.assure,
    a.dossier AS objet,
    k.destinataire,
    a.pieces,
    a.depuis,
    a.attente,
    a.fournisseur,
    CAST(NULL AS DATE) AS echeance
FROM attentes AS a
JOIN contact_de_la_personne AS k ON k.assure = a.assure
WHERE a.depuis <= jours_avant(:au, parametre('ij_en_attente_de_piece.delai_jours'))
