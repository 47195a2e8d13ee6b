-- titre : Ce que l'on connaît des ressources d'une personne sur toute la période de référence
-- description : Une nature est connue quand les douze mois le sont (ressource_connue), ou quand le dernier avis d'imposition la donne. Un
-- description : mois connu sans ligne vaut zéro ; un mois qui ne l'est pas peut cacher n'importe quel montant.
-- colonne assure : la personne
-- colonne nature : nature connue ; toutes si elles le sont toutes
WITH
declarees AS (
    SELECT assure, nature
    FROM ressource_connue
    WHERE fin >= mois_avant(premier_du_mois(:au), parametre('c2s.fenetre_premier_mois'))
        AND debut <= fin_du_mois(mois_avant(premier_du_mois(:au), parametre('c2s.fenetre_dernier_mois')))
    GROUP BY assure, nature
    HAVING
        bool_or(debut <= mois_avant(premier_du_mois(:au), parametre('c2s.fenetre_dernier_mois')) AND fin >= fin_du_mois(mois_avant(premier_du_mois(:au), parametre('c2s.fenetre_dernier_mois'))))
        AND bool_or(debut <= mois_avant(premier_du_mois(:au), parametre('c2s.fenetre_dernier_mois') + 1) AND fin >= fin_du_mois(mois_avant(premier_du_mois(:au), parametre('c2s.fenetre_dernier_mois') + 1)))
        AND bool_or(debut <= mois_avant(premier_du_mois(:au), parametre('c2s.fenetre_dernier_mois') + 2) AND fin >= fin_du_mois(mois_avant(premier_du_mois(:au), parametre('c2s.fenetre_dernier_mois') + 2)))
        AND bool_or(debut <= mois_avant(premier_du_mois(:au), parametre('c2s.fenetre_dernier_mois') + 3) AND fin >= fin_du_mois(mois_avant(premier_du_mois(:au), parametre('c2s.fenetre_dernier_mois') + 3)))
        AND bool_or(debut <= mois_avant(premier_du_mois(:au), parametre('c2s.fenetre_dernier_mois') + 4) AND fin >= fin_du_mois(mois_avant(premier_du_mois(:au), parametre('c2s.fenetre_dernier_mois') + 4)))
        AND bool_or(debut <= mois_avant(premier_du_mois(:au), parametre('c2s.fenetre_dernier_mois') + 5) AND fin >= fin_du_mois(mois_avant(premier_du_mois(:au), parametre('c2s.fenetre_dernier_mois') + 5)))
        AND bool_or(debut <= mois_avant(premier_du_mois(:au), parametre('c2s.fenetre_dernier_mois') + 6) AND fin >= fin_du_mois(mois_avant(premier_du_mois(:au), parametre('c2s.fenetre_dernier_mois') + 6)))
        AND bool_or(debut <= mois_avant(premier_du_mois(:au), parametre('c2s.fenetre_dernier_mois') + 7) AND fin >= fin_du_mois(mois_avant(premier_du_mois(:au), parametre('c2s.fenetre_dernier_mois') + 7)))
        AND bool_or(debut <= mois_avant(premier_du_mois(:au), parametre('c2s.fenetre_dernier_mois') + 8) AND fin >= fin_du_mois(mois_avant(premier_du_mois(:au), parametre('c2s.fenetre_dernier_mois') + 8)))
        AND bool_or(debut <= mois_avant(premier_du_mois(:au), parametre('c2s.fenetre_dernier_mois') + 9) AND fin >= fin_du_mois(mois_avant(premier_du_mois(:au), parametre('c2s.fenetre_dernier_mois') + 9)))
        AND bool_or(debut <= mois_avant(premier_du_mois(:au), parametre('c2s.fenetre_dernier_mois') + 10) AND fin >= fin_du_mois(mois_avant(premier_du_mois(:au), parametre('c2s.fenetre_dernier_mois') + 10)))
        AND bool_or(debut <= mois_avant(premier_du_mois(:au), parametre('c2s.fenetre_dernier_mois') + 11) AND fin >= fin_du_mois(mois_avant(premier_du_mois(:au), parametre('c2s.fenetre_dernier_mois') + 11)))
)
SELECT assure, nature FROM declarees
UNION
SELECT assure, 'independant' AS nature FROM dernier_avis WHERE revenus_independant IS NOT NULL
UNION
SELECT assure, 'patrimoine' AS nature FROM dernier_avis WHERE revenus_patrimoine IS NOT NULL
UNION
SELECT assure, 'pension_alimentaire' AS nature FROM dernier_avis WHERE pensions_recues IS NOT NULL
