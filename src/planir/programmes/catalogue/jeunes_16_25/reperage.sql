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
    SELECT DISTINCT assure FROM couverture_ouverte_ou_a_venir
),
-- Être rattaché à un parent est la règle avant dix-huit ans : ce n'est un manque qu'ensuite.
demarches AS (
    SELECT
        j.assure,
        j.age,
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
-- On s'adresse à la personne elle-même dès seize ans, puis, adulte, à son tuteur si elle en a un.
SELECT
    d.assure,
    '' AS objet,
    CASE WHEN d.age >= parametre('affiliation.age_majorite') THEN k.destinataire ELSE d.assure END AS destinataire,
    d.sans_affiliation,
    d.sans_medecin_traitant,
    d.sans_complementaire,
    d.affiliation_possible,
    CAST(NULL AS DATE) AS echeance
FROM demarches AS d
JOIN contact_de_la_personne AS k ON k.assure = d.assure
WHERE d.sans_affiliation OR d.sans_medecin_traitant OR d.sans_complementaire
