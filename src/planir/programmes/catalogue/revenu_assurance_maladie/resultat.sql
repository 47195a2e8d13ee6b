-- Pour tout le monde, trouvé ou non : qui a une complémentaire santé connue de la caisse, ouverte ou à venir, et depuis quand.
-- Une couverture à venir est acquise le jour où la caisse le sait.
SELECT assure, '' AS objet, min(acquise_le) AS obtenu_le
FROM couverture_ouverte_ou_a_venir
WHERE acquise_le IS NOT NULL
GROUP BY assure
