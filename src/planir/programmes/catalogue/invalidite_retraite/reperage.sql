WITH
-- étape : perçoit une pension d'invalidité
pensionnees AS (
    SELECT DISTINCT assure FROM allocation_au_jour
    JOIN assure_au_jour USING (assure)
    WHERE type = 'pension_invalidite'
),
-- Qui travaille garde sa pension jusqu'à sa demande, au plus tard à 67 ans : rien ne s'arrête à 62 ans, mais c'est à
-- l'approche de cet âge que le choix se prépare, et que la personne est signalée.
passages AS (
    SELECT
        assure,
        anniversaire,
        date_effet,
        en_activite,
        au_chomage,
        CASE WHEN au_chomage THEN fin_pension END AS maintien_jusqu,
        fin_pension AS echeance,
        CASE WHEN en_activite THEN jours_avant(date_effet, 1) ELSE fin_pension END AS signalee_jusqu
    FROM passage_retraite_invalidite
),
-- étape : approche de l'âge où la retraite remplace la pension d'invalidité
proches AS (
    SELECT g.assure, g.date_effet, g.en_activite, g.maintien_jusqu, g.echeance
    FROM pensionnees AS p
    JOIN passages AS g ON g.assure = p.assure
    WHERE mois_avant(g.anniversaire, parametre('invalidite_retraite.horizon_mois')) <= :au AND g.signalee_jusqu >= :au
),
-- étape : n'a pas déjà une pension de retraite, en cours ou décidée
sans_retraite AS (
    SELECT p.assure, p.date_effet, p.en_activite, p.maintien_jusqu, p.echeance
    FROM proches AS p
    WHERE NOT EXISTS (
        SELECT 1 FROM allocation AS a
        WHERE a.assure = p.assure
            AND a.type = 'pension_retraite'
            AND (a.fin IS NULL OR a.fin >= :au)
            AND least(a.debut, coalesce(a.connu_le, :au)) <= :au
    )
)
-- étape : n'a pas demandé sa retraite
SELECT
    s.assure,
    '' AS objet,
    c.destinataire,
    parametre('invalidite.age_fin') AS age,
    s.date_effet,
    s.en_activite,
    CASE WHEN s.en_activite THEN parametre('invalidite.age_fin_en_activite') END AS age_limite,
    s.maintien_jusqu,
    s.echeance
FROM sans_retraite AS s
JOIN contact_de_la_personne AS c ON c.assure = s.assure
WHERE NOT EXISTS (
    SELECT 1 FROM demande AS d
    WHERE d.assure = s.assure
        AND d.type = 'retraite'
        AND d.deposee_le <= :au
        AND (coalesce(d.resultat, '') NOT IN ('refusee', 'abandonnee') OR d.decidee_le > :au)
)
