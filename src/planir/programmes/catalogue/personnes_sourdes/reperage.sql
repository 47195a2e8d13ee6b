WITH
-- étape : a signalé une surdité
surdites AS (
    SELECT assure, age, coalesce(compte_ameli, FALSE) AS compte_ameli FROM assure_au_jour
    WHERE surdite
),
-- Pour un enfant, c'est le parent qui échange avec la caisse, par les moyens qui sont les siens.
-- étape : a l'âge de s'adresser elle-même à la caisse
sourds AS (
    SELECT
        s.assure,
        s.compte_ameli,
        CASE WHEN s.age < parametre('affiliation.age_majorite') THEN s.assure ELSE coalesce(k.destinataire, s.assure) END AS destinataire
    FROM surdites AS s
    JOIN contact_de_la_personne AS k ON k.assure = s.assure
    WHERE s.age IS NULL OR s.age >= parametre('affiliation.age_autonomie')
),
-- Un téléphone fixe n'est pas un moyen ; celui d'un parent ou d'un tiers n'est pas le sien.
ecrits AS (
    SELECT assure, bool_or(canal = 'mobile') AS mobile, bool_or(canal = 'courriel') AS courriel
    FROM moyen_de_contact_au_jour
    WHERE canal IN ('mobile', 'courriel') AND coalesce(appartient_a, 'personne') = 'personne'
    GROUP BY assure
),
canaux AS (
    SELECT
        s.assure,
        s.destinataire,
        CASE
            WHEN e.mobile THEN 'par SMS'
            WHEN e.courriel THEN 'par courriel'
            WHEN s.compte_ameli THEN 'par la messagerie ameli'
        END AS a_distance
    FROM sourds AS s
    LEFT JOIN ecrits AS e ON e.assure = s.assure
),
-- Un contact resté ouvert, sans qu'un contact suivant l'ait résolu.
en_attente AS (
    SELECT c.assure, max(c.date_contact) AS contact
    FROM sourds AS s
    JOIN contact_entrant AS c ON c.assure = s.assure
    WHERE c.issue IN ('a_suivre', 'sans_reponse')
        AND c.date_contact <= :au
        AND c.date_contact >= jours_avant(:au, parametre('personnes_sourdes.contact_jours'))
        AND NOT EXISTS (
            SELECT 1 FROM contact_entrant AS r
            WHERE r.assure = c.assure
                AND r.issue = 'resolu'
                AND r.date_contact >= c.date_contact
                AND r.date_contact <= :au
        )
    GROUP BY c.assure
)
-- étape : n'a pas de moyen d'échanger par écrit à distance, ou attend une réponse
-- On s'adresse à la personne elle-même dès seize ans, puis, adulte, à son tuteur si elle en a un.
SELECT
    assure,
    'canal' AS objet,
    destinataire,
    TRUE AS sans_canal,
    CAST(NULL AS DATE) AS contact,
    CAST(NULL AS VARCHAR) AS par,
    CAST(NULL AS DATE) AS echeance
FROM canaux
WHERE a_distance IS NULL
UNION ALL
SELECT
    c.assure,
    'rendez_vous' AS objet,
    c.destinataire,
    FALSE AS sans_canal,
    e.contact,
    coalesce(c.a_distance, 'par courrier') AS par,
    CAST(NULL AS DATE) AS echeance
FROM canaux AS c
JOIN en_attente AS e ON e.assure = c.assure
