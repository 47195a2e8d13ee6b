WITH
-- étape : a l'âge d'en déclarer un
en_age AS (
    SELECT assure, age FROM assure_au_jour
    WHERE age >= parametre('medecin_traitant.age_minimum')
),
-- étape : n'a pas de médecin traitant déclaré
sans_medecin_traitant AS (
    SELECT e.assure, e.age FROM en_age AS e
    WHERE NOT EXISTS (SELECT 1 FROM medecin_traitant_actif AS m WHERE m.assure = e.assure)
),
-- Une correction est une ligne de signe contraire : un soin annulé n'a pas eu lieu. Une majoration nulle n'a rien coûté.
-- `hors_parcours` vide ne compte pas : les sources ne tranchent pas (psychiatrie après 25 ans).
soins_signes AS (
    SELECT
        assure,
        date_soin,
        majoration,
        coalesce(nullif(montant_base, 0), majoration, 1) < 0 AS annulation,
        coalesce(majoration, 1) = 0 AS sans_majoration
    FROM soin
    WHERE hors_parcours AND date_soin > mois_avant(:au, parametre('medecin_traitant.fenetre_mois'))
),
-- Une annulation qui ne porte pas de majoration annule d'abord un soin qui n'en portait pas, sinon un soin minoré.
jours AS (
    SELECT
        assure,
        date_soin,
        sum(CASE WHEN sans_majoration THEN 0 WHEN annulation THEN -1 ELSE 1 END) AS minores,
        sum(CASE WHEN NOT sans_majoration THEN 0 WHEN annulation THEN -1 ELSE 1 END) AS autres,
        CASE WHEN count(majoration) = count(*) THEN sum(majoration) END AS perte
    FROM soins_signes
    GROUP BY assure, date_soin
),
-- La somme ne se dit que si elle est connue pour chaque soin, et si elle n'est pas nulle.
soins_minores AS (
    SELECT
        assure,
        CAST(sum(minores + least(autres, 0)) AS BIGINT) AS soins,
        min(date_soin) AS premier,
        max(date_soin) AS dernier,
        CASE WHEN count(perte) = count(*) AND min(autres) >= 0 THEN nullif(sum(perte), 0) END AS perte
    FROM jours
    WHERE minores + least(autres, 0) > 0
    GROUP BY assure
),
-- La phrase dit un soin : un mineur n'est contacté que par un téléphone ou un courriel à lui, jamais par ses parents.
mineurs_joignables AS (
    SELECT DISTINCT s.assure
    FROM sans_medecin_traitant AS s
    JOIN moyen_de_contact_au_jour AS c ON c.assure = s.assure
    WHERE s.age < parametre('affiliation.age_majorite')
        AND c.canal IN ('mobile', 'courriel')
        AND c.appartient_a = 'personne'
)
-- étape : a eu récemment un soin remboursé à taux réduit
-- Sans destinataire, la situation d'un mineur se voit avec lui au guichet.
SELECT
    s.assure,
    '' AS objet,
    CASE
        WHEN s.age >= parametre('affiliation.age_majorite') THEN coalesce(t.tuteur, s.assure)
        ELSE j.assure
    END AS destinataire,
    m.soins,
    m.premier,
    m.dernier,
    m.premier < m.dernier AS plusieurs_jours,
    m.perte,
    CAST(NULL AS DATE) AS echeance
FROM sans_medecin_traitant AS s
JOIN soins_minores AS m ON m.assure = s.assure
LEFT JOIN tuteur_au_jour AS t ON t.assure = s.assure
LEFT JOIN mineurs_joignables AS j ON j.assure = s.assure
