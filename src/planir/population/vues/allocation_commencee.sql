-- titre : Allocations, au jour où chacune commence vraiment
-- description : Une ligne par période sans trou d'une même allocation : une révision ou un renouvellement qui prend la suite n'est pas un commencement.
-- colonne assure : la personne
-- colonne type : nature de l'allocation
-- colonne debut : premier jour de la période
SELECT DISTINCT l.assure, l.type, l.debut
FROM allocation AS l
WHERE NOT EXISTS (
    SELECT 1 FROM allocation AS p
    WHERE p.assure = l.assure
        AND p.type = l.type
        AND (p.debut IS NULL OR p.debut < l.debut)
        AND (p.fin IS NULL OR p.fin >= jours_avant(l.debut, 1))
)
