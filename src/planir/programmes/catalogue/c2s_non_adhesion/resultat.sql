-- Pour tout le monde, trouvé ou non : qui a adhéré, et quand ; à défaut d'adhésion datée, le premier jour du droit ouvert depuis,
-- ou le jour où la caisse l'a su s'il est à venir.
WITH
accords AS (
    SELECT assure, demande, notifiee_le, CASE WHEN adhesion_le <= :au THEN adhesion_le END AS adhesion_le
    FROM demande
    WHERE type = 'c2s' AND resultat = 'c2s_participation'
)
SELECT d.assure, d.demande AS objet, coalesce(min(d.adhesion_le), min(least(c.debut, coalesce(c.connu_le, :au), :au))) AS obtenu_le
FROM accords AS d
LEFT JOIN complementaire AS c
    ON c.assure = d.assure
    AND c.type IN ('c2s_gratuite', 'c2s_participation')
    AND c.debut > d.notifiee_le
    AND least(c.debut, coalesce(c.connu_le, :au)) <= :au
WHERE d.adhesion_le IS NOT NULL OR c.debut IS NOT NULL
GROUP BY d.assure, d.demande
