-- Paid invalidity pensions (7111-7113, 7119) become periods, for the persons whose pension IR_IMB_R does not tell.
-- Payments netted by month, then put together while no more than a month is missing. The pension is presumed to run
-- when it was paid within the two months before the last flow; otherwise it ends on the last day paid.
CREATE OR REPLACE TABLE snds.versement AS
WITH connues AS (
    SELECT DISTINCT num FROM snds.exoneration WHERE usage = 'invalidite' AND rejet IS NULL AND ecart IS NULL
),
paiements AS (
    SELECT
        p._fichier,
        p._ligne,
        p.num,
        p.nature,
        p.debut,
        coalesce(p.fin, p.debut) AS fin,
        p.montant_rembourse,
        p.connu_le,
        c.num IS NOT NULL AS connue,
        sum(p.montant_rembourse) OVER (PARTITION BY p.num, p.debut, coalesce(p.fin, p.debut)) > 0 AS payee
    FROM snds.prestation AS p
    LEFT JOIN connues AS c ON c.num = p.num
    WHERE p.usage = 'invalidite' AND p.rejet IS NULL AND p.ecart IS NULL
),
ruptures AS (
    SELECT
        *,
        debut > max(fin) OVER (PARTITION BY num, connue, payee ORDER BY debut, fin ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
            + 31 AS rupture
    FROM paiements
),
suites AS (
    SELECT
        *,
        count_if(coalesce(rupture, FALSE)) OVER (
            PARTITION BY num, connue, payee ORDER BY debut, fin ROWS UNBOUNDED PRECEDING
        ) AS suite
    FROM ruptures
),
periodes AS (
    SELECT
        *,
        min(debut) OVER ensemble AS premier_jour,
        max(fin) OVER ensemble AS dernier_jour,
        min(connu_le) OVER ensemble AS connue_le,
        row_number() OVER (PARTITION BY num, connue, payee, suite ORDER BY debut, fin, _fichier, _ligne) AS place
    FROM suites
    WINDOW ensemble AS (PARTITION BY num, connue, payee, suite)
),
dernieres AS (
    SELECT
        num,
        suite,
        sum(CASE WHEN nature <> 7112 THEN montant_rembourse END) AS montant,
        coalesce(sum(CASE WHEN nature = 7113 THEN montant_rembourse END), 0) > 0 AS tierce_personne,
        max(fin - debut) <= 31 AS mensuel
    FROM periodes
    WHERE payee AND NOT connue AND fin = dernier_jour
    GROUP BY num, suite
)
SELECT
    p._fichier,
    p._ligne,
    p.num,
    p.premier_jour AS debut,
    CASE WHEN p.dernier_jour < f.dernier - 62 THEN p.dernier_jour END AS fin,
    CASE WHEN d.mensuel AND d.montant >= 0 THEN d.montant END AS montant_mensuel,
    -- 7113 is paid to invalids of the third category only (CSS, L.341-4).
    CASE WHEN d.tierce_personne THEN 3 END AS categorie,
    p.connue_le AS connu_le,
    CAST(NULL AS VARCHAR) AS rejet,
    CAST(NULL AS VARCHAR) AS valeur,
    CASE
        WHEN p.connue THEN 'pension_connue'
        WHEN NOT p.payee THEN 'pension_corrigee'
        WHEN p.place > 1 THEN 'pension_reunie'
    END AS ecart
FROM periodes AS p
CROSS JOIN (SELECT max(connu_le) AS dernier FROM snds.prestation WHERE rejet IS NULL) AS f
LEFT JOIN dernieres AS d ON d.num = p.num AND d.suite = p.suite
UNION ALL
SELECT _fichier, _ligne, num, debut, fin, NULL, NULL, connu_le, rejet, valeur, NULL
FROM snds.prestation
WHERE usage = 'invalidite' AND rejet IS NOT NULL;
