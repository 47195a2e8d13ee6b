-- Pour tout le monde, trouvé ou non : la pension est demandée, ou elle est ouverte.
-- Une pension à venir est acquise le jour où la caisse le sait.
SELECT assure, '' AS objet, deposee_le AS obtenu_le
FROM demande
WHERE type = 'invalidite' AND deposee_le <= :au
UNION
SELECT assure, '' AS objet, least(debut, coalesce(connu_le, :au), :au) AS obtenu_le
FROM allocation
WHERE type = 'pension_invalidite' AND least(debut, coalesce(connu_le, :au)) <= :au
