-- titre : Indemnités journalières épuisées
-- description : Personnes dont le dernier jour payé, dans les douze derniers mois, était aussi le dernier dû : 360 jours sur
-- description : trois ans, ou trois ans au titre de la procédure L.324-1. Elles ont douze mois pour demander une pension
-- description : d'invalidité (CSS, R.341-8).
-- colonne assure : la personne
-- colonne dernier_jour : dernier jour payé
-- colonne ald : épuisées au titre de la procédure L.324-1
-- colonne demande_jusqu : dernier jour pour demander une pension d'invalidité
WITH
derniers AS (
    SELECT assure, max(fin) AS dernier_jour, max(CASE WHEN NOT ald THEN fin END) AS dernier_ordinaire
    FROM periode_indemnisee
    GROUP BY assure
    HAVING mois_apres(max(fin), parametre('invalidite.demande_mois')) >= :au
),
ordinaires AS (
    SELECT
        assure,
        dernier_jour,
        jours_avant(
            ans_avant(jours_apres(dernier_jour, 1), parametre('indemnites_journalieres.fenetre_ans')),
            parametre('indemnites_journalieres.borne_lointaine_comprise')
        ) AS hors_compte
    FROM derniers
    WHERE dernier_ordinaire = dernier_jour
),
epuisees AS (
    SELECT o.assure, o.dernier_jour, false AS ald
    FROM ordinaires AS o
    JOIN periode_indemnisee AS p ON p.assure = o.assure AND p.fin > o.hors_compte
    WHERE NOT p.ald
    GROUP BY o.assure, o.dernier_jour
    HAVING sum(jours_entre(greatest(p.debut, jours_apres(o.hors_compte, 1)), p.fin) + 1)
        >= parametre('indemnites_journalieres.jours_maximum')
    UNION ALL
    SELECT d.assure, d.dernier_jour, true AS ald
    FROM derniers AS d
    JOIN compteur_ald AS c ON c.assure = d.assure
    WHERE c.fin_prevue <= d.dernier_jour
)
SELECT
    assure,
    dernier_jour,
    bool_and(ald) AS ald,
    mois_apres(dernier_jour, parametre('invalidite.demande_mois')) AS demande_jusqu
FROM epuisees
GROUP BY assure, dernier_jour
