-- Every line of ER_PRS_F, once: whose it is, what it pays (`usage`), and why it is refused or set aside.
CREATE OR REPLACE TABLE snds.doublon AS
SELECT _cle, min(rowid) AS premier
FROM snds.brut_er_prs_f
WHERE _cle IS NOT NULL
GROUP BY _cle
HAVING count(*) > 1;

CREATE OR REPLACE TABLE snds.prestation AS
WITH lues AS (
    SELECT
        p.*,
        coalesce(n.num, l.num) AS num,
        coalesce(n.statut, l.statut, 'absente') AS statut,
        coalesce(l.statut = 'fictive' OR f.fictif = 'oui', FALSE) AS fictif,
        coalesce(x.usage, 'soin') AS usage,
        x.famille,
        x.usage IS NULL OR x.usage = 'sans_objet' OR NOT x.connue AS nature_inconnue,
        q.regle AS parcours,
        e.liste_parcours AND p.PRS_PDS_QCP IS NOT NULL AND v.code IS NULL AS parcours_inconnu,
        s.regle AS specialite,
        a.risque AS assurance,
        o.naissance,
        coalesce(d.premier <> p._rang, FALSE) AS deja_lue,
        CASE WHEN isfinite(p.EXE_SOI_DTD) THEN p.EXE_SOI_DTD END AS debut,
        CASE WHEN isfinite(p.EXE_SOI_DTF) THEN p.EXE_SOI_DTF END AS fin_lue,
        -- Amounts and counts are signed; a correction says so by BSE_REM_SGN as well.
        CASE WHEN p.BSE_REM_SGN = 2 THEN -abs(p.PRS_ACT_NBR) ELSE p.PRS_ACT_NBR END AS jours
    FROM snds.er_prs_f AS p
    CROSS JOIN snds.lecture AS e
    LEFT JOIN snds.lien AS l ON l.numero = p.BEN_NIR_PSA AND l.rang = p.BEN_RNG_GEM
    LEFT JOIN snds.lien_precis AS n
        ON n.numero = p.BEN_NIR_PSA AND n.rang = p.BEN_RNG_GEM AND n.precision = CAST(p.BEN_NAI_ANN AS VARCHAR)
    LEFT JOIN snds.personne AS o ON o.num = coalesce(n.num, l.num)
    LEFT JOIN snds.numeros AS f ON f.code = p.BEN_CDI_NIR
    LEFT JOIN snds.nature AS x ON x.nature = p.PRS_NAT_REF
    LEFT JOIN snds.parcours AS q ON q.code = p.PRS_PDS_QCP
    LEFT JOIN snds.nomenclature AS v ON v.liste = 'IR_QPS_V' AND v.code = CAST(p.PRS_PDS_QCP AS VARCHAR)
    LEFT JOIN snds.specialites AS s ON s.code = p.PSE_SPE_COD
    LEFT JOIN snds.assurances AS a ON a.code = p.RGO_ASU_NAT
    LEFT JOIN snds.doublon AS d ON d._cle = p._cle
),
situees AS (
    SELECT
        *,
        -- Whole years at most: the day of birth is not known.
        (12 * (year(debut) - year(naissance)) + month(debut) - month(naissance)) // 12 AS age_au_plus,
        CASE
            WHEN usage = 'arret_maternite' THEN 'maternite'
            WHEN usage = 'arret_maladie' THEN 'maladie'
            WHEN usage IN ('arret', 'arret_partiel') THEN assurance
        END AS risque,
        usage IN ('arret', 'arret_partiel', 'arret_maladie', 'arret_maternite') AS est_arret,
        -- FLX_DIS_DTD may be the first day of the month of availability: nothing was known before it was entered.
        greatest(FLX_DIS_DTD, FLX_TRT_DTD) AS connu_le,
        coalesce(fin_lue, debut + CAST(abs(jours) AS INTEGER) - 1) AS fin
    FROM lues
),
ecartees AS (
    SELECT
        *,
        CASE
            WHEN fictif THEN 'numero_fictif'
            WHEN DPN_QLF = 71 OR PRS_DPN_QLP = 71 THEN 'pour_information'
            WHEN PRS_REJ_TOP <> 0 THEN 'rejet_ou_signalement'
            WHEN usage IN ('accessoire', 'remuneration', 'espece', 'action_sociale') THEN usage
            WHEN usage = 'soin' AND CPL_MAJ_TOP = 2 THEN 'complement'
            -- MSA (02) and the former RSI (03) do not fill the count of days: none is not « already counted ».
            WHEN est_arret AND jours = 0 AND coalesce(substr(ORG_AFF_BEN, 1, 2), '01') NOT IN ('02', '03') THEN 'jours_deja_comptes'
        END AS ecart
    FROM situees
),
jugees AS (
    SELECT
        *,
        -- What cannot be is refused, whatever the line pays; the rest is asked only of the lines that matter.
        CASE
            WHEN _cle IS NULL THEN 'cle_incomplete'
            WHEN deja_lue THEN 'deja_lue'
            WHEN _illisible IS NOT NULL THEN _illisible
            WHEN isinf(EXE_SOI_DTD) OR isinf(EXE_SOI_DTF) THEN 'date_illisible'
            WHEN fin_lue < debut THEN 'fin_avant_debut'
            WHEN FLX_TRT_DTD > last_day(FLX_DIS_DTD) THEN 'flux_incoherent'
            WHEN ecart IS NOT NULL THEN NULL
            WHEN BEN_NIR_PSA IS NULL OR BEN_RNG_GEM IS NULL THEN 'numero_absent'
            WHEN BSE_REM_SGN NOT IN (0, 1, 2) THEN 'signe_inconnu'
            WHEN CPL_REM_SGN NOT IN (0, 1, 2) AND CPL_REM_MNT <> 0 THEN 'signe_complement_inconnu'
            WHEN nature_inconnue THEN 'nature_inconnue'
            WHEN parcours_inconnu THEN 'parcours_inconnu'
            WHEN debut IS NULL THEN 'debut_absent'
            WHEN debut > last_day(FLX_DIS_DTD) THEN 'soin_apres_flux'
            WHEN debut < naissance THEN 'soin_avant_naissance'
            WHEN statut <> 'connue' THEN 'personne_' || statut
            WHEN est_arret AND (jours IS NULL OR jours = 0) THEN 'jours_absents'
            WHEN est_arret AND jours <> trunc(jours) THEN 'jours_non_entiers'
            WHEN est_arret AND abs(jours) > date_diff('day', debut, fin) + 1 THEN 'jours_trop_nombreux'
            WHEN est_arret AND risque IS NULL THEN 'risque_inconnu'
        END AS rejet
    FROM ecartees
)
SELECT
    _fichier,
    _ligne,
    _cle,
    num,
    CASE WHEN est_arret THEN 'arret' WHEN usage = 'invalidite' THEN 'invalidite' ELSE 'soin' END AS usage,
    rejet,
    CASE rejet
        WHEN 'fin_avant_debut' THEN concat(debut, ' > ', fin_lue)
        WHEN 'flux_incoherent' THEN concat(FLX_TRT_DTD, ' > ', FLX_DIS_DTD)
        WHEN 'soin_apres_flux' THEN concat(debut, ' > ', FLX_DIS_DTD)
        WHEN 'soin_avant_naissance' THEN CAST(debut AS VARCHAR)
        WHEN 'parcours_inconnu' THEN CAST(PRS_PDS_QCP AS VARCHAR)
        WHEN 'jours_non_entiers' THEN CAST(PRS_ACT_NBR AS VARCHAR)
        WHEN 'jours_trop_nombreux' THEN CAST(PRS_ACT_NBR AS VARCHAR)
        WHEN 'nature_inconnue' THEN '•••'
    END AS valeur,
    CASE WHEN rejet IS NULL THEN ecart END AS ecart,
    deja_lue,
    debut,
    connu_le,
    -- Care
    famille,
    CASE WHEN NOT regexp_full_match(PFS_EXE_NUM, '0*') THEN PFS_EXE_NUM END AS medecin,
    CASE
        WHEN parcours = 'non' THEN FALSE
        WHEN parcours IS NULL OR parcours = 'indetermine' THEN NULL
        WHEN specialite = 'hors_champ' THEN FALSE
        -- Maternity and AT/MP bear the increase themselves; below 16 there never is one (CSS, L.162-5-3).
        WHEN assurance IN ('maternite', 'at_mp') OR age_au_plus < 16 THEN FALSE
        WHEN specialite = 'psychiatrie' AND age_au_plus < 26 THEN FALSE
        -- Sources disagree (D.162-1-7 has no age limit, the convention has one): not a certain penalty.
        WHEN specialite IN ('psychiatrie', 'acces_direct') THEN NULL
        ELSE TRUE
    END AS hors_parcours,
    CASE WHEN BSE_REM_SGN = 2 THEN -abs(BSE_REM_BSE) ELSE BSE_REM_BSE END AS montant_base,
    CASE WHEN BSE_REM_SGN = 2 THEN -abs(BSE_REM_MNT) ELSE BSE_REM_MNT END
        + coalesce(CASE WHEN CPL_REM_SGN = 2 THEN -abs(CPL_REM_MNT) ELSE CPL_REM_MNT END, 0) AS montant_rembourse,
    CASE WHEN BSE_REM_SGN = 2 THEN -abs(RGO_MOD_MNT) ELSE RGO_MOD_MNT END AS majoration,
    CASE WHEN BSE_REM_SGN = 2 THEN -abs(PRS_DEP_MNT) ELSE PRS_DEP_MNT END AS depassement,
    CAST(PRS_NAT_REF AS SMALLINT) AS nature,
    CAST(PSE_SPE_COD AS SMALLINT) AS specialite,
    CAST(CASE WHEN BSE_REM_SGN = 2 THEN -abs(PRS_ACT_QTE) ELSE PRS_ACT_QTE END AS INTEGER) AS quantite,
    -- Sick pay. PRS_ACT_NBR, never PRS_ACT_QTE, which counts a day once for each employer and each revaluation.
    CASE WHEN est_arret THEN fin ELSE fin_lue END AS fin,
    CAST(CASE WHEN est_arret THEN jours END AS INTEGER) AS jours,
    CASE EXO_MTF WHEN 99 THEN NULL ELSE coalesce(EXO_MTF IN (42, 44, 46, 47), FALSE) END AS ald,
    risque,
    usage = 'arret_partiel' AS temps_partiel
FROM jugees;
