-- ER_PHA_F: a drug, with the person, the day and the knowledge of its head; quantities are signed in the extract.
CREATE OR REPLACE TABLE snds.delivrance AS
WITH lues AS (
    SELECT
        h._fichier,
        h._ligne,
        h._cle,
        p.num,
        p.debut,
        p.connu_le,
        h.PHA_PRS_C13 AS cip13,
        a.atc,
        h.PHA_ACT_QSN AS quantite,
        h.PHA_ORD_NUM AS ordre,
        p.ecart IS NOT NULL OR p.usage <> 'soin' AS tete_ecartee,
        CASE
            WHEN p.ecart IS NULL THEN coalesce(
                snds.detail_refuse(h._cle, p._cle, p.rejet),
                CASE
                    WHEN NOT coalesce(regexp_full_match(h.PHA_PRS_C13, '[0-9]{13}'), FALSE) THEN 'cip_illisible'
                    WHEN h._illisible IS NOT NULL THEN h._illisible
                    WHEN h.PHA_ACT_QSN IS NULL THEN 'quantite_absente'
                    WHEN h.PHA_ORD_NUM IS NOT NULL
                        AND row_number() OVER (PARTITION BY h._cle, h.PHA_ORD_NUM ORDER BY h._fichier, h._ligne) > 1
                        THEN 'detail_deja_lu'
                END
            )
        END AS rejet
    FROM snds.er_pha_f AS h
    LEFT JOIN snds.prestation AS p ON p._cle = h._cle AND NOT p.deja_lue
    LEFT JOIN snds.atc AS a ON a.cip13 = h.PHA_PRS_C13
),
jugees AS (
    SELECT
        *,
        CASE rejet WHEN 'cip_illisible' THEN '•••' END AS valeur,
        CASE WHEN rejet IS NULL AND tete_ecartee THEN 'prestation_ecartee' END AS ecart
    FROM lues
)
-- The first drug of a line keeps the name of the line; the others come after it.
SELECT *, row_number() OVER (PARTITION BY _cle, rejet, ecart ORDER BY ordre, cip13, quantite, _fichier, _ligne) AS place
FROM jugees;
