-- titre : À qui s'adresser pour un droit du foyer
-- description : Une ligne par personne protégée. Un droit du foyer (complémentaire santé solidaire) se dit une fois, à qui l'a demandé.
-- colonne assure : la personne
-- colonne foyer : son foyer, s'il est connu (le premier, pour un enfant en résidence alternée)
-- colonne destinataire : le demandeur du foyer ; à défaut, l'assuré dont elle dépend ; à défaut, elle-même
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
SELECT a.assure, f.foyer, coalesce(d.demandeur, a.rattache_a, a.assure) AS destinataire
FROM assure_au_jour AS a
LEFT JOIN foyers AS f ON f.assure = a.assure
LEFT JOIN demandeurs AS d ON d.foyer = f.foyer
