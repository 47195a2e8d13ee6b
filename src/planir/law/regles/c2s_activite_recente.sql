-- titre : Qui a travaillé les derniers mois civils
-- description : Les trois mois civils d'avant celui de la demande (CSS, R.861-11) : une activité, ou un salaire ou un bénéfice touché. Un
-- description : travail commencé ce mois-ci ne compte pas encore.
-- description : Une personne peut y être plusieurs fois.
-- colonne assure : la personne
SELECT assure
FROM activite
WHERE debut < premier_du_mois(:au)
    AND (fin IS NULL OR fin >= mois_avant(premier_du_mois(:au), parametre('c2s.presomption_sans_activite_mois')))
UNION ALL
SELECT assure
FROM ressource
WHERE (nature = 'salaire' OR nature = 'independant')
    AND montant > 0
    AND mois < premier_du_mois(:au)
    AND mois >= mois_avant(premier_du_mois(:au), parametre('c2s.presomption_sans_activite_mois'))
