"""How each published level is counted on the generated files: one query a level, over a few prepared views."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """How one level is counted: a query over the files that gives (numerator, denominator)."""

    label: str
    source: str
    low: float
    high: float
    margin: float
    query: str


HERE = "(date_deces IS NULL AND affilie_jusqu IS NULL)"
AGE = "date_diff('year', date_naissance, au) - CAST(strftime(date_naissance, '%m%d') > strftime(au, '%m%d') AS INTEGER)"

MEASURES = (
    Measure(
        "Sans médecin traitant, 16 ans et plus",
        "CPAM de la Savoie, 2015",
        7.0,
        7.0,
        1.0,
        "SELECT count(*) FILTER (NOT suivi), count(*) FROM present WHERE age >= 16",
    ),
    Measure(
        "Sans médecin traitant, 16 à 25 ans",
        "CPAM de la Savoie, 2015 : davantage",
        7.0,
        30.0,
        0.0,
        "SELECT count(*) FILTER (NOT suivi), count(*) FROM present WHERE age BETWEEN 16 AND 25",
    ),
    Measure(
        "Non-recours, C2S gratuite",
        "DREES, 2019 à 2021",
        31.0,
        31.0,
        2.0,
        "SELECT count(*) FILTER (NOT c2s), count(*) FROM eligible WHERE classe_c2s = 'gratuite'",
    ),
    Measure(
        "Non-recours, C2S avec participation",
        "DREES, 2021 ; rapport C2S 2025",
        66.0,
        67.0,
        2.0,
        "SELECT count(*) FILTER (NOT c2s), count(*) FROM eligible WHERE classe_c2s = 'participation'",
    ),
    Measure(
        "Non-recours, C2S dans son ensemble",
        "DREES, 2021",
        44.0,
        44.0,
        2.0,
        "SELECT count(*) FILTER (NOT c2s), count(*) FROM eligible",
    ),
    Measure(
        "Éligibles sans C2S ni couverture collective",
        "DREES, 2021",
        23.0,
        23.0,
        2.0,
        "SELECT count(*) FILTER (NOT c2s AND couverture <> 'mutuelle_collective'), count(*) FROM eligible",
    ),
    Measure(
        "Avec participation, parmi les couverts par la C2S",
        "Rapport C2S, juin 2025",
        22.8,
        22.8,
        2.0,
        "SELECT count(*) FILTER (participation), count(*) FROM present WHERE c2s",
    ),
    Measure(
        "Non-recours au RSA, par foyer",
        "DREES, 2018",
        34.0,
        34.0,
        2.0,
        "SELECT count(*) FILTER (NOT list_contains(percu, 'rsa')), count(*) FROM allocataire WHERE rsa_du",
    ),
    Measure(
        "Non-recours à l'ASPA, personnes seules",
        "DREES, 2016",
        50.0,
        50.0,
        2.0,
        "SELECT count(*) FILTER (NOT list_contains(percu, 'aspa')), count(*) FROM allocataire WHERE aspa_due",
    ),
    Measure(
        "Dépistage du sein, femmes de 50 à 74 ans",
        "Couverture nationale, 2021-2022",
        47.7,
        47.7,
        2.0,
        "SELECT count(*) FILTER (sein), count(*) FROM depistage WHERE sexe = 'F' AND age BETWEEN 50 AND 74",
    ),
    Measure(
        "Dépistage colorectal, 50 à 74 ans",
        "Couverture nationale, 2021-2022",
        34.3,
        34.3,
        2.0,
        "SELECT count(*) FILTER (colorectal), count(*) FROM depistage WHERE age BETWEEN 50 AND 74",
    ),
    Measure(
        "Dépistage du col, femmes de 25 à 65 ans",
        "Couverture nationale, 2021-2022",
        58.8,
        58.8,
        2.0,
        "SELECT count(*) FILTER (col), count(*) FROM depistage WHERE sexe = 'F' AND age BETWEEN 25 AND 65",
    ),
    Measure(
        "Visites à l'accueil : sans lien NOEMIE",
        "CPAM de la Savoie, 2015",
        6.0,
        6.0,
        1.0,
        "SELECT count(*) FILTER (NOT lien), count(*) FROM visite",
    ),
    Measure(
        "… dont réellement sans complémentaire",
        "Savoie : « plus de la moitié »",
        50.0,
        62.0,
        2.0,
        "SELECT count(*) FILTER (sans_couverture), count(*) FROM visite WHERE NOT lien",
    ),
    Measure(
        "… dont, parmi ces derniers, éligibles à la C2S",
        "CPAM de la Savoie, 2015",
        63.0,
        63.0,
        2.0,
        "SELECT count(*) FILTER (ouvre_droit), count(*) FROM visite WHERE NOT lien AND sans_couverture",
    ),
    Measure(
        "… dont sans complémentaire et éligibles",
        "Savoie : environ un tiers",
        33.0,
        35.0,
        2.0,
        "SELECT count(*) FILTER (ouvre_droit AND sans_couverture), count(*) FROM visite WHERE NOT lien",
    ),
    Measure(
        "Soins connus de la caisse dans les six mois",
        "Estimation de la CNAM",
        99.0,
        99.0,
        0.6,
        "SELECT count(*) FILTER (connu_le <= date_soin + INTERVAL 6 MONTH), count(*) FROM soin, jour "
        "WHERE date_soin < au - INTERVAL 15 MONTH AND montant_base > 0",
    ),
)

PREPARATION = f"""
CREATE TEMP VIEW present AS
SELECT p.assure, p.sexe, p.age, m.assure IS NOT NULL AS suivi, c.assure IS NOT NULL AS c2s,
    coalesce(c.participation, FALSE) AS participation
FROM (SELECT assure, sexe, {AGE} AS age FROM assure, jour WHERE {HERE} AND connu_jusqu IS NULL) AS p
LEFT JOIN (
    SELECT DISTINCT assure FROM medecin_traitant, jour
    WHERE connu_jusqu IS NULL AND debut <= au AND (fin IS NULL OR fin >= au)
) AS m USING (assure)
LEFT JOIN (
    SELECT assure, bool_or(type = 'c2s_participation') AS participation FROM complementaire, jour
    WHERE connu_jusqu IS NULL AND starts_with(type, 'c2s') AND debut <= au AND fin >= au GROUP BY assure
) AS c USING (assure);
CREATE TEMP VIEW eligible AS
SELECT p.assure, p.c2s, f.classe_c2s, f.couverture
FROM present AS p
JOIN personne AS v USING (assure)
JOIN menage AS f USING (menage)
WHERE f.ouvre_droit;
CREATE TEMP VIEW allocataire AS
SELECT f.rsa_du, f.aspa_due, coalesce(a.percu, []) AS percu
FROM menage AS f
LEFT JOIN (
    SELECT assure, list(type) AS percu FROM allocation, jour
    WHERE connu_jusqu IS NULL AND debut <= au AND (fin IS NULL OR fin >= au) GROUP BY assure
) AS a ON a.assure = f.reference;
CREATE TEMP VIEW depistage AS
SELECT p.assure, p.sexe, p.age, coalesce(a.sein, FALSE) AS sein, coalesce(a.colorectal, FALSE) AS colorectal,
    coalesce(a.col, FALSE) AS col
FROM present AS p
LEFT JOIN (
    SELECT assure,
        bool_or(recent AND (nature IN (1336, 9312, 9313) OR code IN ('QEQK004', 'QEQK001', 'QEQK005'))) AS sein,
        bool_or(recent AND nature IN (1163, 9311, 9434)) AS colorectal,
        bool_or(nature IN (9318, 9319)) AS col
    FROM (
        SELECT assure, nature, code, date_soin > au - INTERVAL 24 MONTH AS recent FROM acte, jour
        WHERE quantite > 0 AND date_soin > au - INTERVAL 36 MONTH
    )
    GROUP BY assure
) AS a USING (assure);
CREATE TEMP VIEW visite AS
SELECT k.assure, k.date_contact, f.ouvre_droit, f.couverture = 'aucune' AS sans_couverture,
    EXISTS (
        SELECT 1 FROM complementaire AS c
        WHERE c.assure = k.assure AND c.connu_jusqu IS NULL
            AND c.debut <= k.date_contact AND (c.fin IS NULL OR c.fin >= k.date_contact)
    ) AS lien
FROM contact_entrant AS k, jour
JOIN present AS p ON p.assure = k.assure
JOIN personne AS v ON v.assure = k.assure
JOIN menage AS f ON f.menage = v.menage
WHERE k.canal = 'accueil' AND k.date_contact > au - INTERVAL 12 MONTH;
"""
