-- Pour tout le monde, trouvé ou non : une nouvelle aide prend la suite, sans un jour d'interruption.
SELECT p.assure, CAST(p.fin AS VARCHAR) AS objet, min(s.debut) AS obtenu_le
FROM aide_medicale_etat AS p
JOIN aide_medicale_etat AS s ON s.assure = p.assure
WHERE s.debut <= jours_apres(p.fin, 1) AND (s.fin IS NULL OR s.fin > p.fin)
GROUP BY p.assure, p.fin
