-- titre : Allocations et pensions au jour jugé
-- description : Une ligne par allocation en cours, dernier jour compris.
-- colonne assure : la personne
-- colonne type : nature
-- colonne debut : premier jour du droit
-- colonne fin : dernier jour du droit ; vide si en cours
-- colonne montant_mensuel : euros par mois
-- colonne taux_plein : AAH à taux plein
-- colonne categorie : catégorie d'invalidité
SELECT assure, type, debut, fin, montant_mensuel, taux_plein, categorie
FROM allocation
WHERE debut <= :au AND (fin IS NULL OR fin >= :au)
