WITH
-- étape : a dix-huit ans ou plus
adultes AS (
    SELECT assure, regime FROM assure_au_jour
    WHERE age >= parametre('prevention.sophia_age_minimum')
),
-- étape : relève du régime général
regime_general AS (
    SELECT assure FROM adultes WHERE coalesce(regime, '01') = '01'
),
-- Exonérante seulement (IR_ETM_V) : 41 liste, 43 hors liste, 45 polypathologie ; 47 est l'article L.324 non exonérant.
-- étape : a un diabète reconnu en affection de longue durée, pris en charge à 100 %
diabete AS (
    SELECT g.assure FROM regime_general AS g
    WHERE EXISTS (
        SELECT 1 FROM affection AS a
        WHERE a.assure = g.assure
            AND a.ald = 8
            AND coalesce(a.exoneration, 41) IN (41, 43, 45)
            AND (a.debut IS NULL OR a.debut <= :au)
            AND (a.fin IS NULL OR a.fin >= :au)
    )
),
-- étape : a un médecin traitant déclaré
avec_medecin_traitant AS (
    SELECT d.assure FROM diabete AS d
    WHERE EXISTS (SELECT 1 FROM medecin_traitant_actif AS m WHERE m.assure = d.assure)
),
-- A10 : antidiabétiques. Les quantités sont signées : une délivrance annulée n'a pas eu lieu,
-- et plusieurs boîtes le même jour sont une seule délivrance.
jours_de_delivrance AS (
    SELECT assure, date_delivrance
    FROM delivrance
    WHERE starts_with(atc, 'A10') AND date_delivrance > mois_avant(:au, parametre('sophia.fenetre_mois'))
    GROUP BY assure, date_delivrance
    HAVING sum(coalesce(quantite, 1)) > 0
),
traitements AS (
    SELECT assure, count(*) AS delivrances, max(date_delivrance) AS derniere
    FROM jours_de_delivrance
    GROUP BY assure
),
-- étape : a reçu un traitement du diabète au moins trois fois en un an
traites AS (
    SELECT m.assure, t.delivrances, t.derniere
    FROM avec_medecin_traitant AS m
    JOIN traitements AS t ON t.assure = m.assure
    WHERE t.delivrances >= parametre('prevention.sophia_delivrances_minimum')
),
-- étape : n'a pas dit non au service
sans_refus AS (
    SELECT t.assure, t.delivrances, t.derniere FROM traites AS t
    WHERE NOT EXISTS (
        SELECT 1 FROM adhesion AS r
        WHERE r.assure = t.assure
            AND r.service = 'sophia'
            AND r.refus
            AND least(r.debut, coalesce(r.connu_le, :au)) <= :au
            AND (r.fin IS NULL OR r.fin >= :au)
    )
)
-- étape : n'a pas d'adhésion enregistrée au service sophia
SELECT s.assure, '' AS objet, s.delivrances, s.derniere, CAST(NULL AS DATE) AS echeance
FROM sans_refus AS s
WHERE NOT EXISTS (
    SELECT 1 FROM adhesion AS m
    WHERE m.assure = s.assure
        AND m.service = 'sophia'
        AND NOT coalesce(m.refus, FALSE)
        AND least(m.debut, coalesce(m.connu_le, :au)) <= :au
        AND (m.fin IS NULL OR m.fin >= :au)
)
