-- Pour tout le monde, trouvé ou non : les enfants confiés qui ont une identification à leur nom, et depuis quand.
SELECT p.assure, '' AS objet, min(i.date_evenement) AS obtenu_le
FROM placement_ase_au_jour AS p
JOIN evenement_restreint AS i
    ON i.assure = p.assure
    AND i.type = 'identification_autonome'
    AND i.date_evenement >= p.debut
    AND i.date_evenement <= :au
GROUP BY p.assure
