WITH
-- étape : est présumée en arrêt de travail pour maladie
en_arret AS (
    SELECT assure, e.ald
    FROM arret_en_cours AS e
    JOIN assure_au_jour USING (assure)
),
-- étape : est payée au titre de la procédure L.324-1, qui a sa propre limite de trois ans
en_ald AS (
    SELECT assure FROM en_arret
    WHERE ald
),
-- Payée au-delà des trois ans : une autre affection a ouvert son propre compteur, que les données ne distinguent pas.
-- étape : n'est pas payée au-delà des trois ans de ce compteur
dans_les_trois_ans AS (
    SELECT c.assure, c.debut, c.dernier_jour, c.fin_prevue
    FROM en_ald AS e
    JOIN compteur_ald AS c ON c.assure = e.assure
    WHERE c.dernier_jour <= c.fin_prevue
),
reprises AS (
    SELECT assure, min(date_evenement) AS prochaine
    FROM evenement
    WHERE type = 'reprise_travail' AND date_evenement > :au AND coalesce(connu_le, :au) <= :au
    GROUP BY assure
)
-- Payée jusqu'au dernier jour dû, la fin est un fait ; sinon elle suppose que l'arrêt continue, ou qu'il a continué. Elle reste
-- ici une fois atteinte : demande_invalidite laisse de côté qui a demandé une pension ou en a passé l'âge.
-- étape : approche de la fin de ses trois ans, sans reprise annoncée
SELECT
    d.assure,
    '' AS objet,
    k.destinataire,
    d.debut,
    d.dernier_jour,
    CASE WHEN d.dernier_jour < d.fin_prevue THEN d.dernier_jour END AS connues_jusqu,
    d.fin_prevue,
    nullif(greatest(0, jours_entre(d.dernier_jour, least(d.fin_prevue, :au))), 0) AS jours_presumes,
    d.dernier_jour >= d.fin_prevue AS atteinte,
    d.dernier_jour < d.fin_prevue AND d.fin_prevue < :au AS presumee_atteinte,
    d.dernier_jour < d.fin_prevue AND d.fin_prevue >= :au AS a_venir,
    d.fin_prevue AS echeance
FROM dans_les_trois_ans AS d
JOIN contact_de_la_personne AS k ON k.assure = d.assure
LEFT JOIN reprises AS r ON r.assure = d.assure AND r.prochaine <= jours_apres(d.fin_prevue, 1)
WHERE r.assure IS NULL
    AND mois_avant(d.fin_prevue, parametre('fin_ald_trois_ans.horizon_mois')) <= :au
