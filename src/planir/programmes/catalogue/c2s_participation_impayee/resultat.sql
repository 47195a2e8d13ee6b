-- Pour tout le monde, trouvé ou non : quelles participations ont été réglées, ou remises, et quand.
SELECT c.assure, c.creance AS objet, coalesce(min(CASE WHEN c.reglee_le <= :au THEN c.reglee_le END), min(d.decidee_le)) AS obtenu_le
FROM creance AS c
LEFT JOIN demande AS d
    ON d.assure = c.assure
    AND d.type = 'remise_dette'
    AND d.resultat = 'accordee'
    AND d.deposee_le >= c.notifiee_le
    AND d.decidee_le <= :au
WHERE c.nature = 'participation_c2s' AND (c.reglee_le <= :au OR d.decidee_le IS NOT NULL)
GROUP BY c.assure, c.creance
