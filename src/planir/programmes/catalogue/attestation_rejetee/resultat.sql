-- Pour tout le monde, trouvé ou non : l'attestation de temps partiel thérapeutique acceptée, la dernière fois.
SELECT assure, coalesce(demande, 'sans_demande') AS objet, max(recue_le) AS obtenu_le
FROM piece
WHERE type = 'attestation_salaire_temps_partiel'
    AND recue_le <= :au
    AND (rejetee_le IS NULL OR rejetee_le > :au)
GROUP BY assure, coalesce(demande, 'sans_demande')
