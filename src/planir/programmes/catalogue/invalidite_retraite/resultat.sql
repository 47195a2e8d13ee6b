-- Pour tout le monde, trouvé ou non : la retraite est demandée, ou elle est payée.
SELECT assure, '' AS objet, deposee_le AS obtenu_le
FROM demande
WHERE type = 'retraite'
    AND deposee_le <= :au
    AND (coalesce(resultat, '') NOT IN ('refusee', 'abandonnee') OR decidee_le > :au)
UNION
SELECT assure, '' AS objet, debut AS obtenu_le
FROM allocation
WHERE type = 'pension_retraite' AND debut <= :au
