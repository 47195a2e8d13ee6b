WITH
mouvements AS (
    SELECT DISTINCT assure, type, date_evenement AS jour
    FROM evenement_restreint
    WHERE type IN ('ecrou', 'liberation') AND date_evenement <= :au
),
-- Ce qui entoure chaque levée : les derniers mouvements d'avant, et un écrou le même jour ou le lendemain.
autour AS (
    SELECT
        l.assure,
        l.jour,
        max(CASE WHEN m.type = 'ecrou' AND m.jour < l.jour THEN m.jour END) AS ecrou_avant,
        max(CASE WHEN m.type = 'liberation' AND m.jour < l.jour THEN m.jour END) AS levee_avant,
        bool_or(m.type = 'ecrou' AND m.jour >= l.jour AND m.jour <= jours_apres(l.jour, 1)) AS ecrou_aussitot
    FROM mouvements AS l
    JOIN mouvements AS m ON m.assure = l.assure
    WHERE l.type = 'liberation'
    GROUP BY l.assure, l.jour
),
-- Qui était détenu, et l'est de nouveau aussitôt, a été transféré : la détention continue.
levees AS (
    SELECT assure, jour FROM autour
    WHERE NOT (ecrou_aussitot AND coalesce(ecrou_avant >= coalesce(levee_avant, ecrou_avant), FALSE))
),
-- Un écrou et la première levée qui le suit ; un transfert donne un second écrou, et c'est la même détention.
ecrous AS (
    SELECT e.assure, e.jour AS ecrou, min(l.jour) AS libre_depuis
    FROM mouvements AS e
    LEFT JOIN levees AS l ON l.assure = e.assure AND l.jour >= e.jour
    WHERE e.type = 'ecrou'
    GROUP BY e.assure, e.jour
),
detentions AS (
    SELECT
        assure,
        libre_depuis,
        min(ecrou) AS debut,
        row_number() OVER (PARTITION BY assure ORDER BY min(ecrou) DESC) AS rang
    FROM ecrous
    GROUP BY assure, libre_depuis
),
-- étape : a été détenue
derniere_detention AS (
    SELECT a.assure, d.debut, d.libre_depuis
    FROM assure_au_jour AS a
    JOIN detentions AS d ON d.assure = a.assure
    WHERE d.rang = 1
),
-- La date de sortie change (remises de peine, prolongations) : seule compte la dernière apprise.
sorties_prevues AS (
    SELECT assure, sortie
    FROM (
        SELECT
            d.assure,
            p.date_evenement AS sortie,
            row_number() OVER (
                PARTITION BY d.assure
                ORDER BY coalesce(p.connu_le, DATE '1900-01-01') DESC, p.date_evenement
            ) AS rang
        FROM derniere_detention AS d
        JOIN evenement_restreint AS p ON p.assure = d.assure
        WHERE p.type = 'liberation_prevue' AND p.date_evenement >= d.debut
    ) AS classees
    WHERE rang = 1
),
-- étape : a une sortie prévue, ou est déjà sortie
sortantes AS (
    SELECT d.assure, d.debut, d.libre_depuis, CASE WHEN d.libre_depuis IS NULL THEN p.sortie END AS sortie
    FROM derniere_detention AS d
    LEFT JOIN sorties_prevues AS p ON p.assure = d.assure
    WHERE d.libre_depuis IS NOT NULL OR p.sortie IS NOT NULL
),
a_preparer AS (
    SELECT assure, sortie FROM sortantes
    WHERE sortie >= :au AND sortie <= mois_apres(:au, parametre('sortie_detention.preparation_mois'))
),
-- Une complémentaire qui finit au plus tard le jour de la sortie ne couvre pas la suite ; sans terme connu, elle continue.
complementaires AS (
    SELECT assure, max(coalesce(fin, DATE '2999-12-31')) AS fin FROM complementaire_au_jour GROUP BY assure
),
medecins AS (
    SELECT DISTINCT assure FROM medecin_traitant_actif
),
-- Le maintien de droits n'est pas suspendu par la détention (R.161-4-1 II) : compté de l'écrou, il est au plus court.
-- Passé ce jour, ce qui était ouvert avant compte encore pour une reprise d'activité.
droits_anterieurs AS (
    SELECT
        assure,
        libre_depuis,
        CASE
            WHEN mois_apres(debut, parametre('indemnites_journalieres.maintien_droits_mois')) >= :au
                THEN mois_apres(debut, parametre('indemnites_journalieres.maintien_droits_mois'))
            ELSE mois_apres(libre_depuis, parametre('sortie_detention.apres_sortie_mois'))
        END AS echeance
    FROM sortantes
    WHERE libre_depuis <= mois_apres(debut, parametre('affiliation.droits_apres_detention_mois'))
        AND mois_apres(libre_depuis, parametre('sortie_detention.apres_sortie_mois')) >= :au
)
-- étape : sort dans les trois mois, ou est sortie depuis moins d'un an après douze mois de détention au plus
SELECT
    p.assure,
    'sortie' AS objet,
    coalesce(k.destinataire, p.assure) AS destinataire,
    p.sortie,
    c.assure IS NULL AS sans_complementaire,
    m.assure IS NULL AS sans_medecin_traitant,
    CAST(NULL AS DATE) AS libre_depuis,
    p.sortie AS echeance
FROM a_preparer AS p
LEFT JOIN complementaires AS c ON c.assure = p.assure AND c.fin > p.sortie
LEFT JOIN medecins AS m ON m.assure = p.assure
LEFT JOIN contact_de_la_personne AS k ON k.assure = p.assure
UNION ALL
SELECT
    d.assure,
    'indemnites' AS objet,
    coalesce(k.destinataire, d.assure) AS destinataire,
    CAST(NULL AS DATE) AS sortie,
    FALSE AS sans_complementaire,
    FALSE AS sans_medecin_traitant,
    d.libre_depuis,
    d.echeance
FROM droits_anterieurs AS d
LEFT JOIN contact_de_la_personne AS k ON k.assure = d.assure
