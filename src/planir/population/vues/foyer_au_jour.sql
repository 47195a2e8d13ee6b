-- titre : Foyers connus au jour jugé
-- description : Une ligne par membre d'un foyer connu de la caisse ; une personne absente n'est pas une personne seule.
-- colonne foyer : le foyer
-- colonne assure : la personne
-- colonne role : place dans le foyer
-- colonne garde_alternee : mineur en résidence alternée
-- colonne personnes : nombre de personnes connues dans ce foyer
WITH membres AS (
    SELECT foyer, assure, min(role) AS role, bool_or(garde_alternee) AS garde_alternee
    FROM foyer
    WHERE (debut IS NULL OR debut <= :au) AND (fin IS NULL OR fin >= :au)
    GROUP BY foyer, assure
)
SELECT foyer, assure, role, garde_alternee, count(*) OVER (PARTITION BY foyer) AS personnes
FROM membres
