-- titre : À qui s'adresser pour un droit du foyer
-- description : Une ligne par personne protégée. Un droit du foyer (complémentaire santé solidaire) se dit une fois, à qui l'a demandé ou à qui le représente.
-- colonne assure : la personne
-- colonne foyer : son foyer, s'il est connu (le premier, pour un enfant en résidence alternée)
-- colonne destinataire : qui joindre pour le demandeur du foyer ; à défaut de foyer, qui joindre pour la personne
WITH
foyers AS (
    SELECT assure, min(foyer) AS foyer
    FROM foyer_au_jour
    GROUP BY assure
),
demandeurs AS (
    SELECT f.foyer, min(f.assure) AS demandeur
    FROM foyer_au_jour AS f
    JOIN assure_au_jour AS a ON a.assure = f.assure
    WHERE f.role = 'demandeur'
    GROUP BY f.foyer
)
SELECT p.assure, f.foyer, coalesce(q.destinataire, p.destinataire) AS destinataire
FROM contact_de_la_personne AS p
LEFT JOIN foyers AS f ON f.assure = p.assure
LEFT JOIN demandeurs AS d ON d.foyer = f.foyer
LEFT JOIN contact_de_la_personne AS q ON q.assure = d.demandeur
