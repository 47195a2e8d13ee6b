-- Pour tout le monde, trouvé ou non : la retraite est demandée, ou commencée.
WITH
retraites AS (
    SELECT assure, deposee_le AS jour FROM demande
    WHERE type = 'retraite' AND (resultat IS NULL OR resultat NOT IN ('refusee', 'abandonnee') OR decidee_le > :au)
    UNION ALL
    SELECT assure, debut AS jour FROM allocation WHERE type = 'pension_retraite'
)
SELECT assure, '' AS objet, min(jour) AS obtenu_le
FROM retraites
WHERE jour <= :au
GROUP BY assure
