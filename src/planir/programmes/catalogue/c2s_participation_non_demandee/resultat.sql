-- Pour tout le monde, trouvé ou non : qui a une complémentaire santé solidaire, ouverte ou à venir, ou vient de se la voir accorder, et
-- depuis quand. Un droit à venir est acquis le jour où la caisse le sait. Un accord vaut le temps d'y adhérer.
WITH
obtenus AS (
    SELECT assure, acquise_le AS obtenu_le
    FROM couverture_ouverte_ou_a_venir
    WHERE type IN ('c2s_gratuite', 'c2s_participation') AND acquise_le IS NOT NULL
    UNION ALL
    SELECT assure, decidee_le AS obtenu_le
    FROM demande_c2s_du_foyer
    WHERE resultat IN ('accordee', 'c2s_gratuite', 'c2s_participation')
        AND decidee_le > mois_avant(:au, parametre('c2s.adhesion_mois'))
)
SELECT assure, '' AS objet, min(obtenu_le) AS obtenu_le
FROM obtenus
GROUP BY assure
