WITH
-- Les indemnités journalières et le temps partiel thérapeutique ont leurs propres programmes : l'employeur y est en jeu.
-- étape : a une demande récente, en cours d'examen
demandes_ouvertes AS (
    SELECT d.demande, d.assure, d.type, d.deposee_le, d.complete_le
    FROM demande AS d
    JOIN assure_au_jour USING (assure)
    WHERE d.type NOT IN ('indemnites_journalieres', 'temps_partiel_therapeutique')
        AND d.deposee_le BETWEEN mois_avant(:au, parametre('demande_incomplete.anciennete_mois')) AND :au
        AND (d.decidee_le IS NULL OR d.decidee_le > :au)
        AND (d.resultat IS NULL OR d.resultat <> 'abandonnee' OR d.decidee_le > :au)
),
-- étape : attend encore que son dossier soit complet
incompletes AS (
    SELECT * FROM demandes_ouvertes WHERE complete_le IS NULL OR complete_le > :au
),
-- Ce qui manque : un papier pas encore reçu, ou rejeté, qu'aucun autre du même type n'a remplacé depuis.
manquantes AS (
    SELECT
        p.demande,
        p.type,
        min(p.attendue_de) AS attendue_de,
        min(CASE WHEN p.rejetee_le <= :au THEN p.rejetee_le ELSE p.demandee_le END) AS depuis
    FROM piece AS p
    JOIN incompletes USING (demande)
    WHERE p.demandee_le <= :au
        AND (p.recue_le IS NULL OR p.recue_le > :au OR p.rejetee_le <= :au)
        AND NOT EXISTS (
            SELECT 1 FROM piece AS r
            WHERE r.demande = p.demande
                AND r.type = p.type
                AND r.recue_le BETWEEN p.demandee_le AND :au
                AND (r.rejetee_le IS NULL OR r.rejetee_le > :au)
        )
    GROUP BY p.demande, p.type
),
-- Le titre de séjour n'est pas nommé : le dire ici ferait savoir que la personne en a un.
attentes AS (
    SELECT
        demande,
        count(*) AS pieces,
        min(depuis) AS depuis,
        CASE
            WHEN count(*) > 1 THEN concat(count(*), ' papiers')
            WHEN min(type) = 'identite' THEN 'une pièce d''identité'
            WHEN min(type) = 'rib' THEN 'un relevé d''identité bancaire'
            WHEN min(type) = 'avis_imposition' THEN 'l''avis d''imposition'
            WHEN min(type) = 'justificatif_ressources' THEN 'un justificatif de ressources'
            WHEN min(type) = 'justificatif_domicile' THEN 'un justificatif de domicile'
            WHEN min(type) = 'certificat_medical' THEN 'un certificat médical'
            WHEN min(type) = 'acte_deces' THEN 'l''acte de décès'
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
    FROM manquantes
    GROUP BY demande
)
-- étape : attend depuis plusieurs semaines un papier demandé
SELECT
    i.assure,
    i.demande AS objet,
    k.destinataire,
    i.type AS type_demande,
    i.deposee_le,
    a.pieces,
    a.depuis,
    a.attente,
    a.fournisseur,
    CASE i.type
        WHEN 'c2s' THEN 'de complémentaire santé solidaire'
        WHEN 'invalidite' THEN 'de pension d''invalidité'
        WHEN 'affiliation' THEN 'd''affiliation'
        WHEN 'capital_deces' THEN 'de capital décès'
        WHEN 'rente_ayant_droit' THEN 'de rente'
        WHEN 'aide_financiere' THEN 'd''aide financière'
        WHEN 'retraite' THEN 'de retraite'
        WHEN 'remise_dette' THEN 'de remise de dette'
        WHEN 'carte_vitale' THEN 'de carte Vitale'
        ELSE 'de droit'
    END AS droit,
    CAST(NULL AS DATE) AS echeance
FROM incompletes AS i
JOIN attentes AS a ON a.demande = i.demande
JOIN contact_de_la_personne AS k ON k.assure = i.assure
WHERE a.depuis <= jours_avant(:au, parametre('demande_incomplete.delai_jours'))
