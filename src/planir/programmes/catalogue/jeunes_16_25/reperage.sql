WITH
-- étape : a entre seize et vingt-cinq ans
jeunes AS (
    SELECT assure, age, rattache_a FROM assure_au_jour
    WHERE age >= parametre('affiliation.jeune_age_minimum') AND age <= parametre('affiliation.jeune_age_maximum')
),
medecins AS (
    SELECT DISTINCT assure FROM medecin_traitant_actif
),
-- Sans lien connu n'est pas sans complémentaire : la phrase ne dit que ce que la caisse sait.
complementaires AS (
    SELECT DISTINCT assure FROM complementaire_au_jour
),
-- Être rattaché à un parent est la règle avant dix-huit ans : ce n'est un manque qu'ensuite.
demarches AS (
    SELECT
        j.assure,
        j.rattache_a IS NOT NULL AND j.age >= parametre('affiliation.age_majorite') AS sans_affiliation,
        m.assure IS NULL AS sans_medecin_traitant,
        c.assure IS NULL AS sans_complementaire,
        j.rattache_a IS NOT NULL
            AND j.age >= parametre('affiliation.age_autonomie')
            AND j.age < parametre('affiliation.age_majorite') AS affiliation_possible
    FROM jeunes AS j
    LEFT JOIN medecins AS m ON m.assure = j.assure
    LEFT JOIN complementaires AS c ON c.assure = j.assure
)
-- étape : a encore à mettre en place une affiliation à son nom, un médecin traitant ou une complémentaire
SELECT
    assure,
    '' AS objet,
    sans_affiliation,
    sans_medecin_traitant,
    sans_complementaire,
    affiliation_possible,
    CAST(NULL AS DATE) AS echeance
FROM demarches
WHERE sans_affiliation OR sans_medecin_traitant OR sans_complementaire
