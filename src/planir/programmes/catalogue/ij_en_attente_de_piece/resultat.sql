-- Pour tout le monde, trouvé ou non : le jour où la demande d'indemnités est complète ou accordée ; sans demande
-- enregistrée, ou pour un temps partiel thérapeutique, le jour où le dernier papier est arrivé et accepté.
WITH
demandes_completes AS (
    SELECT assure, demande AS objet, coalesce(complete_le, CASE WHEN resultat <> 'refusee' THEN decidee_le END) AS jour
    FROM demande
    WHERE type = 'indemnites_journalieres' AND (resultat IS NULL OR resultat <> 'abandonnee' OR decidee_le > :au)
),
papiers_acceptes AS (
    SELECT d.assure, d.demande AS objet, p.recue_le AS jour
    FROM piece AS p
    JOIN demande AS d USING (demande)
    WHERE d.type = 'temps_partiel_therapeutique' AND (p.rejetee_le IS NULL OR p.rejetee_le > :au)
    UNION ALL
    SELECT assure, 'sans_demande' AS objet, recue_le AS jour
    FROM piece
    WHERE demande IS NULL
        AND type IN ('attestation_salaire', 'avis_arret')
        AND (rejetee_le IS NULL OR rejetee_le > :au)
)
SELECT assure, objet, jour AS obtenu_le FROM demandes_completes WHERE jour <= :au
UNION ALL
SELECT assure, objet, max(jour) AS obtenu_le FROM papiers_acceptes WHERE jour <= :au GROUP BY assure, objet
