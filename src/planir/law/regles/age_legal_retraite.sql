-- titre : Âge légal de la retraite
-- description : Quand une personne atteint l'âge légal de sa génération (CSS, L.161-17-2), tel que la loi le fixait le jour jugé.
-- description : L'inaptitude, le handicap et les carrières longues ouvrent plus tôt ; cette règle ne les juge pas.
-- colonne assure : la personne
-- colonne age_mois : l'âge légal de sa génération, en mois
-- colonne atteint_le : jour où elle l'atteint ; le plus tardif possible quand le mois ou l'année de naissance sont seuls connus
-- colonne retraite_possible_le : premier jour possible de la pension, toujours un premier du mois
WITH
naissances AS (
    SELECT assure, naissance_au_plus_tard AS naissance
    FROM assure_au_jour
    WHERE date_naissance IS NOT NULL
),
generations AS (
    SELECT
        assure,
        naissance,
        CASE
            WHEN naissance < DATE '1951-07-01' THEN parametre('retraite.age_legal_avant_juillet_1951')
            WHEN naissance < DATE '1952-01-01' THEN parametre('retraite.age_legal_fin_1951')
            WHEN naissance < DATE '1953-01-01' THEN parametre('retraite.age_legal_1952')
            WHEN naissance < DATE '1954-01-01' THEN parametre('retraite.age_legal_1953')
            WHEN naissance < DATE '1955-01-01' THEN parametre('retraite.age_legal_1954')
            WHEN naissance < DATE '1961-09-01' THEN parametre('retraite.age_legal_avant_septembre_1961')
            WHEN naissance < DATE '1962-01-01' THEN parametre('retraite.age_legal_fin_1961')
            WHEN naissance < DATE '1963-01-01' THEN parametre('retraite.age_legal_1962')
            WHEN naissance < DATE '1964-01-01' THEN parametre('retraite.age_legal_1963')
            WHEN naissance < DATE '1965-01-01' THEN parametre('retraite.age_legal_1964')
            WHEN naissance < DATE '1965-04-01' THEN parametre('retraite.age_legal_debut_1965')
            WHEN naissance < DATE '1966-01-01' THEN parametre('retraite.age_legal_fin_1965')
            WHEN naissance < DATE '1967-01-01' THEN parametre('retraite.age_legal_1966')
            WHEN naissance < DATE '1968-01-01' THEN parametre('retraite.age_legal_1967')
            WHEN naissance < DATE '1969-01-01' THEN parametre('retraite.age_legal_1968')
            ELSE parametre('retraite.age_legal_depuis_1969')
        END AS age_mois
    FROM naissances
),
ages AS (
    SELECT assure, age_mois, mois_apres(naissance, age_mois) AS atteint_le FROM generations
)
SELECT
    assure,
    age_mois,
    atteint_le,
    CASE WHEN jour(atteint_le) = 1 THEN atteint_le ELSE jours_apres(fin_du_mois(atteint_le), 1) END AS retraite_possible_le
FROM ages
