-- titre : Déclarations de médecin traitant en vigueur au jour jugé
-- description : La déclaration seule : le médecin peut avoir cessé d'exercer (voir la table medecin).
-- colonne assure : la personne
-- colonne medecin : médecin déclaré
-- colonne debut : date de la déclaration
SELECT assure, medecin, debut
FROM medecin_traitant
WHERE debut <= :au AND (fin IS NULL OR fin >= :au)
