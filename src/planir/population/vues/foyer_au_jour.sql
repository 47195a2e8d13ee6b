-- titre : Foyers connus au jour jugé
-- description : Une ligne par membre d'un foyer connu de la caisse ; une personne absente n'est pas une personne seule.
-- colonne foyer : le foyer
-- colonne assure : la personne
-- colonne role : place dans le foyer
-- colonne garde_alternee : mineur en résidence alternée
-- colonne personnes : nombre de personnes connues dans ce foyer
SELECT foyer, assure, role, garde_alternee, count(*) OVER (PARTITION BY foyer) AS personnes
FROM membre_au_jour
