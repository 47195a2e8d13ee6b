-- titre : Tuteurs au jour jugé
-- description : Une ligne par personne pour qui agit un tuteur, ou un proche habilité par le juge. Un curateur assiste et n'agit pas à sa place :
-- description : il n'y est pas, ni un mandataire, ni un parent. Un défunt n'y est jamais.
-- colonne assure : la personne représentée
-- colonne tuteur : qui joindre pour elle
SELECT r.assure, min(r.representant) AS tuteur
FROM representant_au_jour AS r
LEFT JOIN assure AS defunt ON defunt.assure = r.representant AND defunt.date_deces <= :au
WHERE r.type IN ('tuteur', 'habilitation_familiale') AND r.representant IS NOT NULL AND defunt.assure IS NULL
GROUP BY r.assure
