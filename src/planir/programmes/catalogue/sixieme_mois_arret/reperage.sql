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
    p.assure,
    '' AS objet,
    k.destinataire,
    p.fin_sixieme_mois,
    p.debut_arret,
    p.heures,
    parametre('indemnites_journalieres.heures_au_dela') AS heures_requises,
    p.salaires,
    p.salaires_requis,
    p.affiliation_recente,
    p.tout_connu,
    p.fin_sixieme_mois < :au AS terme_passe,
    p.fin_sixieme_mois AS echeance
FROM proches AS p
JOIN contact_de_la_personne AS k ON k.assure = p.assure
WHERE NOT p.remplies
