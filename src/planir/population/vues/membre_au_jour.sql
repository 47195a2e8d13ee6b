-- titre : Membres des foyers connus au jour jugé
-- description : Une ligne par membre d'un foyer connu de la caisse, sans compter les autres ; voir foyer_au_jour.
-- colonne foyer : le foyer
-- colonne assure : la personne
-- colonne role : place dans le foyer
-- colonne garde_alternee : mineur en résidence alternée
WITH
-- Une place est un petit nombre le temps de choisir : le plus petit de deux textes se trouve moins vite.
places AS (
    SELECT
        foyer,
        assure,
        min(CASE role WHEN 'autre' THEN 1 WHEN 'conjoint' THEN 2 WHEN 'demandeur' THEN 3 ELSE 4 END) AS place,
        bool_or(garde_alternee) AS garde_alternee
    FROM foyer
    WHERE (debut IS NULL OR debut <= :au) AND (fin IS NULL OR fin >= :au)
    GROUP BY foyer, assure
)
SELECT
    foyer,
    assure,
    CASE place WHEN 1 THEN 'autre' WHEN 2 THEN 'conjoint' WHEN 3 THEN 'demandeur' ELSE 'enfant' END AS role,
    garde_alternee
FROM places
