-- titre : Logement d'un foyer au jour jugé
-- description : Une ligne par foyer dont le logement est connu ; de deux lignes, la plus récente.
-- colonne foyer : le foyer
-- colonne statut : statut d'occupation
-- colonne aide_mensuelle : aide au logement, en euros par mois ; vide si elle n'est pas connue
WITH classes AS (
    SELECT
        foyer,
        statut,
        aide_mensuelle,
        row_number() OVER (
            PARTITION BY foyer ORDER BY debut DESC NULLS LAST, aide_mensuelle DESC NULLS LAST, statut
        ) AS rang
    FROM logement
    WHERE (debut IS NULL OR debut <= :au) AND (fin IS NULL OR fin >= :au)
)
SELECT foyer, statut, aide_mensuelle
FROM classes
WHERE rang = 1
