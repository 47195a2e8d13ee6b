-- titre : Ce que chaque personne d'un foyer paierait chaque mois pour la complémentaire santé solidaire
-- description : La participation dépend de l'âge atteint au 1er janvier de l'année d'attribution (CSS, R.861-16-1 II), et se paie moins cher
-- description : pour qui relève du régime d'Alsace-Moselle. Vide quand la naissance n'est pas connue.
-- colonne foyer : le foyer
-- colonne assure : la personne
-- colonne age_janvier : âge au 1er janvier, compté sur la naissance la plus tardive possible
-- colonne mensuelle : euros par mois
-- colonne mensuelle_alsace_moselle : euros par mois, régime d'Alsace-Moselle
WITH membres AS (
    SELECT
        foyer,
        assure,
        age_au(naissance_au_plus_tard, mois_avant(premier_du_mois(:au), mois(:au) - 1)) AS age_janvier
    FROM c2s_membre
)
SELECT
    foyer,
    assure,
    age_janvier,
    CASE
        WHEN age_janvier < parametre('c2s_participation.age_2') THEN parametre('c2s_participation.moins_30')
        WHEN age_janvier < parametre('c2s_participation.age_3') THEN parametre('c2s_participation.de_30_a_49')
        WHEN age_janvier < parametre('c2s_participation.age_4') THEN parametre('c2s_participation.de_50_a_59')
        WHEN age_janvier < parametre('c2s_participation.age_5') THEN parametre('c2s_participation.de_60_a_69')
        WHEN age_janvier IS NOT NULL THEN parametre('c2s_participation.des_70')
    END AS mensuelle,
    CASE
        WHEN age_janvier < parametre('c2s_participation.age_2') THEN parametre('c2s_participation.moins_30_alsace_moselle')
        WHEN age_janvier < parametre('c2s_participation.age_3') THEN parametre('c2s_participation.de_30_a_49_alsace_moselle')
        WHEN age_janvier < parametre('c2s_participation.age_4') THEN parametre('c2s_participation.de_50_a_59_alsace_moselle')
        WHEN age_janvier < parametre('c2s_participation.age_5') THEN parametre('c2s_participation.de_60_a_69_alsace_moselle')
        WHEN age_janvier IS NOT NULL THEN parametre('c2s_participation.des_70_alsace_moselle')
    END AS mensuelle_alsace_moselle
FROM membres
