-- titre : Dernier avis d'imposition connu
-- description : Une ligne par personne : l'avis de la dernière année de revenus achevée au jour jugé.
-- colonne assure : la personne
-- colonne annee : année des revenus
-- colonne imposable : le foyer fiscal paie l'impôt sur le revenu
-- colonne revenus_patrimoine : euros par an
-- colonne revenus_independant : euros par an
-- colonne pensions_recues : pensions alimentaires reçues, euros par an
-- colonne pensions_versees : pensions alimentaires versées, euros par an
WITH classes AS (
    SELECT
        assure,
        annee,
        imposable,
        revenus_patrimoine,
        revenus_independant,
        pensions_recues,
        pensions_versees,
        row_number() OVER (PARTITION BY assure ORDER BY annee DESC) AS rang
    FROM avis_imposition
    WHERE annee < annee(:au)
)
SELECT assure, annee, imposable, revenus_patrimoine, revenus_independant, pensions_recues, pensions_versees
FROM classes
WHERE rang = 1
