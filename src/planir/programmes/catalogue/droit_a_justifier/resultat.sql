-- Pour tout le monde, trouvé ou non : quels droits signalés ont été justifiés depuis, et quand.
WITH
signales AS (
    SELECT assure, coalesce(objet, '') AS reference, max(date_evenement) AS signale_le
    FROM evenement
    WHERE type = 'droit_a_justifier' AND date_evenement <= :au
    GROUP BY assure, coalesce(objet, '')
)
SELECT s.assure, s.reference AS objet, min(j.date_evenement) AS obtenu_le
FROM signales AS s
JOIN evenement AS j ON j.assure = s.assure
WHERE j.type = 'droit_justifie'
    AND j.date_evenement >= s.signale_le
    AND j.date_evenement <= :au
    AND (coalesce(j.objet, '') = s.reference OR coalesce(j.objet, '') = '')
GROUP BY s.assure, s.reference
