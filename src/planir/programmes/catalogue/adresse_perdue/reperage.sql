WITH
-- Un enfant n'est pas compté : c'est le courrier de son parent, ou du service à qui il est confié, qui revient.
-- étape : reçoit son courrier à son nom
titulaires AS (
    SELECT
        assure,
        coalesce(surdite, FALSE) AS surdite,
        coalesce(compte_ameli, FALSE) AS compte_ameli
    FROM assure_au_jour
    WHERE rattache_a IS NULL AND (age IS NULL OR age >= parametre('affiliation.age_majorite'))
),
retours AS (
    SELECT assure, max(date_evenement) AS retour
    FROM evenement
    WHERE type = 'courrier_retourne' AND date_evenement <= :au
    GROUP BY assure
),
adresses_perdues AS (
    SELECT DISTINCT assure
    FROM coordonnee
    WHERE canal = 'adresse' AND qualite = 'npai' AND (debut IS NULL OR debut <= :au) AND (fin IS NULL OR fin >= :au)
),
-- étape : a un courrier revenu, ou une adresse notée comme n'étant plus la bonne
courrier_perdu AS (
    SELECT t.assure, t.surdite, t.compte_ameli, r.retour
    FROM titulaires AS t
    LEFT JOIN retours AS r ON r.assure = t.assure
    LEFT JOIN adresses_perdues AS p ON p.assure = t.assure
    WHERE r.assure IS NOT NULL OR p.assure IS NOT NULL
),
-- Une adresse prise depuis le retour, domiciliation comprise, vaut ; celle d'avant le retour, même notée valide, non.
-- étape : n'a pas donné de nouvelle adresse depuis
sans_adresse AS (
    SELECT c.assure, c.surdite, c.compte_ameli, c.retour
    FROM courrier_perdu AS c
    WHERE NOT EXISTS (
        SELECT 1 FROM moyen_de_contact_au_jour AS m
        WHERE m.assure = c.assure
            AND m.canal = 'adresse'
            AND (c.retour IS NULL OR m.debut >= c.retour)
    )
),
-- Le téléphone d'un parent ou d'un tiers n'est pas le sien, et une personne sourde ne se joint pas sur un fixe.
-- étape : n'a ni téléphone ni courriel à elle
sans_ligne AS (
    SELECT s.assure, s.compte_ameli, s.retour FROM sans_adresse AS s
    WHERE NOT EXISTS (
        SELECT 1 FROM moyen_de_contact_au_jour AS m
        WHERE m.assure = s.assure
            AND m.canal IN ('mobile', 'fixe', 'courriel')
            AND coalesce(m.appartient_a, 'personne') = 'personne'
            AND NOT (s.surdite AND m.canal = 'fixe')
    )
)
-- étape : n'a pas de compte ameli
SELECT s.assure, '' AS objet, k.destinataire, s.retour, CAST(NULL AS DATE) AS echeance
FROM sans_ligne AS s
JOIN contact_de_la_personne AS k ON k.assure = s.assure
WHERE NOT s.compte_ameli
