-- Pour tout le monde, trouvé ou non : la première facture présentée sur une aide.
SELECT assure, coalesce(objet, '') AS objet, min(date_evenement) AS obtenu_le
FROM evenement
WHERE type = 'aide_facturee' AND date_evenement <= :au
GROUP BY assure, coalesce(objet, '')
