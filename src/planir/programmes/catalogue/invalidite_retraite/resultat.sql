-- Pour tout le monde, trouvé ou non : la retraite est demandée, ou elle est payée.
-- Une pension à venir est acquise le jour où la caisse le sait.
SELECT assure, '' AS objet, deposee_le AS obtenu_le
FROM demande
WHERE type = 'retraite'
    AND deposee_le <= :au
    AND (coalesce(resultat, '') NOT IN ('refusee', 'abandonnee') OR decidee_le > :au)
UNION
SELECT assure, '' AS objet, least(debut, coalesce(connu_le, :au), :au) AS obtenu_le
FROM allocation
WHERE type = 'pension_retraite' AND least(debut, coalesce(connu_le, :au)) <= :au
