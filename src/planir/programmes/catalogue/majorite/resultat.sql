-- Pour tout le monde, trouvé ou non, dès l'âge où elle peut se demander : qui a une affiliation à son nom.
-- Le jour est celui de la décision ; à défaut, le début d'affiliation à la caisse.
WITH
decisions AS (
    SELECT assure, min(decidee_le) AS decidee_le
    FROM demande
    WHERE type = 'affiliation' AND resultat = 'accordee' AND decidee_le <= :au
    GROUP BY assure
)
SELECT a.assure, '' AS objet, coalesce(d.decidee_le, a.affilie_depuis) AS obtenu_le
FROM assure_au_jour AS a
LEFT JOIN decisions AS d ON d.assure = a.assure
WHERE a.rattache_a IS NULL
    AND a.age >= parametre('affiliation.age_autonomie')
    AND coalesce(d.decidee_le, a.affilie_depuis) IS NOT NULL
