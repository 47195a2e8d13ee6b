-- titre : Les foyers dont une allocation fait présumer le droit, sans examen des ressources
-- description : Le RSA donne la gratuité (CSS, L.861-2) ; les allocations de c2s_titulaire font présumer la participation, quand le titulaire
-- description : est le demandeur ou son conjoint, que rien de connu n'y manque, et que ce qu'elles demandent est connu : l'absence
-- description : d'activité, le taux plein de l'AAH, la non-imposition du CEJ.
-- colonne foyer : le foyer
-- colonne droit : gratuite ou participation
-- colonne motif : l'allocation
WITH
presumees AS (
    SELECT assure, type AS motif
    FROM allocation_au_jour
    WHERE type = 'rsa' AND parametre('c2s.presomption_rsa') = 1
    UNION ALL
    SELECT assure, type AS motif
    FROM c2s_titulaire
    WHERE possible
        AND (type <> 'aah' OR coalesce(taux_plein, FALSE))
        AND (activite_connue OR NOT type IN ('aspa', 'asi', 'aah'))
        AND (type <> 'cej' OR NOT coalesce(imposable, TRUE))
),
classees AS (
    SELECT
        m.foyer,
        p.motif,
        row_number() OVER (PARTITION BY m.foyer ORDER BY CASE WHEN p.motif = 'rsa' THEN 1 ELSE 2 END, p.motif) AS rang
    FROM presumees AS p
    JOIN c2s_membre AS m ON m.assure = p.assure
    WHERE m.role IN ('demandeur', 'conjoint')
)
SELECT foyer, CASE WHEN motif = 'rsa' THEN 'gratuite' ELSE 'participation' END AS droit, motif
FROM classees
WHERE rang = 1
