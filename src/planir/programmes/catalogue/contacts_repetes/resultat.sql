-- Pour tout le monde, trouvé ou non : le dernier contact pour un motif a été réglé, et la personne n'est pas revenue.
-- Le silence seul ne suffit pas (elle a pu renoncer) ; « résolu » seul non plus (elle a pu revenir).
WITH
derniers AS (
    SELECT assure, motif, max(date_contact) AS dernier
    FROM contact_entrant
    WHERE date_contact <= :au AND motif IS NOT NULL AND motif <> 'autre'
    GROUP BY assure, motif
)
SELECT d.assure, d.motif AS objet, d.dernier AS obtenu_le
FROM derniers AS d
WHERE d.dernier <= jours_avant(:au, parametre('contacts_repetes.calme_jours'))
    AND EXISTS (
        SELECT 1 FROM contact_entrant AS c
        WHERE c.assure = d.assure AND c.motif = d.motif AND c.date_contact = d.dernier AND c.issue = 'resolu'
    )
