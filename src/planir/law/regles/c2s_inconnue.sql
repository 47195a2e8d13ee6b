-- titre : Les personnes d'un foyer dont une ressource n'est pas connue
-- description : Pour la complémentaire santé solidaire : au moins une nature qui compte n'est pas connue sur toute la période. D'un enfant
-- description : de moins de seize ans, on tient pour nulles celles que personne n'a données.
-- colonne foyer : le foyer
-- colonne assure : la personne
WITH
comptees AS (
    SELECT nom
    FROM parametre
    WHERE starts_with(nom, 'c2s_ressource.') AND debut <= :au AND fin >= :au AND valeur = 1
),
connues AS (
    SELECT k.assure, bool_or(k.nature = 'toutes') AS toutes, count(c.nom) AS natures
    FROM c2s_nature_connue AS k
    LEFT JOIN comptees AS c ON c.nom = concat('c2s_ressource.', k.nature)
    GROUP BY k.assure
)
SELECT m.foyer, m.assure
FROM c2s_membre AS m
JOIN assure_au_jour AS a ON a.assure = m.assure
LEFT JOIN connues AS k ON k.assure = m.assure
WHERE NOT coalesce(a.age < parametre('c2s.age_ressources'), FALSE)
    AND NOT coalesce(k.toutes, FALSE)
    AND coalesce(k.natures, 0) < (SELECT count(*) FROM comptees)
