-- Pour tout le monde, trouvé ou non : qui a une complémentaire santé solidaire, ouverte ou à venir, et depuis quand.
-- Un droit à venir est acquis le jour où la caisse le sait.
SELECT assure, '' AS objet, min(acquise_le) AS obtenu_le
FROM couverture_ouverte_ou_a_venir
WHERE type IN ('c2s_gratuite', 'c2s_participation') AND acquise_le IS NOT NULL
GROUP BY assure
