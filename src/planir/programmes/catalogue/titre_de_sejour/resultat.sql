-- Pour tout le monde, trouvé ou non : quel titre a été suivi d'un autre, ou d'un document accepté, et quand.
WITH
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
    SELECT t.assure, t.fin, min(s.debut) AS jour
    FROM titre_sejour AS t
    JOIN titre_sejour AS s ON s.assure = t.assure
    WHERE s.fin > t.fin AND s.debut IS NOT NULL
    GROUP BY t.assure, t.fin
)
SELECT assure, CAST(fin AS VARCHAR) AS objet, min(jour) AS obtenu_le
FROM preuves
GROUP BY assure, fin
