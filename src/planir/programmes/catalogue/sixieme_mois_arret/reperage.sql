WITH
-- étape : est présumée en arrêt de travail pour maladie
en_arret AS (
    SELECT assure, s.statut_social
    FROM arret_en_cours
    JOIN assure_au_jour AS s USING (assure)
),
-- Les travailleurs indépendants ont leurs propres conditions (CSS, L.622-1 et suivants).
-- étape : relève des conditions d'activité des salariés
salaries AS (
    SELECT assure FROM en_arret
    WHERE statut_social IS NULL OR statut_social <> 'independant'
),
-- étape : approche de la fin du sixième mois d'arrêt
proches AS (
    SELECT
        m.assure,
        m.fin_sixieme_mois,
        m.debut_arret,
        m.heures,
        m.salaires,
        m.salaires_requis,
        m.affiliation_recente,
        m.tout_connu,
        m.remplies
    FROM salaries AS s
    JOIN sixieme_mois AS m ON m.assure = s.assure
    WHERE mois_avant(m.fin_sixieme_mois, parametre('sixieme_mois_arret.horizon_mois')) <= :au
)
-- étape : n'a pas justifié, à la connaissance de la caisse, d'assez de travail ou d'affiliation
SELECT
    assure,
    '' AS objet,
    fin_sixieme_mois,
    debut_arret,
    heures,
    parametre('indemnites_journalieres.heures_au_dela') AS heures_requises,
    salaires,
    salaires_requis,
    affiliation_recente,
    tout_connu,
    fin_sixieme_mois < :au AS terme_passe,
    fin_sixieme_mois AS echeance
FROM proches
WHERE NOT remplies
