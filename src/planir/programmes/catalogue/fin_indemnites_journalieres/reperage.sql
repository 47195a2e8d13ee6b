WITH
-- étape : est présumée en arrêt de travail pour maladie
en_arret AS (
    SELECT assure, e.ald
    FROM arret_en_cours AS e
    JOIN assure_au_jour USING (assure)
),
-- L'arrêt L.324-1 (affection de longue durée) a sa propre limite de trois ans : voir fin_ald_trois_ans.
-- étape : relève de la limite de 360 jours, et non de celle des affections de longue durée
sans_ald AS (
    SELECT assure FROM en_arret
    WHERE NOT ald
),
-- Qui travaille en percevant une retraite relève d'une autre limite, de 60 jours (CSS, L.323-2).
-- étape : ne perçoit pas de pension de retraite
sans_retraite AS (
    SELECT s.assure FROM sans_ald AS s
    WHERE NOT EXISTS (SELECT 1 FROM allocation_au_jour AS a WHERE a.assure = s.assure AND a.type = 'pension_retraite')
)
-- Payée jusqu'au dernier jour dû, la fin est un fait ; sinon elle suppose que l'arrêt continue, ou qu'il a continué. Elle reste
-- ici une fois atteinte : demande_invalidite laisse de côté qui a demandé une pension ou en a passé l'âge.
-- étape : approche de la fin de ses indemnités, sans reprise annoncée
SELECT
    f.assure,
    '' AS objet,
    k.destinataire,
    f.fin_prevue,
    f.jours_payes,
    f.jours_exacts,
    CASE WHEN f.presumes THEN f.jours_presumes END AS jours_presumes,
    f.restants,
    f.dernier_jour,
    f.dernier_jour >= f.fin_prevue AS atteinte,
    f.dernier_jour < f.fin_prevue AND f.fin_prevue < :au AS presumee_atteinte,
    f.dernier_jour < f.fin_prevue AND f.fin_prevue >= :au AS a_venir,
    f.fin_prevue AS echeance
FROM sans_retraite AS s
JOIN fin_indemnites AS f ON f.assure = s.assure
JOIN contact_de_la_personne AS k ON k.assure = s.assure
WHERE f.fin_prevue <= jours_apres(:au, parametre('fin_indemnites_journalieres.horizon_jours'))
