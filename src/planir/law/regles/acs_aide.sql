-- titre : L'aide au paiement d'une complémentaire santé (ACS), par personne et par an
-- description : Jusqu'au 31 octobre 2019 (CSS, L.863-1 ancien) : selon l'âge au jour jugé. Vide quand la naissance n'est pas connue.
-- colonne foyer : le foyer
-- colonne assure : la personne
-- colonne annuelle : euros par an
SELECT
    foyer,
    assure,
    CASE
        WHEN age < parametre('acs.age_2') THEN parametre('acs.moins_16')
        WHEN age < parametre('acs.age_3') THEN parametre('acs.de_16_a_49')
        WHEN age < parametre('acs.age_4') THEN parametre('acs.de_50_a_59')
        WHEN age IS NOT NULL THEN parametre('acs.des_60')
    END AS annuelle
FROM c2s_membre
