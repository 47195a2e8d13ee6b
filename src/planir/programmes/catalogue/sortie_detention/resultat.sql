-- Pour tout le monde, trouvé ou non. « sortie » : une complémentaire et un médecin traitant, réunis depuis la dernière
-- des deux démarches. « indemnites » : une demande d'indemnités journalières accordée.
SELECT m.assure, 'sortie' AS objet, greatest(m.debut, coalesce(c.debut, m.debut)) AS obtenu_le
FROM (SELECT assure, min(debut) AS debut FROM medecin_traitant_actif GROUP BY assure) AS m
JOIN (SELECT assure, min(debut) AS debut FROM complementaire_au_jour GROUP BY assure) AS c ON c.assure = m.assure
UNION ALL
SELECT assure, 'indemnites' AS objet, max(decidee_le) AS obtenu_le
FROM demande
WHERE type = 'indemnites_journalieres' AND resultat = 'accordee' AND decidee_le <= :au
GROUP BY assure
