-- Pour tout le monde, trouvé ou non : qui a une complémentaire santé solidaire, et depuis quand.
SELECT assure, '' AS objet, min(debut) AS obtenu_le
FROM c2s_au_jour
WHERE debut IS NOT NULL
GROUP BY assure
