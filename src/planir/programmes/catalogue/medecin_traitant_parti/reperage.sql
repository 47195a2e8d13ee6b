WITH
-- étape : a l'âge d'en déclarer un
en_age AS (
    SELECT assure, age FROM assure_au_jour
    WHERE age >= parametre('medecin_traitant.age_minimum')
),
-- étape : a un médecin traitant déclaré
declares AS (
    SELECT e.assure, e.age FROM en_age AS e
    WHERE EXISTS (SELECT 1 FROM medecin_traitant_actif AS m WHERE m.assure = e.assure)
),
partis AS (
    SELECT
        m.assure,
        d.fin_exercice,
        d.motif_fin,
        row_number() OVER (PARTITION BY m.assure ORDER BY d.fin_exercice DESC, m.debut DESC, m.medecin) AS rang
    FROM medecin_traitant_actif AS m
    JOIN medecin AS d ON d.medecin = m.medecin
    WHERE d.fin_exercice < :au
),
-- Une seule déclaration suffit, si son médecin exerce encore ou si la caisse ne sait pas qu'il est parti.
suivis AS (
    SELECT m.assure
    FROM partis AS p
    JOIN medecin_traitant_actif AS m ON m.assure = p.assure
    LEFT JOIN medecin AS d ON d.medecin = m.medecin
    WHERE p.rang = 1 AND (d.fin_exercice IS NULL OR d.fin_exercice >= :au)
),
delaisses AS (
    SELECT
        e.assure,
        e.age,
        p.fin_exercice,
        CASE
            WHEN p.motif_fin IN ('retraite', 'changement_departement')
                THEN mois_apres(p.fin_exercice, parametre('medecin_traitant.grace_depart_mois'))
        END AS protege_jusqu
    FROM declares AS e
    JOIN partis AS p ON p.assure = e.assure
    WHERE p.rang = 1
        AND NOT EXISTS (SELECT 1 FROM suivis AS s WHERE s.assure = e.assure)
)
-- étape : a déclaré un médecin qui n'exerce plus à son cabinet
-- On s'adresse à la personne elle-même dès seize ans, car la phrase ne dit aucun soin ; adulte, à son tuteur si elle en a un.
SELECT
    d.assure,
    '' AS objet,
    CASE
        WHEN d.age >= parametre('affiliation.age_majorite') THEN coalesce(t.tuteur, d.assure)
        ELSE d.assure
    END AS destinataire,
    d.fin_exercice AS cesse_le,
    CASE WHEN d.protege_jusqu >= :au THEN d.protege_jusqu END AS protege_jusqu,
    CASE WHEN d.protege_jusqu < :au THEN d.protege_jusqu END AS delai_fini_le,
    d.protege_jusqu IS NULL AS sans_delai,
    CASE WHEN d.protege_jusqu >= :au THEN d.protege_jusqu END AS echeance
FROM delaisses AS d
LEFT JOIN tuteur_au_jour AS t ON t.assure = d.assure
