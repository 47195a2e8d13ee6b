-- titre : De qui l'on sait s'il a travaillé les derniers mois civils
-- description : Les salaires et les revenus d'indépendant des trois mois civils d'avant celui de la demande sont connus (ressource_connue).
-- description : Sans ligne de revenu, un mois connu vaut zéro ; un mois qui ne l'est pas peut cacher un travail.
-- colonne assure : la personne
SELECT assure
FROM ressource_connue
WHERE nature IN ('toutes', 'salaire', 'independant')
    AND debut <= mois_avant(premier_du_mois(:au), parametre('c2s.presomption_sans_activite_mois'))
    AND fin >= jours_avant(premier_du_mois(:au), 1)
GROUP BY assure
HAVING bool_or(nature = 'toutes') OR count(DISTINCT nature) = 2
