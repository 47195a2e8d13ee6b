-- 89 was the CMU-C, then the complémentaire santé solidaire since 1 November 2019 (CSS, L.861-1): a right still running
-- that day became C2S. Free or with participation: only REF_C2S_COD says it (extracts since 2021); otherwise it is
-- filed as free, which a remark says.
CREATE OR REPLACE TABLE snds.complementaire AS
WITH lues AS (
    SELECT
        o.*,
        coalesce(n.num, l.num) AS num,
        coalesce(n.statut, l.statut, 'absente') AS statut,
        c.type AS contrat,
        v.code AS nomenclature,
        e.liste_contrats
    FROM snds.ir_orc_r AS o
    CROSS JOIN snds.lecture AS e
    LEFT JOIN snds.lien AS l ON l.numero = o.BEN_NIR_PSA AND l.rang = o.BEN_RNG_GEM
    LEFT JOIN snds.lien_precis AS n
        ON n.numero = o.BEN_NIR_PSA AND n.rang = o.BEN_RNG_GEM AND n.precision = coalesce(o.BEN_NIR_ANO, o.BEN_IDT_ANO)
    LEFT JOIN snds.contrats AS c ON o.BEN_CTA_TYP BETWEEN c.de AND c.a
    LEFT JOIN snds.nomenclature AS v ON v.liste = 'IR_CTA_V' AND v.code = CAST(o.BEN_CTA_TYP AS VARCHAR)
),
jugees AS (
    SELECT
        *,
        CASE contrat
            WHEN 'c2s' THEN CASE
                WHEN MLL_CTA_DSF < DATE '2019-11-01' THEN 'cmuc'
                WHEN REF_C2S_COD = 'P' THEN 'c2s_participation'
                ELSE 'c2s_gratuite'
            END
            ELSE contrat
        END AS type,
        -- The last ACS contract ended on 31 October 2020: one without an end is not a cover of today.
        CASE WHEN contrat = 'acs' THEN least(MLL_CTA_DSF, DATE '2020-10-31') ELSE MLL_CTA_DSF END AS fin,
        CASE
            WHEN BEN_NIR_PSA IS NULL OR BEN_RNG_GEM IS NULL THEN 'numero_absent'
            WHEN _illisible IS NOT NULL THEN _illisible
            WHEN contrat IS NULL OR (liste_contrats AND nomenclature IS NULL) THEN 'contrat_inconnu'
            WHEN contrat = 'inconnu' THEN 'contrat_valeur_inconnue'
            WHEN contrat IN ('aucun', 'technique') THEN NULL
            WHEN isinf(MLL_CTA_DSD) OR isinf(MLL_CTA_DSF) THEN 'date_illisible'
            WHEN MLL_CTA_DSF < MLL_CTA_DSD THEN 'fin_avant_debut'
            WHEN contrat = 'acs' AND MLL_CTA_DSD > DATE '2020-10-31' THEN 'acs_apres_sa_fin'
            WHEN contrat = 'c2s' AND REF_C2S_COD NOT IN ('P', 'S', 'F') THEN 'contrat_c2s_inconnu'
            WHEN contrat = 'c2s' AND REF_C2S_COD = 'F' AND MLL_CTA_DSF IS NULL THEN 'c2s_fermee_sans_fin'
            WHEN statut NOT IN ('connue', 'fictive') THEN 'personne_' || statut
        END AS rejet
    FROM lues
)
SELECT
    _fichier,
    _ligne,
    num,
    type,
    MLL_CTA_DSD AS debut,
    fin,
    BEN_CMU_ORG AS gestionnaire,
    rejet,
    CASE rejet
        WHEN 'contrat_inconnu' THEN CAST(BEN_CTA_TYP AS VARCHAR)
        WHEN 'fin_avant_debut' THEN CAST(MLL_CTA_DSF AS VARCHAR)
        WHEN 'acs_apres_sa_fin' THEN CAST(MLL_CTA_DSD AS VARCHAR)
        WHEN 'contrat_c2s_inconnu' THEN REF_C2S_COD
    END AS valeur,
    CASE
        WHEN rejet IS NOT NULL THEN NULL
        WHEN statut = 'fictive' THEN 'numero_fictif'
        WHEN contrat = 'aucun' THEN 'sans_contrat'
        WHEN contrat = 'technique' THEN 'procedure_technique'
        WHEN contrat = 'c2s' AND REF_C2S_COD = 'S' THEN 'c2s_suspendue'
        WHEN row_number() OVER (
            PARTITION BY num, type, MLL_CTA_DSD, fin, BEN_CMU_ORG, contrat, REF_C2S_COD, rejet ORDER BY _fichier, _ligne
        ) > 1 THEN 'deja_connu'
    END AS ecart
FROM jugees;
