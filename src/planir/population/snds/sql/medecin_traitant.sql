-- The declared number stays after the doctor has retired: whether the doctor still practises is another table.
CREATE OR REPLACE TABLE snds.medecin_traitant AS
WITH lues AS (
    SELECT
        m.*,
        coalesce(n.num, l.num) AS num,
        coalesce(n.statut, l.statut, 'absente') AS statut
    FROM snds.ir_mtt_r AS m
    LEFT JOIN snds.lien AS l ON l.numero = m.BEN_NIR_PSA AND l.rang = m.BEN_RNG_GEM
    LEFT JOIN snds.lien_precis AS n
        ON n.numero = m.BEN_NIR_PSA AND n.rang = m.BEN_RNG_GEM AND n.precision = coalesce(m.BEN_NIR_ANO, m.BEN_IDT_ANO)
),
jugees AS (
    SELECT
        *,
        CASE WHEN NOT regexp_full_match(MTT_PFS_NUM, '0*') THEN MTT_PFS_NUM END AS medecin,
        CASE
            WHEN BEN_NIR_PSA IS NULL OR BEN_RNG_GEM IS NULL THEN 'numero_absent'
            WHEN _illisible IS NOT NULL THEN _illisible
            WHEN isinf(MTT_DEP_DTE) OR isinf(MTT_FIN_DTE) THEN 'date_illisible'
            WHEN MTT_DEP_DTE IS NULL THEN 'debut_absent'
            WHEN MTT_FIN_DTE < MTT_DEP_DTE THEN 'fin_avant_debut'
            WHEN statut NOT IN ('connue', 'fictive') THEN 'personne_' || statut
        END AS rejet
    FROM lues
)
SELECT
    _fichier,
    _ligne,
    num,
    medecin,
    MTT_DEP_DTE AS debut,
    MTT_FIN_DTE AS fin,
    rejet,
    CASE rejet WHEN 'fin_avant_debut' THEN CAST(MTT_FIN_DTE AS VARCHAR) END AS valeur,
    CASE
        WHEN rejet IS NOT NULL THEN NULL
        WHEN statut = 'fictive' THEN 'numero_fictif'
        WHEN row_number() OVER (
            PARTITION BY num, medecin, MTT_DEP_DTE, MTT_FIN_DTE, rejet ORDER BY _fichier, _ligne
        ) > 1 THEN 'deja_connu'
    END AS ecart
FROM jugees;
