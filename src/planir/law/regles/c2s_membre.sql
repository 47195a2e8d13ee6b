-- titre : Qui compte dans un foyer pour la complémentaire santé solidaire, et pour combien
-- description : Le demandeur, son conjoint, et les personnes à charge qui n'ont pas 25 ans le jour du dépôt (CSS, R.861-2). Le rang
-- description : suit R.861-3 : le conjoint d'abord, puis les autres du plus âgé au plus jeune ; un mineur en résidence alternée compte
-- description : pour la moitié de sa part. Qui n'a pas de date de naissance connue est gardé, avec une part entière.
-- colonne foyer : le foyer
-- colonne assure : la personne
-- colonne role : place dans le foyer
-- colonne rang : 1 pour le demandeur
-- colonne part : part du plafond d'une personne seule
-- colonne age_janvier : âge atteint au 1er janvier de l'année ; vide si la naissance n'est pas connue
-- colonne territoire : metropole, outre_mer ou mayotte, d'après la commune
WITH
membres AS (
    SELECT
        f.foyer,
        f.assure,
        f.role,
        a.date_naissance,
        a.commune,
        coalesce(f.garde_alternee, FALSE) AND coalesce(a.age < parametre('affiliation.age_majorite'), FALSE) AS alternee
    FROM foyer_au_jour AS f
    JOIN assure_au_jour AS a ON a.assure = f.assure
    WHERE f.role IN ('demandeur', 'conjoint') OR coalesce(a.age < parametre('c2s.age_personne_a_charge'), TRUE)
),
ranges AS (
    SELECT
        foyer,
        assure,
        role,
        date_naissance,
        commune,
        alternee,
        row_number() OVER (
            PARTITION BY foyer
            ORDER BY
                role <> 'demandeur',
                role <> 'conjoint',
                date_naissance NULLS LAST,
                alternee,
                assure
        ) AS rang
    FROM membres
)
SELECT
    foyer,
    assure,
    role,
    rang,
    CASE
        WHEN rang = 1 THEN 1
        WHEN rang = 2 THEN parametre('c2s.part_deuxieme')
        WHEN rang < parametre('c2s.rang_part_suivante') THEN parametre('c2s.part_troisieme_quatrieme')
        ELSE parametre('c2s.part_suivante')
    END * CASE WHEN alternee THEN parametre('c2s.part_garde_alternee') ELSE 1 END AS part,
    age_au(date_naissance, mois_avant(premier_du_mois(:au), mois(:au) - 1)) AS age_janvier,
    CASE
        WHEN starts_with(commune, '976') THEN 'mayotte'
        WHEN starts_with(commune, '971') OR starts_with(commune, '972')
            OR starts_with(commune, '973') OR starts_with(commune, '974') THEN 'outre_mer'
        ELSE 'metropole'
    END AS territoire
FROM ranges
