-- titre : Ce que l'on connaît des ressources d'une personne sur toute la période de référence
-- description : Une nature est connue quand les douze mois le sont (ressource_connue), ou quand le dernier avis d'imposition la donne. Un
-- description : mois connu sans ligne vaut zéro ; un mois qui ne l'est pas peut cacher n'importe quel montant.
-- description : Une nature peut y être plusieurs fois.
-- colonne assure : la personne
-- colonne nature : nature connue ; toutes si elles le sont toutes
WITH
entieres AS (
    SELECT assure, nature
    FROM ressource_connue
    WHERE debut <= mois_avant(premier_du_mois(:au), parametre('c2s.fenetre_premier_mois'))
        AND fin >= fin_du_mois(mois_avant(premier_du_mois(:au), parametre('c2s.fenetre_dernier_mois')))
),
morceaux AS (
    SELECT
        assure,
        nature,
        debut,
        fin,
        mois_avant(premier_du_mois(:au), parametre('c2s.fenetre_premier_mois')) AS premier,
        fin_du_mois(mois_avant(premier_du_mois(:au), parametre('c2s.fenetre_dernier_mois'))) AS dernier,
        max(fin) OVER (
            PARTITION BY assure, nature ORDER BY debut, fin ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS fin_avant
    FROM ressource_connue
    WHERE fin >= mois_avant(premier_du_mois(:au), parametre('c2s.fenetre_premier_mois'))
        AND debut <= fin_du_mois(mois_avant(premier_du_mois(:au), parametre('c2s.fenetre_dernier_mois')))
        AND (
            debut > mois_avant(premier_du_mois(:au), parametre('c2s.fenetre_premier_mois'))
            OR fin < fin_du_mois(mois_avant(premier_du_mois(:au), parametre('c2s.fenetre_dernier_mois')))
        )
),
-- Des morceaux qui se suivent sans laisser un jour.
suivis AS (
    SELECT assure, nature
    FROM morceaux
    GROUP BY assure, nature
    HAVING min(debut) <= min(premier) AND max(fin) >= max(dernier)
        AND bool_and(fin_avant IS NULL OR debut <= jours_apres(fin_avant, 1))
)
SELECT assure, nature FROM entieres
UNION ALL
SELECT assure, nature FROM suivis
UNION ALL
SELECT assure, 'independant' AS nature FROM dernier_avis WHERE revenus_independant IS NOT NULL
UNION ALL
SELECT assure, 'patrimoine' AS nature FROM dernier_avis WHERE revenus_patrimoine IS NOT NULL
UNION ALL
SELECT assure, 'pension_alimentaire' AS nature FROM dernier_avis WHERE pensions_recues IS NOT NULL
