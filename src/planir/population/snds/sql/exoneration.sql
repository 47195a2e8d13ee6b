-- IR_IMB_R holds ALD and, separately, invalidity (IMB_ETM_NAT = 13), which becomes a pension. An end of 1600-01-01 means
-- « open »: it was made null. A change adds a row with a new INS_DTE: the last one is kept, known since the first.
CREATE OR REPLACE TABLE snds.exoneration AS
WITH lues AS (
    SELECT
        i.*,
        l.num,
        coalesce(l.statut, 'absente') AS statut,
        x.usage,
        v.code AS nomenclature,
        e.liste_exonerations,
        e.extrait,
        CASE WHEN coalesce(i.MED_NCL_IDT, 'CIM10') = 'CIM10' THEN i.MED_MTF_COD END AS cim10
    FROM snds.ir_imb_r AS i
    CROSS JOIN snds.lecture AS e
    LEFT JOIN snds.lien AS l ON l.numero = i.BEN_NIR_PSA AND l.rang = i.BEN_RNG_GEM
    LEFT JOIN snds.exonerations AS x ON x.code = i.IMB_ETM_NAT
    LEFT JOIN snds.nomenclature AS v ON v.liste = 'IR_ETM_V' AND v.code = CAST(i.IMB_ETM_NAT AS VARCHAR)
),
jugees AS (
    SELECT
        *,
        CASE
            WHEN BEN_NIR_PSA IS NULL OR BEN_RNG_GEM IS NULL THEN 'numero_absent'
            WHEN _illisible IS NOT NULL THEN _illisible
            WHEN usage IS NULL OR usage = 'inconnue' OR (liste_exonerations AND nomenclature IS NULL) THEN 'exoneration_inconnue'
            WHEN usage IN ('sans_objet', 'autre') THEN NULL
            WHEN isinf(IMB_ALD_DTD) OR isinf(IMB_ALD_DTF) OR isinf(INS_DTE) THEN 'date_illisible'
            WHEN IMB_ALD_DTD IS NULL THEN 'debut_absent'
            WHEN IMB_ALD_DTF < IMB_ALD_DTD THEN 'fin_avant_debut'
            WHEN INS_DTE > extrait THEN 'connu_apres_extrait'
            WHEN statut NOT IN ('connue', 'fictive') THEN 'personne_' || statut
        END AS rejet
    FROM lues
)
SELECT
    _fichier,
    _ligne,
    num,
    coalesce(usage, 'ald') AS usage,
    CASE
        WHEN IMB_ALD_NUM BETWEEN 1 AND 32 THEN IMB_ALD_NUM
        WHEN IMB_ETM_NAT = 43 THEN 31
    END AS ald,
    cim10,
    IMB_ETM_NAT AS exoneration,
    IMB_ALD_DTD AS debut,
    IMB_ALD_DTF AS fin,
    min(INS_DTE) OVER meme AS connu_le,
    rejet,
    CASE
        WHEN usage = 'invalidite' THEN CASE rejet
            WHEN 'fin_avant_debut' THEN CAST(IMB_ALD_DTF AS VARCHAR)
            WHEN 'connu_apres_extrait' THEN CAST(INS_DTE AS VARCHAR)
        END
        WHEN rejet IN ('fin_avant_debut', 'connu_apres_extrait', 'exoneration_inconnue') THEN '•••'
    END AS valeur,
    CASE
        WHEN rejet IS NOT NULL THEN NULL
        WHEN statut = 'fictive' THEN 'numero_fictif'
        WHEN usage IN ('sans_objet', 'autre') THEN 'exoneration_autre'
        WHEN row_number() OVER (meme ORDER BY INS_DTE DESC NULLS LAST, _fichier DESC, _ligne DESC) > 1 THEN 'mise_a_jour'
    END AS ecart
FROM jugees
WINDOW meme AS (PARTITION BY num, IMB_ETM_NAT, IMB_ALD_NUM, cim10, IMB_ALD_DTD, rejet);
