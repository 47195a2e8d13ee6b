-- titre : Ce que l'on connaît des ressources d'une personne sur toute la période de référence
-- description : Une nature est connue quand les douze mois le sont (ressource_connue), ou quand le dernier avis d'imposition la donne. Un
-- description : mois connu sans ligne vaut zéro ; un mois qui ne l'est pas peut cacher n'importe quel montant.
-- description : Une nature peut y être plusieurs fois.
-- colonne assure : la personne
-- colonne nature : nature connue ; toutes si elles le sont toutes
WITH
periode AS (
    SELECT
        mois_avant(premier_du_mois(:au), parametre('c2s.fenetre_premier_mois')) AS debut,
        fin_du_mois(mois_avant(premier_du_mois(:au), parametre('c2s.fenetre_dernier_mois'))) AS fin
    FROM jugement
),
entieres AS (
    SELECT k.assure, k.nature
    FROM ressource_connue AS k
    CROSS JOIN periode AS p
    WHERE k.debut <= p.debut AND k.fin >= p.fin
),
morceaux AS (
    SELECT
        k.assure,
        k.nature,
        k.debut,
        k.fin,
        p.debut AS premier,
        p.fin AS dernier,
        max(k.fin) OVER (
            PARTITION BY k.assure, k.nature ORDER BY k.debut, k.fin ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS fin_avant
    FROM ressource_connue AS k
    CROSS JOIN periode AS p
    WHERE k.fin >= p.debut AND k.debut <= p.fin AND NOT (k.debut <= p.debut AND k.fin >= p.fin)
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
