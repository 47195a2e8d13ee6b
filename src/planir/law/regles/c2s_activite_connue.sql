-- titre : De qui l'on sait s'il a travaillé les derniers mois civils
-- description : Les salaires et les revenus d'indépendant des trois mois civils d'avant celui de la demande sont connus (ressource_connue).
-- description : Sans ligne de revenu, un mois connu vaut zéro ; un mois qui ne l'est pas peut cacher un travail.
-- description : Des périodes qui se suivent sans laisser un jour n'en font qu'une.
-- description : Une personne peut y être plusieurs fois.
-- colonne assure : la personne
WITH
morceaux AS (
    SELECT
        assure,
        nature,
        debut,
        fin,
        mois_avant(premier_du_mois(:au), parametre('c2s.presomption_sans_activite_mois')) AS premier,
        jours_avant(premier_du_mois(:au), 1) AS dernier,
        max(fin) OVER (
            PARTITION BY assure, nature ORDER BY debut, fin ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS fin_avant
    FROM ressource_connue
    WHERE nature IN ('toutes', 'salaire', 'independant')
        AND debut < premier_du_mois(:au)
        AND fin >= mois_avant(premier_du_mois(:au), parametre('c2s.presomption_sans_activite_mois'))
        AND (
            debut > mois_avant(premier_du_mois(:au), parametre('c2s.presomption_sans_activite_mois'))
            OR fin < jours_avant(premier_du_mois(:au), 1)
        )
),
connues AS (
    SELECT assure, nature
    FROM ressource_connue
    WHERE nature IN ('toutes', 'salaire', 'independant')
        AND debut <= mois_avant(premier_du_mois(:au), parametre('c2s.presomption_sans_activite_mois'))
        AND fin >= jours_avant(premier_du_mois(:au), 1)
    UNION ALL
    SELECT assure, nature
    FROM morceaux
    GROUP BY assure, nature
    HAVING min(debut) <= min(premier) AND max(fin) >= max(dernier)
        AND bool_and(fin_avant IS NULL OR debut <= jours_apres(fin_avant, 1))
)
SELECT assure FROM connues WHERE nature = 'toutes'
UNION ALL
SELECT assure
FROM connues
WHERE nature <> 'toutes'
GROUP BY assure
HAVING count(DISTINCT nature) = 2
