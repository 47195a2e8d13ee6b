-- Pour tout le monde, trouvé ou non : la première facture présentée sur une aide, depuis qu'elle est accordée.
WITH
aides AS (
    SELECT
        assure,
        coalesce(nullif(objet, ''), CAST(date_evenement AS VARCHAR)) AS aide,
        max(nullif(objet, '')) AS reference,
        min(date_evenement) AS accordee_le
    FROM evenement
    WHERE type = 'aide_accordee' AND date_evenement <= :au
    GROUP BY assure, coalesce(nullif(objet, ''), CAST(date_evenement AS VARCHAR))
)
SELECT a.assure, a.aide AS objet, min(f.date_evenement) AS obtenu_le
FROM aides AS a
JOIN evenement AS f ON f.assure = a.assure AND coalesce(f.objet, '') = coalesce(a.reference, '')
WHERE f.type = 'aide_facturee' AND f.date_evenement >= a.accordee_le AND f.date_evenement <= :au
GROUP BY a.assure, a.aide
