-- Pour tout le monde, trouvé ou non : les jours payés passent le sixième mois, ou le travail reprend.
-- Le sixième mois se compte du premier jour payé d'une période, jours de carence compris.
WITH
passages AS (
    SELECT
        assure,
        fin,
        mois_apres(
            jours_avant(debut, parametre('indemnites_journalieres.carence_jours')),
            parametre('indemnites_journalieres.premiers_mois')
        ) AS septieme_mois
    FROM periode_indemnisee
)
SELECT assure, '' AS objet, septieme_mois AS obtenu_le
FROM passages
WHERE fin >= septieme_mois
UNION
SELECT assure, '' AS objet, date_evenement AS obtenu_le
FROM evenement
WHERE type = 'reprise_travail' AND date_evenement <= :au
