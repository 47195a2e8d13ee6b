-- titre : Demandes de complémentaire santé solidaire qui valent pour la personne
-- description : Les siennes, et celles du demandeur de son foyer ou de son conjoint, si elle était du foyer le jour du dépôt ou y est née depuis.
-- description : L'enfant qui n'était plus à charge ce jour-là demande pour lui-même (CSS, R.861-2).
-- description : Celles déposées au jour jugé ou avant ; une décision qui viendra plus tard n'est pas encore prise.
-- colonne assure : la personne
-- colonne demande : la demande
-- colonne demandeur : qui l'a déposée
-- colonne renouvellement : elle renouvelle un droit
-- colonne deposee_le : dépôt
-- colonne decidee_le : décision ; vide si en cours
-- colonne resultat : sens de la décision
WITH
deposees AS (
    SELECT
        assure,
        demande,
        renouvellement,
        deposee_le,
        CASE WHEN decidee_le <= :au THEN decidee_le END AS decidee_le,
        CASE WHEN decidee_le IS NULL OR decidee_le <= :au THEN resultat END AS resultat
    FROM demande
    WHERE type = 'c2s' AND deposee_le <= :au
)
SELECT assure, demande, assure AS demandeur, renouvellement, deposee_le, decidee_le, resultat
FROM deposees
UNION ALL
SELECT DISTINCT autre.assure, d.demande, d.assure AS demandeur, d.renouvellement, d.deposee_le, d.decidee_le, d.resultat
FROM deposees AS d
JOIN foyer AS sien ON sien.assure = d.assure
JOIN foyer AS autre ON autre.foyer = sien.foyer
JOIN assure_au_jour AS a ON a.assure = autre.assure
WHERE autre.assure <> d.assure
    AND sien.role IN ('demandeur', 'conjoint')
    AND (sien.debut IS NULL OR sien.debut <= d.deposee_le)
    AND (sien.fin IS NULL OR sien.fin >= d.deposee_le)
    AND (
        autre.debut IS NULL
        OR autre.debut <= d.deposee_le
        OR (a.date_naissance > d.deposee_le AND autre.debut <= :au)
    )
    AND (autre.fin IS NULL OR autre.fin >= d.deposee_le)
    AND (
        autre.role <> 'enfant'
        OR a.date_naissance IS NULL
        OR ans_apres(a.naissance_au_plus_tard, parametre('c2s.age_personne_a_charge')) > d.deposee_le
    )
