-- titre : Couvertures complémentaires au jour jugé
-- description : Une ligne par couverture en cours, dernier jour compris.
-- colonne assure : la personne
-- colonne type : nature de la couverture
-- colonne debut : premier jour
-- colonne fin : dernier jour ; vide si sans terme connu
-- colonne gestionnaire : organisme gestionnaire
-- colonne renouvellement_automatique : renouvelée sans demande
-- colonne collective : contrat d'employeur
SELECT assure, type, debut, fin, gestionnaire, renouvellement_automatique, collective
FROM complementaire
WHERE (debut IS NULL OR debut <= :au) AND (fin IS NULL OR fin >= :au)
