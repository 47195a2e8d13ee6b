-- titre : Complémentaire santé solidaire au jour jugé
-- description : Les couvertures C2S en cours, sans et avec participation, dernier jour compris.
-- colonne assure : la personne
-- colonne type : c2s_gratuite ou c2s_participation
-- colonne debut : premier jour
-- colonne fin : dernier jour ; vide si sans terme connu
-- colonne gestionnaire : organisme gestionnaire
-- colonne renouvellement_automatique : renouvelée sans demande
SELECT assure, type, debut, fin, gestionnaire, renouvellement_automatique
FROM complementaire_au_jour
WHERE type IN ('c2s_gratuite', 'c2s_participation')
