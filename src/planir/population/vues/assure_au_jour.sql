-- titre : Personnes protégées au jour jugé
-- description : Une ligne par personne en vie et affiliée à la caisse ce jour-là, telle qu'elle était connue.
-- colonne assure : la personne
-- colonne sexe : F, M ou inconnu
-- colonne date_naissance : premier jour possible quand le mois ou l'année seuls sont connus
-- colonne precision_naissance : jour, mois ou annee
-- colonne naissance_au_plus_tard : dernier jour possible de la naissance ; celui dont l'âge se compte
-- colonne age : années révolues ; l'âge certain, compté sur la naissance la plus tardive possible
-- colonne commune : commune de résidence (code Insee)
-- colonne organisme : caisse d'affiliation
-- colonne regime : régime d'affiliation
-- colonne statut_social : ce que fait la personne
-- colonne rattache_a : assuré dont elle dépend ; vide si affiliée à titre personnel
-- colonne affilie_depuis : début d'affiliation
-- colonne surdite : besoin déclaré
-- colonne langue : langue souhaitée
-- colonne lecture_difficile : besoin déclaré
-- colonne mobilite_reduite : besoin déclaré
-- colonne compte_ameli : a un compte ameli
WITH
presents AS (
    SELECT
        assure,
        sexe,
        date_naissance,
        precision_naissance,
        CASE precision_naissance
            WHEN 'mois' THEN fin_du_mois(date_naissance)
            WHEN 'annee' THEN jours_avant(ans_apres(date_naissance, 1), 1)
            ELSE date_naissance
        END AS naissance_au_plus_tard,
        commune,
        organisme,
        regime,
        statut_social,
        rattache_a,
        affilie_depuis,
        surdite,
        langue,
        lecture_difficile,
        mobilite_reduite,
        compte_ameli
    FROM assure
    WHERE (date_deces IS NULL OR date_deces > :au)
        AND (affilie_depuis IS NULL OR affilie_depuis <= :au)
        AND (affilie_jusqu IS NULL OR affilie_jusqu >= :au)
        AND (date_naissance IS NULL OR date_naissance <= :au)
)
SELECT
    assure,
    sexe,
    date_naissance,
    precision_naissance,
    naissance_au_plus_tard,
    age_au(naissance_au_plus_tard, :au) AS age,
    commune,
    organisme,
    regime,
    statut_social,
    rattache_a,
    affilie_depuis,
    surdite,
    langue,
    lecture_difficile,
    mobilite_reduite,
    compte_ameli
FROM presents
