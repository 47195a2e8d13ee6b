WITH
-- étape : a l'âge d'en déclarer un
en_age AS (
    SELECT assure FROM assure_au_jour
    WHERE age >= parametre('medecin_traitant.age_minimum')
),
-- étape : n'a pas de médecin traitant déclaré
sans_medecin_traitant AS (
    SELECT e.assure FROM en_age AS e
    WHERE NOT EXISTS (SELECT 1 FROM medecin_traitant_actif AS m WHERE m.assure = e.assure)
),
-- Une correction est une ligne de signe contraire : un soin annulé n'a pas eu lieu.
-- `hors_parcours` vide ne compte pas : les sources ne tranchent pas (psychiatrie après 25 ans).
jours_minores AS (
    SELECT
        assure,
        date_soin,
        sum(CASE WHEN coalesce(majoration, montant_base, 1) < 0 THEN -1 ELSE 1 END) AS soins,
        CASE WHEN count(majoration) = count(*) THEN sum(majoration) END AS perte
    FROM soin
    WHERE hors_parcours AND date_soin > mois_avant(:au, parametre('medecin_traitant.fenetre_mois'))
    GROUP BY assure, date_soin
),
-- La somme ne se dit que si elle est connue pour chaque soin, et si elle n'est pas nulle.
soins_minores AS (
    SELECT
        assure,
        CAST(sum(soins) AS BIGINT) AS soins,
        min(date_soin) AS premier,
        max(date_soin) AS dernier,
        CASE WHEN count(perte) = count(*) THEN nullif(sum(perte), 0) END AS perte
    FROM jours_minores
    WHERE soins > 0
    GROUP BY assure
)
-- étape : a eu récemment un soin remboursé à taux réduit
SELECT assure, '' AS objet, soins, premier, dernier, perte, CAST(NULL AS DATE) AS echeance
FROM sans_medecin_traitant
JOIN soins_minores USING (assure)
