WITH
-- étape : est une femme à l'âge où le dépistage est proposé
femmes AS (
    SELECT assure, age FROM assure_au_jour
    WHERE sexe = 'F'
        AND age >= least(parametre('depistage.sein_age_minimum'), parametre('depistage.colorectal_age_minimum'))
        AND age <= greatest(parametre('depistage.sein_age_maximum'), parametre('depistage.colorectal_age_maximum'))
),
-- étape : a une complémentaire santé solidaire en cours
beneficiaires AS (
    SELECT f.assure, f.age FROM femmes AS f
    WHERE EXISTS (SELECT 1 FROM c2s_au_jour AS c WHERE c.assure = f.assure)
),
depistages AS (
    SELECT assure, 'sein' AS objet FROM beneficiaires
    WHERE age >= parametre('depistage.sein_age_minimum') AND age <= parametre('depistage.sein_age_maximum')
    UNION ALL
    SELECT assure, 'colon' AS objet FROM beneficiaires
    WHERE age >= parametre('depistage.colorectal_age_minimum') AND age <= parametre('depistage.colorectal_age_maximum')
),
-- Cancer déjà suivi (ALD 30 ; CIM-10 C50 et D05, C18 à C21 et D01), ou maladie inflammatoire de l'intestin (ALD 24) :
-- le suivi est autre, et l'invitation blesserait. Un cancer dont le siège n'est pas connu vaut pour les deux.
suivies AS (
    SELECT assure, 'sein' AS objet
    FROM affection
    WHERE (debut IS NULL OR debut <= :au)
        AND (fin IS NULL OR fin >= :au)
        AND ald = 30
        AND left(coalesce(cim10, 'C50'), 3) IN ('C50', 'D05')
    UNION
    SELECT assure, 'colon' AS objet
    FROM affection
    WHERE (debut IS NULL OR debut <= :au)
        AND (fin IS NULL OR fin >= :au)
        AND (ald = 24 OR (ald = 30 AND left(coalesce(cim10, 'C18'), 3) IN ('C18', 'C19', 'C20', 'C21', 'D01')))
),
-- étape : n'est pas déjà suivie pour ces organes
a_depister AS (
    SELECT d.assure, d.objet FROM depistages AS d
    WHERE NOT EXISTS (SELECT 1 FROM suivies AS s WHERE s.assure = d.assure AND s.objet = d.objet)
),
-- Sein : 1336 mammographie de dépistage, 9312 dépistage, 9313 lecture ; QEQK004 dépistage, QEQK001 et QEQK005 hors dépistage.
-- Côlon : 1163, 9311, 9434 ; une coloscopie totale, avec ou sans exérèse (CCAM), tient lieu de test plus longtemps.
actes_utiles AS (
    SELECT
        assure,
        date_soin,
        CASE
            WHEN nature IN (1336, 9312, 9313) OR code IN ('QEQK004', 'QEQK001', 'QEQK005') THEN 'sein'
            ELSE 'colon'
        END AS objet,
        coalesce(code, '') IN ('HHQE002', 'HHQE005', 'HHFE002', 'HHFE004', 'HHFE006') AS coloscopie,
        coalesce(quantite, 1) AS quantite
    FROM acte
    WHERE nature IN (1336, 9312, 9313, 1163, 9311, 9434)
        OR code IN ('QEQK004', 'QEQK001', 'QEQK005', 'HHQE002', 'HHQE005', 'HHFE002', 'HHFE004', 'HHFE006')
),
-- Une correction est une ligne de signe contraire : un examen annulé n'a pas eu lieu.
examens AS (
    SELECT assure, objet, coloscopie, date_soin
    FROM actes_utiles
    GROUP BY assure, objet, coloscopie, date_soin
    HAVING sum(quantite) > 0
),
derniers AS (
    SELECT
        assure,
        objet,
        max(date_soin) AS dernier,
        bool_or(
            date_soin > mois_avant(
                :au,
                CASE
                    WHEN coloscopie THEN parametre('depistage.coloscopie_mois')
                    WHEN objet = 'sein' THEN parametre('depistage.sein_mois')
                    ELSE parametre('depistage.colorectal_mois')
                END
            )
        ) AS a_jour
    FROM examens
    GROUP BY assure, objet
)
-- étape : n'a pas eu l'examen, organisé ou individuel, ces deux dernières années
SELECT
    a.assure,
    a.objet,
    a.objet = 'sein' AS sein,
    d.dernier,
    CAST(NULL AS DATE) AS echeance
FROM a_depister AS a
LEFT JOIN derniers AS d ON d.assure = a.assure AND d.objet = a.objet
WHERE NOT coalesce(d.a_jour, FALSE)
