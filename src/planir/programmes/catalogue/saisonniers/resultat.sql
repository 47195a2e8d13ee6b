-- Pour tout le monde, trouvé ou non : le jour où la même caisse a été gardée toute une saison.
WITH
derniers AS (
    SELECT assure, mois_apres(max(date_evenement), parametre('saisonniers.stabilite_mois')) AS stable_le
    FROM evenement
    WHERE type = 'changement_caisse' AND date_evenement <= :au
    GROUP BY assure
)
SELECT d.assure, '' AS objet, d.stable_le AS obtenu_le
FROM derniers AS d
JOIN assure_au_jour USING (assure)
WHERE d.stable_le <= :au
