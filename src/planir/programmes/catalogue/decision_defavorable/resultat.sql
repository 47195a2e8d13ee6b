-- Pour tout le monde, trouvé ou non : un recours a été déposé, ou une décision favorable a suivi sur la même demande.
WITH
defavorables AS (
    SELECT assure, decision, demande, objet AS matiere, notifiee_le, recours_le
    FROM decision
    WHERE sens = 'defavorable' AND notifiee_le <= :au
),
suites AS (
    SELECT assure, decision, recours_le AS jour FROM defavorables WHERE recours_le <= :au
    UNION ALL
    SELECT d.assure, d.decision, f.notifiee_le AS jour
    FROM defavorables AS d
    JOIN decision AS f ON f.assure = d.assure
    WHERE f.sens = 'favorable'
        AND f.notifiee_le BETWEEN d.notifiee_le AND :au
        AND (f.demande = d.demande OR (d.demande IS NULL AND f.objet = d.matiere))
)
SELECT assure, decision AS objet, min(jour) AS obtenu_le
FROM suites
GROUP BY assure, decision
