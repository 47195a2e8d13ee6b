-- Pour tout le monde, trouvé ou non : le premier signe de la personne après le dernier courrier sur un sujet.
WITH
derniers AS (
    SELECT assure, objet, max(date_evenement) AS envoye_le
    FROM evenement
    WHERE type = 'courrier_envoye' AND objet IS NOT NULL AND date_evenement <= :au
    GROUP BY assure, objet
),
signes AS (
    SELECT assure, date_contact AS jour FROM contact_entrant
    UNION ALL
    SELECT assure, deposee_le AS jour FROM demande
    UNION ALL
    SELECT assure, recue_le AS jour FROM piece WHERE attendue_de IS NULL OR attendue_de = 'personne'
    UNION ALL
    SELECT assure, date_evenement AS jour FROM evenement WHERE type = 'reponse_recue'
)
SELECT d.assure, d.objet, min(s.jour) AS obtenu_le
FROM derniers AS d
JOIN signes AS s ON s.assure = d.assure AND s.jour > d.envoye_le
WHERE s.jour <= :au
GROUP BY d.assure, d.objet
