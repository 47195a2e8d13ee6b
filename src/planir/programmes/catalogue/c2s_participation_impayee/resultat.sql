-- Pour tout le monde, trouvé ou non : quelles participations ont été réglées, ou remises, et quand.
SELECT c.assure, c.creance AS objet, coalesce(min(c.reglee_le), min(d.decidee_le)) AS obtenu_le
FROM creance AS c
LEFT JOIN demande AS d
    ON d.assure = c.assure
    AND d.type = 'remise_dette'
    AND d.resultat = 'accordee'
    AND d.deposee_le >= c.notifiee_le
WHERE c.nature = 'participation_c2s' AND (c.reglee_le IS NOT NULL OR d.decidee_le IS NOT NULL)
GROUP BY c.assure, c.creance
