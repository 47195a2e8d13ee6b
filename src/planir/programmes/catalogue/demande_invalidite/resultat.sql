-- Pour tout le monde, trouvé ou non : la pension est demandée, ou elle est ouverte.
SELECT assure, '' AS objet, deposee_le AS obtenu_le
FROM demande
WHERE type = 'invalidite' AND deposee_le <= :au
UNION
SELECT assure, '' AS objet, debut AS obtenu_le
FROM allocation
WHERE type = 'pension_invalidite' AND debut <= :au
