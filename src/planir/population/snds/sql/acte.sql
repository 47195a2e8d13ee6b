-- ER_CAM_F: the code of an act, with the person, the day and the sign of its head.
CREATE OR REPLACE TABLE snds.ccam AS
WITH lues AS (
    SELECT
        c._fichier,
        c._ligne,
        c._cle,
        c.CAM_PRS_IDE AS code,
        p.num,
        p.debut,
        p.connu_le,
        p.nature,
        p.specialite,
        p.quantite,
        p.ecart IS NOT NULL OR p.usage <> 'soin' AS tete_ecartee,
        CASE
            WHEN p.ecart IS NULL
                THEN coalesce(snds.detail_refuse(c._cle, p._cle, p.rejet), CASE WHEN c.CAM_PRS_IDE IS NULL THEN 'acte_absent' END)
        END AS rejet
    FROM snds.er_cam_f AS c
    LEFT JOIN snds.prestation AS p ON p._cle = c._cle AND NOT p.deja_lue
),
jugees AS (
    SELECT
        *,
        CAST(NULL AS VARCHAR) AS valeur,
        CASE
            WHEN rejet IS NOT NULL THEN NULL
            WHEN tete_ecartee THEN 'prestation_ecartee'
            WHEN row_number() OVER (PARTITION BY _cle, code, rejet ORDER BY _fichier, _ligne) > 1 THEN 'acte_repete'
        END AS ecart
    FROM lues
)
-- The first code of a line keeps the name of the line, which the care has as well; the others come after it.
SELECT *, row_number() OVER (PARTITION BY _cle, rejet, ecart ORDER BY code) AS place
FROM jugees;
