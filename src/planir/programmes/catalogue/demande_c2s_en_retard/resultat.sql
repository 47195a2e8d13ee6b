-- Pour tout le monde, trouvé ou non : quelles demandes ont été accordées, et quand ; à défaut de décision, le premier jour du droit.
SELECT d.assure, d.demande AS objet, coalesce(min(d.decidee_le), min(c.debut)) AS obtenu_le
FROM demande AS d
LEFT JOIN complementaire AS c
    ON c.assure = d.assure
    AND c.type IN ('c2s_gratuite', 'c2s_participation')
    AND c.debut >= premier_du_mois(d.deposee_le)
WHERE d.type = 'c2s'
    AND (
        (d.resultat IN ('accordee', 'c2s_gratuite', 'c2s_participation') AND d.decidee_le IS NOT NULL)
        OR (d.resultat IS NULL AND c.debut IS NOT NULL)
    )
GROUP BY d.assure, d.demande
