-- A person is her own number where IR_BEN_R knows it (BEN_IDT_ANO), which groups her several pseudonyms; otherwise the
-- number under which she is covered + rank + birth, because a child covered under a parent's number may have its rank.
CREATE OR REPLACE TABLE snds.beneficiaire AS
WITH lus AS (
    SELECT
        b.*,
        coalesce(n.fictif = 'oui', FALSE) AS fictif,
        CASE WHEN b.BEN_NAI_ANN BETWEEN 1601 AND 9998 THEN b.BEN_NAI_ANN END AS annee,
        CASE WHEN b.BEN_NAI_MOI BETWEEN 1 AND 12 THEN b.BEN_NAI_MOI END AS mois,
        coalesce(
            b.BEN_DCD_DTE,
            -- A death known by its month only: the first day, so that nobody writes to the dead.
            CASE
                WHEN b.BEN_DCD_AME BETWEEN 160101 AND 999812 AND b.BEN_DCD_AME % 100 BETWEEN 1 AND 12
                    THEN make_date(b.BEN_DCD_AME // 100, b.BEN_DCD_AME % 100, 1)
            END
        ) AS deces,
        lpad(b.BEN_RES_DPT, 3, '0') AS departement,
        lpad(b.BEN_RES_COM, 3, '0') AS lieu
    FROM snds.ir_ben_r AS b
    LEFT JOIN snds.numeros AS n ON n.code = b.BEN_CDI_NIR
),
dates AS (
    SELECT
        *,
        CASE WHEN annee IS NOT NULL THEN make_date(annee, coalesce(mois, 1), 1) END AS naissance,
        CASE
            WHEN BEN_IDT_ANO IS NOT NULL AND NOT starts_with(BEN_IDT_ANO, BEN_NIR_PSA) THEN 'I|' || BEN_IDT_ANO
            ELSE concat('P|', BEN_NIR_PSA, '|', BEN_RNG_GEM, '|', annee, '|', mois)
        END AS cle
    FROM lus
),
juges AS (
    SELECT
        d.*,
        c.tec AS caisse,
        CASE
            WHEN d.BEN_NIR_PSA IS NULL OR d.BEN_RNG_GEM IS NULL THEN 'numero_absent'
            WHEN d._illisible IS NOT NULL THEN d._illisible
            WHEN d.naissance > l.extrait THEN 'naissance_future'
            WHEN isinf(d.deces) THEN 'deces_illisible'
            WHEN d.deces < d.naissance THEN 'deces_avant_naissance'
            WHEN d.deces > l.extrait THEN 'deces_futur'
            WHEN l.liste_caisses AND d.ORG_AFF_BEN IS NOT NULL AND c.code IS NULL THEN 'caisse_inconnue'
        END AS rejet
    FROM dates AS d
    CROSS JOIN snds.lecture AS l
    LEFT JOIN snds.nomenclature AS c ON c.liste = 'IR_CAI_V' AND c.code = substr(d.ORG_AFF_BEN, 1, 6)
)
SELECT
    *,
    -- The line that speaks for the person: the last one brought up to date.
    row_number() OVER (
        PARTITION BY cle, fictif, BEN_NIR_PSA IS NULL OR BEN_RNG_GEM IS NULL
        ORDER BY rejet IS NOT NULL, BEN_DTE_MAJ DESC NULLS LAST, MAX_TRT_DTD DESC NULLS LAST, _fichier, _ligne
    ) AS place
FROM juges;

CREATE OR REPLACE TABLE snds.personne AS
WITH cles AS (
    SELECT
        cle,
        max(CASE WHEN rejet IS NULL THEN deces END) AS deces,
        max(CASE WHEN rejet IS NULL THEN naissance END) AS naissance,
        bool_and(rejet IS NOT NULL) AS refusee
    FROM snds.beneficiaire
    WHERE NOT fictif AND BEN_NIR_PSA IS NOT NULL AND BEN_RNG_GEM IS NOT NULL
    GROUP BY cle
)
SELECT
    CAST(row_number() OVER (ORDER BY cle) AS INTEGER) AS num,
    substr(sha256(l.poivre || cle), 1, 32) AS assure,
    c.*
FROM cles AS c
CROSS JOIN snds.lecture AS l;

-- From the number and rank of any other table to the person, or to why there is none.
CREATE OR REPLACE TABLE snds.lien AS
SELECT * REPLACE (CASE WHEN statut = 'connue' THEN num END AS num)
FROM (
    SELECT
        b.BEN_NIR_PSA AS numero,
        b.BEN_RNG_GEM AS rang,
        CASE
            WHEN bool_or(b.fictif) THEN 'fictive'
            WHEN count(DISTINCT b.cle) > 1 THEN 'partagee'
            WHEN bool_and(p.refusee) THEN 'refusee'
            ELSE 'connue'
        END AS statut,
        min(p.num) AS num
    FROM snds.beneficiaire AS b
    LEFT JOIN snds.personne AS p ON p.cle = b.cle AND NOT b.fictif
    WHERE b.BEN_NIR_PSA IS NOT NULL AND b.BEN_RNG_GEM IS NOT NULL
    GROUP BY b.BEN_NIR_PSA, b.BEN_RNG_GEM
);

-- Where one number and rank are carried by several persons, what tells them apart: the year of birth (claims), or
-- the person's own number (doctor, complementary cover).
CREATE OR REPLACE TABLE snds.lien_precis AS
WITH precis AS (
    SELECT BEN_NIR_PSA, BEN_RNG_GEM, CAST(annee AS VARCHAR) AS precision, cle FROM snds.beneficiaire
    UNION
    SELECT BEN_NIR_PSA, BEN_RNG_GEM, BEN_NIR_ANO, cle FROM snds.beneficiaire
    UNION
    SELECT BEN_NIR_PSA, BEN_RNG_GEM, BEN_IDT_ANO, cle FROM snds.beneficiaire
),
groupes AS (
    SELECT
        b.BEN_NIR_PSA AS numero,
        b.BEN_RNG_GEM AS rang,
        b.precision,
        CASE
            WHEN count(DISTINCT b.cle) > 1 THEN 'partagee'
            WHEN bool_and(p.refusee) THEN 'refusee'
            ELSE 'connue'
        END AS statut,
        min(p.num) AS num
    FROM precis AS b
    JOIN snds.lien AS l ON l.numero = b.BEN_NIR_PSA AND l.rang = b.BEN_RNG_GEM AND l.statut = 'partagee'
    JOIN snds.personne AS p ON p.cle = b.cle
    WHERE b.precision IS NOT NULL
    GROUP BY b.BEN_NIR_PSA, b.BEN_RNG_GEM, b.precision
)
SELECT * REPLACE (CASE WHEN statut = 'connue' THEN num END AS num)
FROM groupes;
