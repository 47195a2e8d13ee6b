-- Pour tout le monde, trouvé ou non : quelles demandes ont été accordées, et quand ; à défaut de décision, le premier jour du droit,
-- ou le jour où la caisse l'a su s'il est à venir.
WITH
demandes AS (
    SELECT
        assure,
        demande,
        deposee_le,
        CASE WHEN decidee_le <= :au THEN decidee_le END AS decidee_le,
        CASE WHEN decidee_le IS NULL OR decidee_le <= :au THEN resultat END AS resultat
    FROM demande
    WHERE type = 'c2s' AND deposee_le <= :au
)
SELECT
    d.assure,
    d.demande AS objet,
    coalesce(min(d.decidee_le), min(least(c.debut, coalesce(c.connu_le, :au), :au))) AS obtenu_le
FROM demandes AS d
LEFT JOIN complementaire AS c
    ON c.assure = d.assure
    AND c.type IN ('c2s_gratuite', 'c2s_participation')
    AND c.debut >= premier_du_mois(d.deposee_le)
    AND least(c.debut, coalesce(c.connu_le, :au)) <= :au
WHERE (d.resultat IN ('accordee', 'c2s_gratuite', 'c2s_participation') AND d.decidee_le IS NOT NULL)
    OR (d.resultat IS NULL AND c.debut IS NOT NULL)
GROUP BY d.assure, d.demande
