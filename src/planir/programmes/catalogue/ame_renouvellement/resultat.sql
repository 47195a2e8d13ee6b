-- Pour tout le monde, trouvé ou non : une nouvelle aide prend la suite, sans un jour d'interruption.
-- Une aide à venir est acquise le jour où la caisse le sait.
SELECT p.assure, CAST(p.fin AS VARCHAR) AS objet, min(least(s.debut, coalesce(s.connu_le, :au), :au)) AS obtenu_le
FROM aide_medicale_etat AS p
JOIN aide_medicale_etat AS s ON s.assure = p.assure
WHERE s.debut <= jours_apres(p.fin, 1) AND (s.fin IS NULL OR s.fin > p.fin)
    AND least(s.debut, coalesce(s.connu_le, :au)) <= :au
GROUP BY p.assure, p.fin
