-- Pour tout le monde, trouvé ou non : la retraite est demandée, ou commencée.
-- Une retraite à venir est acquise le jour où la caisse le sait.
WITH
retraites AS (
    SELECT assure, deposee_le AS jour FROM demande
    WHERE type = 'retraite' AND (resultat IS NULL OR resultat NOT IN ('refusee', 'abandonnee') OR decidee_le > :au)
    UNION ALL
    SELECT assure, least(debut, coalesce(connu_le, :au), :au) AS jour
    FROM allocation
    WHERE type = 'pension_retraite' AND least(debut, coalesce(connu_le, :au)) <= :au
)
SELECT assure, '' AS objet, min(jour) AS obtenu_le
FROM retraites
WHERE jour <= :au
GROUP BY assure
