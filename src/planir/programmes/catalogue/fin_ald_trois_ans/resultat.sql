-- Pour tout le monde, trouvé ou non : ce qui évite la rupture, le jour où cela commence.
SELECT assure, '' AS objet, date_evenement AS obtenu_le
FROM evenement
WHERE type = 'reprise_travail'
UNION
SELECT assure, '' AS objet, debut AS obtenu_le
FROM allocation
WHERE type IN ('pension_invalidite', 'pension_retraite', 'are', 'aah')
