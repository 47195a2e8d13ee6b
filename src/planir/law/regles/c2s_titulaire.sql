-- titre : Les allocations qui font présumer le droit à la complémentaire santé solidaire, et leurs conditions
-- description : Une ligne par personne et par allocation en cours qui fait présumer le droit au jour jugé (CSS, L.861-2 et R.861-11) : l'ASPA
-- description : et l'ASI, sans activité du titulaire ni de son conjoint les trois mois civils d'avant ; l'AAH à taux plein, pour qui vit seul,
-- description : sans enfant et sans activité ; l'ASS, pour qui vit seul, sans enfant ; l'allocation du CEJ, dans un foyer non imposable. Le
-- description : RSA n'y est pas : il donne la gratuité sans condition.
-- colonne assure : le titulaire
-- colonne type : aspa, asi, aah, ass ou cej
-- colonne taux_plein : AAH à taux plein ; vide si ce n'est pas connu
-- colonne imposable : le titulaire ou son conjoint paie l'impôt sur le revenu ; vide si un avis manque et qu'aucun ne le dit
-- colonne activite_connue : on sait si le titulaire et son conjoint ont travaillé ces derniers mois
-- colonne possible : aucune condition connue ne manque ; celles qui ne sont pas connues restent à vérifier
WITH
titulaires AS (
    SELECT a.assure, l.type, bool_or(l.taux_plein) AS taux_plein
    FROM allocation_au_jour AS l
    JOIN assure_au_jour AS a ON a.assure = l.assure
    WHERE l.type IN ('aspa', 'asi', 'aah', 'ass', 'cej')
        AND CASE l.type
            WHEN 'aspa' THEN parametre('c2s.presomption_aspa')
            WHEN 'asi' THEN parametre('c2s.presomption_asi')
            WHEN 'aah' THEN parametre('c2s.presomption_aah')
            WHEN 'ass' THEN parametre('c2s.presomption_ass')
            ELSE parametre('c2s.presomption_cej')
        END = 1
    GROUP BY a.assure, l.type
),
-- Le titulaire, et son conjoint s'il est connu.
couples AS (
    SELECT assure AS titulaire, assure FROM titulaires
    UNION
    SELECT t.assure AS titulaire, autre.assure
    FROM titulaires AS t
    JOIN c2s_membre AS sien ON sien.assure = t.assure
    JOIN c2s_membre AS autre ON autre.foyer = sien.foyer
    WHERE sien.role IN ('demandeur', 'conjoint') AND autre.role IN ('demandeur', 'conjoint')
),
activites AS (
    SELECT c.titulaire, bool_or(r.assure IS NOT NULL) AS recente, bool_and(k.assure IS NOT NULL) AS connue
    FROM couples AS c
    LEFT JOIN c2s_activite_recente AS r ON r.assure = c.assure
    LEFT JOIN c2s_activite_connue AS k ON k.assure = c.assure
    GROUP BY c.titulaire
),
-- Les autres membres du foyer, même ceux qui ne sont plus à charge, et ceux que le titulaire rattache.
familles AS (
    SELECT t.assure
    FROM titulaires AS t
    JOIN membre_au_jour AS sien ON sien.assure = t.assure
    JOIN membre_au_jour AS autre ON autre.foyer = sien.foyer
    WHERE autre.assure <> t.assure
    UNION
    SELECT t.assure
    FROM titulaires AS t
    JOIN assure_au_jour AS a ON a.rattache_a = t.assure
),
impots AS (
    SELECT
        c.titulaire,
        CASE
            WHEN bool_or(v.imposable) THEN TRUE
            WHEN bool_and(v.imposable IS NOT NULL) THEN FALSE
        END AS imposable
    FROM couples AS c
    LEFT JOIN dernier_avis AS v ON v.assure = c.assure
    GROUP BY c.titulaire
)
SELECT
    t.assure,
    t.type,
    t.taux_plein,
    i.imposable,
    a.connue AS activite_connue,
    CASE
        WHEN t.type = 'aspa' OR t.type = 'asi' THEN NOT a.recente
        WHEN t.type = 'aah' THEN NOT a.recente AND f.assure IS NULL AND coalesce(t.taux_plein, TRUE)
        WHEN t.type = 'ass' THEN f.assure IS NULL
        ELSE NOT coalesce(i.imposable, FALSE)
    END AS possible
FROM titulaires AS t
JOIN activites AS a ON a.titulaire = t.assure
LEFT JOIN familles AS f ON f.assure = t.assure
LEFT JOIN impots AS i ON i.titulaire = t.assure
