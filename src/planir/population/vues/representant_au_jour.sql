-- titre : Représentants au jour jugé
-- description : Qui agit pour la personne ce jour-là.
-- colonne assure : la personne représentée
-- colonne type : nature de la représentation
-- colonne representant : personne qui représente, si elle est connue
-- colonne organisme : organisme qui représente, à défaut de personne
SELECT assure, type, representant, organisme
FROM representant
WHERE (debut IS NULL OR debut <= :au) AND (fin IS NULL OR fin >= :au)
