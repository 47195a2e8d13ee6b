-- titre : Les plafonds de la complémentaire santé solidaire d'un foyer
-- description : Le plafond d'une personne seule, multiplié par les parts du foyer, majoré en outre-mer (CSS, D.861-1), arrondi à l'euro le plus
-- description : proche, 50 centimes au-dessus (L.861-1). Les parts suivent le rang (R.861-3) : le conjoint d'abord, puis les autres du plus
-- description : âgé au plus jeune ; un mineur en résidence alternée compte pour la moitié de sa part. Le second plafond, celui de la
-- description : participation (avant novembre 2019 : de l'ACS), est un multiple du premier. Celui de Mayotte n'est pas connu : vides.
-- colonne foyer : le foyer
-- colonne demandeur : la personne qui demande ; vide si la caisse ne sait pas qui
-- colonne personnes : nombre de personnes du foyer
-- colonne parts : parts du foyer
-- colonne outre_mer : le demandeur vit dans un département d'outre-mer
-- colonne mayotte : le demandeur vit à Mayotte
-- colonne plafond_gratuit : plafond annuel de la gratuité, en euros
-- colonne plafond_participation : plafond annuel de la participation, en euros
WITH
foyers AS (
    SELECT
        foyer,
        min(CASE WHEN role = 'demandeur' THEN assure END) AS demandeur,
        count(*) AS personnes,
        bool_or(alternee) AS alternee,
        bool_or(role = 'demandeur' AND outre_mer) AS outre_mer,
        bool_or(role = 'demandeur' AND mayotte) AS mayotte
    FROM c2s_membre
    GROUP BY foyer
),
-- Le rang de chacun ne compte que là où une part est réduite.
rangs AS (
    SELECT
        m.foyer,
        m.alternee,
        row_number() OVER (
            PARTITION BY m.foyer
            ORDER BY m.role <> 'demandeur', m.role <> 'conjoint', m.date_naissance NULLS LAST, m.alternee, m.assure
        ) AS rang
    FROM c2s_membre AS m
    JOIN foyers AS f ON f.foyer = m.foyer
    WHERE f.alternee
),
reductions AS (
    SELECT
        foyer,
        sum(
            CASE
                WHEN rang = 1 THEN 1
                WHEN rang = 2 THEN parametre('c2s.part_deuxieme')
                WHEN rang < parametre('c2s.rang_part_suivante') THEN parametre('c2s.part_troisieme_quatrieme')
                ELSE parametre('c2s.part_suivante')
            END * (1 - parametre('c2s.part_garde_alternee'))
        ) AS parts
    FROM rangs
    WHERE alternee
    GROUP BY foyer
),
parts AS (
    SELECT
        f.foyer,
        f.demandeur,
        f.personnes,
        f.outre_mer,
        f.mayotte,
        1
        + least(f.personnes - 1, 1) * parametre('c2s.part_deuxieme')
        + greatest(0, least(f.personnes, parametre('c2s.rang_part_suivante') - 1) - 2)
        * parametre('c2s.part_troisieme_quatrieme')
        + greatest(0, f.personnes - parametre('c2s.rang_part_suivante') + 1) * parametre('c2s.part_suivante')
        - coalesce(r.parts, 0) AS parts
    FROM foyers AS f
    LEFT JOIN reductions AS r ON r.foyer = f.foyer
),
plafonds AS (
    SELECT
        foyer,
        demandeur,
        personnes,
        parts,
        outre_mer,
        mayotte,
        CASE
            WHEN mayotte THEN NULL
            WHEN outre_mer THEN round(parametre('c2s.plafond') * (1 + parametre('c2s.majoration_outre_mer')) * parts)
            ELSE round(parametre('c2s.plafond') * parts)
        END AS plafond_gratuit
    FROM parts
)
SELECT
    foyer,
    demandeur,
    personnes,
    parts,
    outre_mer,
    mayotte,
    plafond_gratuit,
    round(plafond_gratuit * parametre('c2s.coefficient_participation')) AS plafond_participation
FROM plafonds
