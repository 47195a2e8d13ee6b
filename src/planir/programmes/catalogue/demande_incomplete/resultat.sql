-- Pour tout le monde, trouvé ou non : le jour où le dossier est complet, ou accordé sans attendre le papier.
-- Un dossier abandonné, ou refusé parce que le papier manquait, n'est pas un résultat.
WITH
completes AS (
    SELECT assure, demande, coalesce(complete_le, CASE WHEN resultat <> 'refusee' THEN decidee_le END) AS jour
    FROM demande
    WHERE type NOT IN ('indemnites_journalieres', 'temps_partiel_therapeutique')
        AND (resultat IS NULL OR resultat <> 'abandonnee' OR decidee_le > :au)
)
SELECT assure, demande AS objet, jour AS obtenu_le
FROM completes
WHERE jour <= :au
