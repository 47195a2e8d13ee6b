-- titre : Membres des foyers connus au jour jugé
-- description : Une ligne par membre d'un foyer connu de la caisse, sans compter les autres ; voir foyer_au_jour.
-- colonne foyer : le foyer
-- colonne assure : la personne
-- colonne role : place dans le foyer
-- colonne garde_alternee : mineur en résidence alternée
SELECT foyer, assure, min(role) AS role, bool_or(garde_alternee) AS garde_alternee
FROM foyer
WHERE (debut IS NULL OR debut <= :au) AND (fin IS NULL OR fin >= :au)
GROUP BY foyer, assure
