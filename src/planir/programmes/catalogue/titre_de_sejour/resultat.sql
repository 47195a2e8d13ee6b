-- Pour tout le monde, trouvé ou non : quel titre a été suivi d'un autre, ou d'un document accepté, et quand.
-- Un titre à venir est acquis le jour où la caisse le sait, comme celui dont elle ne sait pas le premier jour.
WITH
titres AS (
    SELECT
        assure,
        fin,
        CASE WHEN debut IS NULL THEN connu_le ELSE least(debut, coalesce(connu_le, :au), :au) END AS acquis_le
    FROM titre_sejour
    WHERE least(coalesce(debut, :au), coalesce(connu_le, :au)) <= :au
),
preuves AS (
    SELECT t.assure, t.fin, min(p.recue_le) AS jour
    FROM titre_sejour AS t
    JOIN piece AS p ON p.assure = t.assure
    WHERE p.type = 'titre_sejour'
        AND p.recue_le >= mois_avant(t.fin, parametre('titre_de_sejour.piece_recente_mois'))
        AND p.recue_le <= :au
        AND (p.rejetee_le IS NULL OR p.rejetee_le > :au)
    GROUP BY t.assure, t.fin
    UNION ALL
    SELECT t.assure, t.fin, min(s.acquis_le) AS jour
    FROM titre_sejour AS t
    JOIN titres AS s ON s.assure = t.assure
    WHERE s.fin > t.fin AND s.acquis_le IS NOT NULL
    GROUP BY t.assure, t.fin
)
SELECT assure, CAST(fin AS VARCHAR) AS objet, min(jour) AS obtenu_le
FROM preuves
GROUP BY assure, fin
