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
entieres AS (
    SELECT assure
    FROM c2s_nature_connue
    WHERE nature = 'toutes'
),
douteuses AS (
    SELECT m.foyer, m.assure
    FROM c2s_membre AS m
    LEFT JOIN entieres AS e ON e.assure = m.assure
    WHERE e.assure IS NULL AND NOT coalesce(m.age < parametre('c2s.age_ressources'), FALSE)
),
connues AS (
    SELECT d.foyer, d.assure, count(DISTINCT c.nom) AS natures
    FROM douteuses AS d
    LEFT JOIN c2s_nature_connue AS k ON k.assure = d.assure
    LEFT JOIN comptees AS c ON c.nom = concat('c2s_ressource.', k.nature)
    GROUP BY d.foyer, d.assure
)
SELECT foyer, assure
FROM connues
WHERE natures < (SELECT count(*) FROM comptees)
