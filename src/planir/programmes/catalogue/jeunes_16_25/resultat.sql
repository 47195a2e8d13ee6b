-- Pour tout le monde, trouvé ou non : qui a réuni les trois, et depuis que la dernière est acquise.
-- Le jour où l'affiliation devient personnelle est celui de la décision ; à défaut, le début d'affiliation à la caisse.
WITH
affiliations AS (
    SELECT assure, min(decidee_le) AS decidee_le
    FROM demande
    WHERE type = 'affiliation' AND resultat = 'accordee' AND decidee_le <= :au
    GROUP BY assure
),
medecins AS (
    SELECT assure, min(debut) AS debut FROM medecin_traitant_actif GROUP BY assure
),
complementaires AS (
    SELECT assure, min(acquise_le) AS acquise_le FROM couverture_ouverte_ou_a_venir GROUP BY assure
)
SELECT
    a.assure,
    '' AS objet,
    greatest(
        m.debut,
        coalesce(c.acquise_le, m.debut),
        coalesce(f.decidee_le, a.affilie_depuis, m.debut)
    ) AS obtenu_le
FROM assure_au_jour AS a
JOIN medecins AS m ON m.assure = a.assure
JOIN complementaires AS c ON c.assure = a.assure
LEFT JOIN affiliations AS f ON f.assure = a.assure
WHERE a.rattache_a IS NULL OR a.age < parametre('affiliation.age_majorite')
