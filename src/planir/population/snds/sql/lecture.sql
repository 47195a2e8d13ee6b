-- How a raw text is read. A sentinel date (1600-01-01, 0001-01-01, 9999-12-31) becomes null here, once; a text that is
-- there but is no date becomes 'infinity', so that the row can be refused rather than read as « no date ».
CREATE OR REPLACE MACRO snds.absent(x) AS (x IS NULL OR trim(x) IN ('', '.'));

CREATE OR REPLACE MACRO snds.lire_texte(x) AS CASE WHEN NOT snds.absent(x) THEN trim(x) END;

-- A number that is there but cannot be read is null: where the raw text is not absent, that refuses the row (_illisible).
-- The forms are asked for because a cast alone would read 1e3, 1_000 and 0x1F, and round 12.6 and 0.004.
CREATE OR REPLACE MACRO snds.lire_entier(x) AS CASE
    WHEN regexp_full_match(x, '-?[0-9]+') THEN TRY_CAST(x AS BIGINT)
    WHEN regexp_full_match(x, ' *[+-]?[0-9]+([.,]0*)? *') THEN TRY_CAST(replace(x, ',', '.') AS BIGINT)
END;

-- Beyond six decimals is the dust of sums in floating point.
CREATE OR REPLACE MACRO snds.lire_nombre(x) AS CASE
    WHEN regexp_full_match(x, '-?[0-9]+([.][0-9]{1,2})?') THEN TRY_CAST(x AS DECIMAL(18, 2))
    WHEN regexp_full_match(x, ' *[+-]?[0-9]*[.,]?[0-9]* *')
        AND TRY_CAST(replace(x, ',', '.') AS DECIMAL(24, 6)) = TRY_CAST(replace(x, ',', '.') AS DECIMAL(18, 2))
        THEN TRY_CAST(replace(x, ',', '.') AS DECIMAL(18, 2))
END;

-- 0, 1, 1600 and 9999 say « unknown », as the sentinel dates do; another year that nobody living was born in is a fault.
CREATE OR REPLACE MACRO snds.annee_possible(x) AS x IN (0, 1, 1600, 9999) OR x BETWEEN 1800 AND 2200;

CREATE OR REPLACE MACRO snds.lire_annee(x) AS CASE WHEN snds.annee_possible(snds.lire_entier(x)) THEN snds.lire_entier(x) END;

-- Year and month together: 202603.
CREATE OR REPLACE MACRO snds.lire_mois(x) AS CASE
    WHEN snds.annee_possible(snds.lire_entier(x) // 100)
        AND (snds.lire_entier(x) // 100 NOT BETWEEN 1800 AND 2200 OR snds.lire_entier(x) % 100 BETWEEN 1 AND 12)
        THEN snds.lire_entier(x)
END;

CREATE OR REPLACE MACRO snds.entre(x, bas, haut) AS CASE WHEN x BETWEEN bas AND haut THEN x END;

-- ISO, SAS (01FEB2015, 01FEB2015:00:00:00), French and compact forms.
CREATE OR REPLACE MACRO snds.lire_jour(x) AS coalesce(
    TRY_CAST(x AS DATE),
    CAST(try_strptime(trim(x), ['%d%b%Y', '%d%b%Y:%H:%M:%S', '%d%b%Y:%H:%M:%S.%g', '%d/%m/%Y']) AS DATE),
    -- Of seven digits one is missing, and nobody knows which.
    CASE WHEN regexp_full_match(trim(x), '[0-9]{8}') THEN CAST(try_strptime(trim(x), '%Y%m%d') AS DATE) END
);

CREATE OR REPLACE MACRO snds.lire_date(x) AS CASE
    WHEN snds.absent(x) THEN NULL
    WHEN year(snds.lire_jour(x)) IN (1, 1600, 9999) THEN NULL
    -- A year of two figures is that of no SNDS.
    WHEN snds.lire_jour(x) IS NULL OR NOT year(snds.lire_jour(x)) BETWEEN 1800 AND 2200 THEN DATE 'infinity'
    ELSE snds.lire_jour(x)
END;

-- A detail line is about the person and the day of its head, found by the nine keys.
CREATE OR REPLACE MACRO snds.detail_refuse(cle, cle_tete, rejet_tete) AS CASE
    WHEN cle IS NULL THEN 'cle_incomplete'
    WHEN cle_tete IS NULL THEN 'detail_sans_prestation'
    WHEN rejet_tete IS NOT NULL THEN 'prestation_refusee'
END;
