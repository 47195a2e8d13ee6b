-- Pour tout le monde, trouvé ou non : qui a adhéré, et quand ; à défaut d'adhésion datée, le premier jour du droit ouvert depuis.
SELECT d.assure, d.demande AS objet, coalesce(min(d.adhesion_le), min(c.debut)) AS obtenu_le
FROM demande AS d
LEFT JOIN complementaire AS c
    ON c.assure = d.assure
    AND c.type IN ('c2s_gratuite', 'c2s_participation')
    AND c.debut > d.notifiee_le
WHERE d.type = 'c2s'
    AND d.resultat = 'c2s_participation'
    AND (d.adhesion_le IS NOT NULL OR c.debut IS NOT NULL)
GROUP BY d.assure, d.demande
