-- Pour tout le monde, trouvé ou non : depuis quand un moyen de joindre la personne est en usage.
-- Une adresse dont le courrier est revenu depuis qu'elle est en usage ne compte pas.
WITH
retours AS (
    SELECT assure, max(date_evenement) AS retour
    FROM evenement
    WHERE type = 'courrier_retourne' AND date_evenement <= :au
    GROUP BY assure
)
SELECT m.assure, '' AS objet, min(m.debut) AS obtenu_le
FROM moyen_de_contact_au_jour AS m
LEFT JOIN retours AS r ON r.assure = m.assure
WHERE coalesce(m.appartient_a, 'personne') = 'personne'
    AND m.debut IS NOT NULL
    AND (m.canal <> 'adresse' OR r.retour IS NULL OR m.debut >= r.retour)
GROUP BY m.assure
