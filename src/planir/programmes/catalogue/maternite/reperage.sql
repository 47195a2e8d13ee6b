WITH
declarations AS (
    SELECT assure, max(date_evenement) AS debut
    FROM evenement_medical
    WHERE type = 'grossesse_declaree' AND date_evenement <= :au
    GROUP BY assure
),
-- étape : a déclaré une grossesse
declarees AS (
    SELECT a.assure, a.age, d.debut
    FROM assure_au_jour AS a
    JOIN declarations AS d ON d.assure = a.assure
),
accouchements AS (
    SELECT d.assure, min(e.date_evenement) AS accouchement
    FROM declarees AS d
    JOIN evenement_medical AS e ON e.assure = d.assure
    WHERE e.type = 'accouchement' AND e.date_evenement >= d.debut AND e.date_evenement <= :au
    GROUP BY d.assure
),
-- Passé le terme sans accouchement connu, on ne sait pas ce qu'il est advenu : on ne devine pas.
en_cours AS (
    SELECT d.assure, d.age, d.debut, a.accouchement
    FROM declarees AS d
    LEFT JOIN accouchements AS a ON a.assure = d.assure
    WHERE (a.accouchement IS NULL AND mois_apres(d.debut, parametre('grossesse.duree_mois')) >= :au)
        OR mois_apres(a.accouchement, parametre('prevention.examen_dentaire_apres_naissance_mois')) >= :au
),
-- IR_NAT_V. Dents : 1434 à 1439, bucco-dentaire maternité. Suivi : 1911 sage-femme, 1322 obstétrique, 1923 suivi postnatal,
-- 4416 protection maternelle et infantile ; consultations, téléconsultations et visites d'un généraliste, d'un gynécologue ou
-- d'une sage-femme, car un examen prénatal n'a pas de code à lui. Fin : 3337 à 3340, la grossesse s'est interrompue, on se tait.
-- Rien de ce qui touche à l'interruption volontaire ni à la contraception n'est lu.
actes_utiles AS (
    SELECT
        a.assure,
        a.date_soin,
        CASE
            WHEN a.nature IN (1434, 1435, 1436, 1438, 1439) THEN 'dents'
            WHEN a.nature IN (3337, 3338, 3339, 3340) THEN 'fin'
            WHEN a.nature IN (1322, 1911, 1923, 4416) THEN 'suivi'
            WHEN coalesce(a.specialite, '0') IN ('0', '1', '01', '7', '07', '21', '22', '23', '70', '77', '79') THEN 'suivi'
            ELSE 'autre'
        END AS sorte,
        coalesce(a.quantite, 1) AS quantite
    FROM en_cours AS d
    JOIN acte AS a ON a.assure = d.assure
    WHERE a.date_soin >= d.debut
        AND a.nature IN (
            1434, 1435, 1436, 1438, 1439,
            3337, 3338, 3339, 3340,
            1322, 1911, 1923, 4416,
            1109, 1110, 1111, 1112, 1157, 1191, 1192, 1209, 1210, 1211, 1212
        )
),
-- Une correction est une ligne de signe contraire : un examen annulé n'a pas eu lieu. Deux actes le même jour sont un examen.
examens AS (
    SELECT assure, sorte, date_soin
    FROM actes_utiles
    GROUP BY assure, sorte, date_soin
    HAVING sum(quantite) > 0
),
-- étape : est enceinte, ou a accouché depuis moins de six mois
suivies AS (
    SELECT d.assure, d.age, d.debut, d.accouchement
    FROM en_cours AS d
    WHERE NOT EXISTS (SELECT 1 FROM examens AS e WHERE e.assure = d.assure AND e.sorte = 'fin')
),
-- Une mineure n'est contactée que par un moyen à elle, car un message dirait un soin à ses parents.
-- étape : peut être contactée sans que d'autres l'apprennent
joignables AS (
    SELECT s.assure, s.debut, s.accouchement FROM suivies AS s
    WHERE coalesce(s.age, 0) >= parametre('affiliation.age_majorite')
        OR EXISTS (
            SELECT 1 FROM moyen_de_contact_au_jour AS m
            WHERE m.assure = s.assure AND m.canal IN ('mobile', 'courriel') AND m.appartient_a = 'personne'
        )
),
calendriers AS (
    SELECT
        j.assure,
        j.debut,
        j.accouchement,
        sum(CASE WHEN e.sorte = 'suivi' THEN 1 ELSE 0 END) AS suivis,
        sum(CASE WHEN e.sorte = 'dents' THEN 1 ELSE 0 END) AS dentaires,
        sum(
            CASE
                WHEN e.sorte = 'suivi'
                    AND e.date_soin >= jours_apres(j.accouchement, 7 * parametre('grossesse.postnatal_debut_semaines')) THEN 1
                ELSE 0
            END
        ) AS postnataux
    FROM joignables AS j
    LEFT JOIN examens AS e ON e.assure = j.assure
    GROUP BY j.assure, j.debut, j.accouchement
),
-- Le premier examen est acquis : la déclaration n'est remplie qu'après lui. Les suivants sont mensuels.
prenataux AS (
    SELECT
        assure,
        mois_apres(debut, parametre('grossesse.duree_mois')) AS terme,
        greatest(suivis, 1) AS connus,
        least(
            parametre('grossesse.examens_prenataux'),
            mois_entre(debut, mois_avant(:au, parametre('maternite.delai_mois')))
                - parametre('grossesse.premier_examen_mois') + 1
        ) AS attendus
    FROM calendriers
    WHERE accouchement IS NULL
)
-- étape : a un examen de suivi, d'après accouchement ou bucco-dentaire qui n'est pas connu
SELECT
    assure,
    'grossesse' AS objet,
    attendus,
    connus,
    FALSE AS postnatal,
    CAST(NULL AS DATE) AS postnatal_jusqu,
    FALSE AS dents,
    CAST(NULL AS DATE) AS dents_jusqu,
    terme AS echeance
FROM prenataux
WHERE attendus - connus >= parametre('maternite.examens_manquants')
UNION ALL
SELECT
    assure,
    'apres_accouchement' AS objet,
    CAST(NULL AS INTEGER) AS attendus,
    CAST(NULL AS INTEGER) AS connus,
    TRUE AS postnatal,
    jours_apres(accouchement, 7 * parametre('grossesse.postnatal_fin_semaines')) AS postnatal_jusqu,
    FALSE AS dents,
    CAST(NULL AS DATE) AS dents_jusqu,
    jours_apres(accouchement, 7 * parametre('grossesse.postnatal_fin_semaines')) AS echeance
FROM calendriers
WHERE postnataux = 0
    AND jours_apres(accouchement, 7 * parametre('maternite.postnatal_semaines')) <= :au
    AND jours_apres(accouchement, 7 * parametre('grossesse.postnatal_fin_semaines')) >= :au
UNION ALL
SELECT
    assure,
    'dents' AS objet,
    CAST(NULL AS INTEGER) AS attendus,
    CAST(NULL AS INTEGER) AS connus,
    FALSE AS postnatal,
    CAST(NULL AS DATE) AS postnatal_jusqu,
    TRUE AS dents,
    mois_apres(accouchement, parametre('prevention.examen_dentaire_apres_naissance_mois')) AS dents_jusqu,
    mois_apres(accouchement, parametre('prevention.examen_dentaire_apres_naissance_mois')) AS echeance
FROM calendriers
WHERE dentaires = 0
    AND (accouchement IS NOT NULL OR mois_apres(debut, parametre('maternite.dents_mois') - 1) <= :au)
