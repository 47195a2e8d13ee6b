WITH
-- Un courrier sans sujet ne peut être « sur le même sujet » qu'un autre ; deux lignes du même jour sont un seul envoi.
envois AS (
    SELECT DISTINCT assure, objet, date_evenement AS envoye_le
    FROM evenement
    WHERE type = 'courrier_envoye'
        AND objet IS NOT NULL
        AND date_evenement <= :au
        AND date_evenement > mois_avant(:au, parametre('courrier_sans_effet.fenetre_mois'))
),
-- étape : est destinataire d'un courrier récent sur un sujet précis
destinataires_joints AS (
    SELECT e.assure, e.objet, e.envoye_le
    FROM envois AS e
    JOIN assure_au_jour USING (assure)
),
-- Une lettre revenue n'a pas été lue : c'est l'adresse qu'il faut retrouver, un autre programme s'en charge.
-- étape : n'a pas de courrier revenu à la caisse
arrives AS (
    SELECT d.assure, d.objet, d.envoye_le
    FROM destinataires_joints AS d
    WHERE NOT EXISTS (
        SELECT 1 FROM evenement AS r
        WHERE r.assure = d.assure
            AND r.type = 'courrier_retourne'
            AND r.date_evenement BETWEEN d.envoye_le AND :au
            AND (r.objet IS NULL OR r.objet = d.objet)
    )
),
-- Tout ce qui vient de la personne est un signe, sur ce sujet ou sur un autre : le fil n'est pas rompu.
signes AS (
    SELECT assure, max(jour) AS dernier
    FROM (
        SELECT assure, date_contact AS jour FROM contact_entrant
        UNION ALL
        SELECT assure, deposee_le AS jour FROM demande
        UNION ALL
        SELECT assure, recue_le AS jour FROM piece WHERE attendue_de IS NULL OR attendue_de = 'personne'
        UNION ALL
        SELECT assure, date_evenement AS jour FROM evenement WHERE type = 'reponse_recue'
    ) AS gestes
    WHERE jour <= :au
    GROUP BY assure
),
-- Un signe donné le jour même de l'envoi ne répond pas à la lettre, qui n'est pas encore arrivée.
-- étape : n'a donné aucun signe depuis un de ces courriers
sans_nouvelle AS (
    SELECT a.assure, a.objet, a.envoye_le
    FROM arrives AS a
    LEFT JOIN signes AS s USING (assure)
    WHERE s.dernier IS NULL OR s.dernier <= a.envoye_le
),
sujets AS (
    SELECT assure, objet, count(*) AS courriers, min(envoye_le) AS premier, max(envoye_le) AS dernier
    FROM sans_nouvelle
    GROUP BY assure, objet
)
-- étape : a eu le temps de répondre à deux courriers sur le même sujet
SELECT
    s.assure,
    s.objet,
    k.destinataire,
    s.courriers,
    s.premier,
    s.dernier,
    CASE s.objet
        WHEN 'c2s' THEN 'de la complémentaire santé solidaire'
        WHEN 'indemnites_journalieres' THEN 'des indemnités journalières'
        WHEN 'medecin_traitant' THEN 'du médecin traitant'
        WHEN 'carte_vitale' THEN 'de la carte Vitale'
        WHEN 'affiliation' THEN 'de l''affiliation'
        WHEN 'invalidite' THEN 'de l''invalidité'
        WHEN 'retraite' THEN 'de la retraite'
        WHEN 'indu' THEN 'd''une somme réclamée'
        WHEN 'piece' THEN 'de papiers demandés'
        WHEN 'prevention' THEN 'de la prévention'
        ELSE 'd''une même démarche'
    END AS sujet,
    CAST(NULL AS DATE) AS echeance
FROM sujets AS s
JOIN contact_de_la_personne AS k ON k.assure = s.assure
WHERE s.courriers >= parametre('courrier_sans_effet.courriers')
    AND s.dernier <= jours_avant(:au, parametre('courrier_sans_effet.attente_jours'))
