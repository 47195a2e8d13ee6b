-- titre : Les foyers dont une allocation fait présumer le droit, sans examen des ressources
-- description : Le RSA donne la gratuité (CSS, L.861-2). L'ASPA et l'ASI font présumer la participation pour le titulaire et son conjoint
-- description : sans activité les trois mois civils d'avant, ce qu'il faut savoir ; l'AAH à taux plein, pour qui vit seul, sans enfant et
-- description : sans activité ; l'ASS, pour qui vit seul sans enfant ; l'allocation du CEJ, dans un foyer non imposable (R.861-11).
-- colonne foyer : le foyer
-- colonne droit : gratuite ou participation
-- colonne motif : l'allocation
WITH
titulaires AS (
    SELECT m.foyer, l.type, bool_or(coalesce(l.taux_plein, FALSE)) AS taux_plein
    FROM allocation_au_jour AS l
    JOIN c2s_membre AS m ON m.assure = l.assure
    WHERE l.type IN ('rsa', 'aspa', 'asi', 'aah', 'ass', 'cej') AND m.role IN ('demandeur', 'conjoint')
    GROUP BY m.foyer, l.type
),
adultes AS (
    SELECT m.foyer, m.assure
    FROM c2s_membre AS m
    WHERE m.role IN ('demandeur', 'conjoint') AND EXISTS (SELECT 1 FROM titulaires AS t WHERE t.foyer = m.foyer)
),
activites AS (
    SELECT a.foyer, bool_or(r.assure IS NOT NULL) AS activite, bool_and(k.assure IS NOT NULL) AS connue
    FROM adultes AS a
    LEFT JOIN c2s_activite_recente AS r ON r.assure = a.assure
    LEFT JOIN (SELECT DISTINCT assure FROM c2s_activite_connue) AS k ON k.assure = a.assure
    GROUP BY a.foyer
),
imposables AS (
    SELECT a.foyer, bool_or(v.imposable) AS imposable, bool_and(v.imposable IS NOT NULL) AS connu
    FROM adultes AS a
    LEFT JOIN dernier_avis AS v ON v.assure = a.assure
    GROUP BY a.foyer
),
allocations AS (
    SELECT
        t.foyer,
        t.type,
        t.taux_plein,
        p.personnes = 1 AS seul,
        a.connue AND NOT a.activite AS sans_activite,
        coalesce(i.connu AND NOT i.imposable, FALSE) AS non_imposable
    FROM titulaires AS t
    JOIN c2s_plafond AS p ON p.foyer = t.foyer
    JOIN activites AS a ON a.foyer = t.foyer
    LEFT JOIN imposables AS i ON i.foyer = t.foyer
),
presomptions AS (
    SELECT
        foyer,
        type AS motif,
        CASE type
            WHEN 'rsa' THEN parametre('c2s.presomption_rsa')
            WHEN 'aspa' THEN CASE WHEN sans_activite THEN parametre('c2s.presomption_aspa') ELSE 0 END
            WHEN 'asi' THEN CASE WHEN sans_activite THEN parametre('c2s.presomption_asi') ELSE 0 END
            WHEN 'aah'
                THEN CASE WHEN sans_activite AND taux_plein AND seul THEN parametre('c2s.presomption_aah') ELSE 0 END
            WHEN 'ass' THEN CASE WHEN seul THEN parametre('c2s.presomption_ass') ELSE 0 END
            ELSE CASE WHEN non_imposable THEN parametre('c2s.presomption_cej') ELSE 0 END
        END AS presume
    FROM allocations
),
classees AS (
    SELECT
        foyer,
        motif,
        row_number() OVER (PARTITION BY foyer ORDER BY CASE WHEN motif = 'rsa' THEN 1 ELSE 2 END, motif) AS rang
    FROM presomptions
    WHERE presume = 1
)
SELECT foyer, CASE WHEN motif = 'rsa' THEN 'gratuite' ELSE 'participation' END AS droit, motif
FROM classees
WHERE rang = 1
