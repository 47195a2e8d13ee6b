WITH
-- étape : a été signalée récemment en situation de droit à justifier
signales AS (
    SELECT e.assure, coalesce(e.objet, '') AS reference, e.date_evenement
    FROM evenement AS e
    JOIN assure_au_jour AS a ON a.assure = e.assure
    WHERE e.type = 'droit_a_justifier'
        AND e.date_evenement <= :au
        AND e.date_evenement > mois_avant(:au, parametre('droit_a_justifier.anciennete_mois'))
),
justifications AS (
    SELECT assure, coalesce(objet, '') AS reference, date_evenement
    FROM evenement
    WHERE type = 'droit_justifie' AND date_evenement <= :au
),
-- Une justification sans référence vaut pour tous les signalements de la personne.
sans_suite AS (
    SELECT s.assure, s.reference, min(s.date_evenement) AS signale_le, max(s.date_evenement) AS dernier, count(*) AS signalements
    FROM signales AS s
    WHERE NOT EXISTS (
        SELECT 1 FROM justifications AS j
        WHERE j.assure = s.assure
            AND (j.reference = s.reference OR j.reference = '')
            AND j.date_evenement >= s.date_evenement
    )
    GROUP BY s.assure, s.reference
)
-- étape : n'a pas encore vu ses droits justifiés
SELECT
    s.assure,
    s.reference AS objet,
    p.destinataire,
    s.signalements,
    s.signale_le,
    s.signale_le < s.dernier AS plusieurs_jours,
    jours_apres(s.signale_le, parametre('droit_a_justifier.delai_jours')) AS traiter_avant,
    jours_apres(s.signale_le, parametre('droit_a_justifier.delai_jours')) < :au AS delai_passe,
    jours_apres(s.signale_le, parametre('droit_a_justifier.delai_jours')) AS echeance
FROM sans_suite AS s
JOIN contact_de_la_personne AS p ON p.assure = s.assure
