-- Pour tout le monde, trouvé ou non : qui a une complémentaire santé connue de la caisse, et depuis quand.
SELECT assure, '' AS objet, min(debut) AS obtenu_le
FROM complementaire_au_jour
WHERE type <> 'acs' AND debut IS NOT NULL
GROUP BY assure
