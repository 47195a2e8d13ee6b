-- How a raw text is read. A sentinel date (1600-01-01, 0001-01-01, 9999-12-31) becomes null here, once; a text that is
-- there but is no date becomes 'infinity', so that the row can be refused rather than read as « no date ».
CREATE OR REPLACE MACRO snds.absent(x) AS (x IS NULL OR trim(x) IN ('', '.'));

CREATE OR REPLACE MACRO snds.lire_texte(x) AS CASE WHEN NOT snds.absent(x) THEN trim(x) END;

CREATE OR REPLACE MACRO snds.lire_entier(x) AS TRY_CAST(x AS BIGINT);

CREATE OR REPLACE MACRO snds.lire_nombre(x) AS TRY_CAST(replace(x, ',', '.') AS DECIMAL(18, 2));

-- ISO, SAS (01FEB2015, 01FEB2015:00:00:00), French and compact forms.
CREATE OR REPLACE MACRO snds.lire_jour(x) AS coalesce(
    TRY_CAST(x AS DATE),
    CAST(try_strptime(
        trim(x), ['%d%b%Y', '%d%b%Y:%H:%M:%S', '%d%b%Y:%H:%M:%S.%g', '%d/%m/%Y', '%Y%m%d']
    ) AS DATE)
);

CREATE OR REPLACE MACRO snds.lire_date(x) AS CASE
    WHEN snds.absent(x) THEN NULL
    WHEN snds.lire_jour(x) IS NULL THEN DATE 'infinity'
    WHEN snds.lire_jour(x) < DATE '1601-01-01' OR snds.lire_jour(x) >= DATE '9999-01-01' THEN NULL
    ELSE snds.lire_jour(x)
END;

-- A detail line is about the person and the day of its head, found by the nine keys.
CREATE OR REPLACE MACRO snds.detail_refuse(cle, cle_tete, rejet_tete) AS CASE
    WHEN cle IS NULL THEN 'cle_incomplete'
    WHEN cle_tete IS NULL THEN 'detail_sans_prestation'
    WHEN rejet_tete IS NOT NULL THEN 'prestation_refusee'
END;
