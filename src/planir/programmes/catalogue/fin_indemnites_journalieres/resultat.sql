-- Pour tout le monde, trouvé ou non : ce qui évite la rupture, le jour où cela commence.
-- Une reprise annoncée compte le jour où la caisse le sait ; une allocation qui continue ne commence pas.
-- Le travail repris, une pension ou une allocation qui remplace, ou le compteur L.324-1 qui s'ouvre.
SELECT assure, '' AS objet, least(date_evenement, coalesce(connu_le, :au), :au) AS obtenu_le
FROM evenement
WHERE type = 'reprise_travail' AND least(date_evenement, coalesce(connu_le, :au)) <= :au
UNION
SELECT assure, '' AS objet, debut AS obtenu_le
FROM allocation_commencee
WHERE type IN ('pension_invalidite', 'pension_retraite', 'are', 'aah')
UNION
SELECT assure, '' AS objet, debut AS obtenu_le
FROM periode_indemnisee
WHERE ald
