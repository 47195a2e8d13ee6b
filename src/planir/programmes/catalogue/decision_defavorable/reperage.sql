WITH
-- Une décision sur un indu qui ne répond à aucune demande est la notification de l'indu : programme indu_notifie.
-- étape : a reçu une décision défavorable
defavorables AS (
    SELECT
        d.assure,
        d.decision,
        d.demande,
        d.objet AS matiere,
        d.notifiee_le,
        d.voie_recours,
        d.recours_le,
        d.recours_jusqu IS NULL AS delai_presume,
        coalesce(d.recours_jusqu, mois_apres(d.notifiee_le, parametre('recours.delai_mois'))) AS echeance
    FROM decision AS d
    JOIN assure_au_jour USING (assure)
    WHERE d.sens = 'defavorable'
        AND d.notifiee_le <= :au
        AND (d.objet <> 'indu' OR d.demande IS NOT NULL)
),
-- étape : peut encore la contester
contestables AS (
    SELECT * FROM defavorables
    WHERE echeance >= :au AND (voie_recours IS NULL OR voie_recours <> 'aucune')
),
-- étape : n'a pas reçu depuis une décision favorable sur la même demande
encore_en_cause AS (
    SELECT c.* FROM contestables AS c
    WHERE NOT EXISTS (
        SELECT 1 FROM decision AS f
        WHERE f.assure = c.assure
            AND f.sens = 'favorable'
            AND f.notifiee_le BETWEEN c.notifiee_le AND :au
            AND (f.demande = c.demande OR (c.demande IS NULL AND f.objet = c.matiere))
    )
)
-- étape : n'a pas déposé de recours
SELECT
    c.assure,
    c.decision AS objet,
    k.destinataire,
    c.matiere,
    c.notifiee_le,
    c.delai_presume,
    CASE c.matiere
        WHEN 'c2s' THEN 'sur la complémentaire santé solidaire'
        WHEN 'invalidite' THEN 'sur une pension d''invalidité'
        WHEN 'indemnites_journalieres' THEN 'sur des indemnités journalières'
        WHEN 'at_mp' THEN 'sur un accident du travail ou une maladie professionnelle'
        WHEN 'affiliation' THEN 'sur l''affiliation'
        WHEN 'capital_deces' THEN 'sur un capital décès'
        WHEN 'aide_financiere' THEN 'sur une aide financière'
        WHEN 'indu' THEN 'sur une somme réclamée'
        ELSE 'sur une demande'
    END AS sujet,
    CASE c.voie_recours
        WHEN 'commission_recours_amiable' THEN 'la commission de recours amiable'
        WHEN 'commission_medicale_recours_amiable' THEN 'la commission médicale de recours amiable'
        WHEN 'tribunal' THEN 'le tribunal judiciaire'
    END AS voie,
    c.echeance
FROM encore_en_cause AS c
JOIN contact_de_la_personne AS k ON k.assure = c.assure
WHERE c.recours_le IS NULL OR c.recours_le > :au
