WITH
-- étape : a reçu des indemnités journalières dans les douze derniers mois
indemnisees AS (
    SELECT DISTINCT p.assure, s.age
    FROM periode_indemnisee AS p
    JOIN assure_au_jour AS s ON s.assure = p.assure
    WHERE mois_apres(p.fin, parametre('invalidite.demande_mois')) >= :au
),
-- étape : a épuisé ses indemnités journalières
epuisees AS (
    SELECT d.assure, i.age, d.dernier_jour, d.ald, d.demande_jusqu
    FROM indemnisees AS i
    JOIN droits_epuises AS d ON d.assure = i.assure
),
-- étape : n'a pas repris le travail depuis
sans_reprise AS (
    SELECT e.assure, e.age, e.dernier_jour, e.ald, e.demande_jusqu
    FROM epuisees AS e
    WHERE NOT EXISTS (
        SELECT 1 FROM evenement AS v
        WHERE v.assure = e.assure
            AND v.type = 'reprise_travail'
            AND v.date_evenement > e.dernier_jour
            AND v.date_evenement <= :au
    )
),
-- À cet âge la pension d'invalidité laisse place à la retraite ; un âge non connu n'exclut pas.
-- étape : n'a pas l'âge de la retraite pour inaptitude
avant_la_retraite AS (
    SELECT assure, dernier_jour, ald, demande_jusqu FROM sans_reprise
    WHERE coalesce(age, 0) < parametre('invalidite.age_fin')
),
-- étape : ne perçoit ni pension d'invalidité ni retraite
sans_pension AS (
    SELECT a.assure, a.dernier_jour, a.ald, a.demande_jusqu
    FROM avant_la_retraite AS a
    WHERE NOT EXISTS (
        SELECT 1 FROM allocation AS l
        WHERE l.assure = a.assure
            AND l.type IN ('pension_invalidite', 'pension_retraite')
            AND (l.fin IS NULL OR l.fin >= :au)
            AND least(l.debut, coalesce(l.connu_le, :au)) <= :au
    )
)
-- Une demande déposée pendant l'arrêt compte, quelle que soit sa suite : la personne connaît son droit.
-- étape : n'a pas demandé de pension d'invalidité
SELECT
    s.assure,
    '' AS objet,
    c.destinataire,
    s.dernier_jour,
    s.ald,
    CASE WHEN NOT s.ald THEN parametre('indemnites_journalieres.jours_maximum') END AS jours_maximum,
    CASE WHEN NOT s.ald THEN parametre('indemnites_journalieres.fenetre_ans') END AS fenetre_ans,
    CASE WHEN s.ald THEN parametre('indemnites_journalieres.ald_ans') END AS ald_ans,
    s.demande_jusqu,
    s.demande_jusqu AS echeance
FROM sans_pension AS s
JOIN contact_de_la_personne AS c ON c.assure = s.assure
WHERE NOT EXISTS (
    SELECT 1 FROM demande AS d
    WHERE d.assure = s.assure
        AND d.type = 'invalidite'
        AND d.deposee_le >= mois_avant(s.dernier_jour, parametre('invalidite.demande_mois'))
        AND d.deposee_le <= :au
)
