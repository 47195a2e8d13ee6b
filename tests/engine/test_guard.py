"""What a rule may say, and the sentence its author reads when it may not."""

from __future__ import annotations

import pytest

from planir.engine import dialect, guard
from planir.engine.errors import PlanirError

RELATIONS = {
    "assure_au_jour": ("assure", "age", "sexe", "date_naissance"),
    "soin": ("assure", "date_soin", "majoration", "hors_parcours"),
    "jugement": ("au", "connu_au"),
}

ALLOWED = """
SELECT assure FROM soin WHERE hors_parcours AND date_soin > mois_avant(:au, parametre('a.b'))
SELECT s.assure, count(*) AS n FROM soin AS s GROUP BY s.assure HAVING count(*) > 2
SELECT assure, count(*) AS n FROM assure_au_jour AS a LEFT JOIN soin AS s USING (assure) GROUP BY a.assure
SELECT a.assure, count(*) AS n FROM assure_au_jour AS a JOIN soin AS s USING (assure) GROUP BY assure
SELECT ASSURE, Age FROM Assure_Au_Jour
SELECT assure FROM soin JOIN assure_au_jour USING (assure)
SELECT a.assure FROM soin AS a LEFT JOIN assure_au_jour AS b ON (a.assure = b.assure AND a.date_soin > b.date_naissance)
SELECT a.assure FROM soin AS a JOIN soin AS b ON mois_apres(a.date_soin, 1) = b.date_soin
SELECT assure, au FROM soin CROSS JOIN jugement
SELECT assure, au FROM jugement, soin
SELECT assure FROM soin JOIN jugement ON date_soin <= au
SELECT assure FROM (SELECT assure FROM soin) AS x
SELECT assure FROM soin UNION SELECT assure FROM assure_au_jour
SELECT assure FROM soin WHERE assure IN (SELECT assure FROM assure_au_jour WHERE age > 3)
SELECT assure, (SELECT max(age) FROM assure_au_jour) AS plus_age FROM soin
SELECT assure, (SELECT au FROM jugement) AS jour FROM soin
SELECT assure, EXISTS (SELECT 1 FROM assure_au_jour AS a WHERE a.assure = s.assure) AS vu FROM soin AS s
WITH x AS (SELECT assure FROM soin) SELECT * FROM x
WITH x AS (SELECT assure FROM soin), y AS (SELECT x.* FROM x JOIN soin USING (assure)) SELECT assure FROM y
WITH x AS (WITH y AS (SELECT assure FROM soin) SELECT assure FROM y) SELECT assure FROM x
SELECT assure, row_number() OVER (PARTITION BY assure ORDER BY date_soin) AS rang FROM soin
SELECT CASE WHEN age > 3 THEN 'a' END AS x, age::DECIMAL(12, 2) AS y FROM assure_au_jour
"""

REFUSED = [
    (
        "SELECT a.assure,\n  count(*) AS n\nFROM assure_au_jour AS a "
        "LEFT JOIN soin AS s USING (assure) GROUP BY s.assure",
        "groupes_incorrects",
        (
            "ligne 1 : la colonne « a.assure » n'est ni dans GROUP BY ni dans un agrégat : ajoutez-la à GROUP BY, "
            "ou prenez par exemple max(a.assure)."
        ),
    ),
    (
        "SELECT max(a.age) AS age,\n  s.assure\nFROM assure_au_jour AS a JOIN soin AS s USING (assure) GROUP BY assure",
        "groupes_incorrects",
        (
            "ligne 2 : la colonne « s.assure » n'est ni dans GROUP BY ni dans un agrégat : ajoutez-la à GROUP BY, "
            "ou prenez par exemple max(s.assure)."
        ),
    ),
    (
        "SELECT assure,\n  agee\nFROM assure_au_jour",
        "colonne_inconnue",
        (
            "ligne 2 : la colonne « agee » n'existe pas dans assure_au_jour (colonnes : assure, age, "
            "sexe, date_naissance). Vouliez-vous dire « age » ?"
        ),
    ),
    (
        "SELECT a.majoration FROM assure_au_jour AS a JOIN soin USING (assure)",
        "colonne_inconnue",
        (
            "ligne 1 : la colonne « majoration » n'existe pas dans assure_au_jour (colonnes : assure, "
            "age, sexe, date_naissance)."
        ),
    ),
    (
        "WITH x AS (SELECT assure AS personne FROM soin)\nSELECT assure FROM x",
        "colonne_inconnue",
        "ligne 2 : la colonne « assure » n'existe pas dans x (colonnes : personne).",
    ),
    (
        "SELECT age AS a, a + 1 AS b FROM assure_au_jour",
        "colonne_inconnue",
        (
            "ligne 1 : « a » est le nom d'un résultat de cette requête, qui n'existe pas encore ici : "
            "répétez l'expression, ou calculez-la dans une étape précédente."
        ),
    ),
    (
        "SELECT assure FROM soin JOIN assure_au_jour USING (age)",
        "colonne_inconnue",
        "ligne 1 : la colonne « age » de USING n'existe pas dans soin.",
    ),
    (
        "SELECT assure FROM soin AS a JOIN assure_au_jour AS b ON a.assure = b.assure",
        "colonne_ambigue",
        "ligne 1 : la colonne « assure » existe dans a et b : écrivez « a.assure ».",
    ),
    (
        "SELECT assure FROM soins",
        "relation_inconnue",
        "ligne 1 : la relation « soins » n'existe pas. Vouliez-vous dire « soin » ?",
    ),
    (
        "SELECT x.assure FROM soin AS s",
        "relation_inconnue",
        "ligne 1 : « x » n'est pas une table de cette requête.",
    ),
    (
        "WITH x AS (SELECT assure FROM y), y AS (SELECT assure FROM soin) SELECT assure FROM x",
        "relation_inconnue",
        "ligne 1 : la relation « y » n'existe pas.",
    ),
    (
        "WITH soin AS (SELECT assure FROM assure_au_jour) SELECT assure FROM soin",
        "relation_masquee",
        "ligne 1 : « soin » est déjà le nom d'une relation ou d'une étape : choisissez un autre nom.",
    ),
    (
        "SELECT soin.assure FROM soin JOIN soin ON soin.assure = soin.assure",
        "relation_masquee",
        "ligne 1 : « soin » désigne deux tables de la même requête : donnez-leur deux noms (AS).",
    ),
    (
        "SELECT count(*) FROM soin",
        "colonne_sans_nom",
        "ligne 1 : cette colonne n'a pas de nom : ajoutez « AS nom ».",
    ),
    (
        "SELECT assure, age AS assure FROM assure_au_jour",
        "colonne_en_double",
        "ligne 1 : deux colonnes s'appellent « assure ».",
    ),
    (
        "SELECT parametre('a.c') AS x FROM soin",
        "parametre_inconnu",
        "ligne 1 : le paramètre « a.c » n'existe pas. Vouliez-vous dire « a.b » ?",
    ),
    (
        "SELECT parametre(assure) AS x FROM soin",
        "parametre_inconnu",
        "ligne 1 : un paramètre se nomme entre apostrophes : parametre('groupe.nom').",
    ),
    (
        "SELECT age_a(date_naissance, :au) AS x FROM assure_au_jour",
        "fonction_inconnue",
        "ligne 1 : la fonction « age_a » n'existe pas ici. Vouliez-vous dire « age_au » ?",
    ),
    (
        "SELECT year(date_soin) AS x FROM soin",
        "fonction_inconnue",
        "ligne 1 : la fonction « year » n'existe pas ici : utilisez annee.",
    ),
    (
        "SELECT age_au(date_naissance) AS x FROM assure_au_jour",
        "fonction_inconnue",
        "ligne 1 : la fonction s'écrit age_au(naissance, d).",
    ),
    (
        "SELECT round(majoration, age) AS x FROM soin",
        "fonction_inconnue",
        "ligne 1 : dans round(x, n), l'argument 2 s'écrit en chiffres, de 0 à 6.",
    ),
    (
        "SELECT row_number() AS x FROM soin",
        "fonction_inconnue",
        "ligne 1 : row_number() se calcule sur une fenêtre : ajoutez OVER (…).",
    ),
    (
        "SELECT lag(assure) OVER (PARTITION BY assure) AS x FROM soin",
        "regle_refusee",
        "ligne 1 : cette fenêtre a besoin d'un ordre : ajoutez ORDER BY dans OVER (…).",
    ),
    (
        "SELECT assure FROM soin\nWHERE date_soin > :au - INTERVAL 1 DAY",
        "regle_refusee",
        "ligne 2 : INTERVAL n'est pas admis : utilisez jours_avant, mois_avant ou ans_avant.",
    ),
    (
        "SELECT assure FROM soin WHERE assure LIKE 'a%'",
        "regle_refusee",
        "ligne 1 : LIKE n'est pas admis : utilisez starts_with, left ou substr.",
    ),
    (
        "SELECT DATE '2026-02-30' AS d FROM soin",
        "regle_refusee",
        "ligne 1 : « 2026-02-30 » n'est pas une date : elle s'écrit DATE 'AAAA-MM-JJ'.",
    ),
    (
        "SELECT CAST(majoration AS DOUBLE) AS x FROM soin",
        "regle_refusee",
        ("ligne 1 : DOUBLE n'est pas admis : sa somme dépend de l'ordre des lignes ; écrivez DECIMAL(18, 6), exact."),
    ),
    (
        "SELECT CAST(majoration AS DECIMAL(38, 2)) AS x FROM soin",
        "regle_refusee",
        ("ligne 1 : DECIMAL s'écrit avec sa taille, au plus 18 chiffres dont 9 décimales : DECIMAL(12, 2)."),
    ),
    (
        ("SELECT s.assure FROM soin AS s WHERE EXISTS (SELECT 1 FROM assure_au_jour AS a WHERE a.assure = assure)"),
        "regle_refusee",
        "ligne 1 : « a.assure » est comparée à elle-même : précédez chaque colonne du nom de sa table.",
    ),
    (
        "SELECT a.assure FROM soin AS a JOIN soin AS b ON a.date_soin < b.date_soin",
        "regle_refusee",
        (
            "ligne 1 : la jointure avec b lui compare toutes les lignes : ajoutez dans ON une égalité "
            "entre une de ses colonnes et une colonne d'une table précédente."
        ),
    ),
    (
        "SELECT assure FROM soin WHERE assure NOT IN (SELECT assure FROM assure_au_jour)",
        "regle_refusee",
        ("ligne 1 : NOT IN (SELECT …) ne rend rien dès qu'une valeur est absente : écrivez NOT EXISTS (SELECT 1 …)."),
    ),
    (
        "SELECT assure, (SELECT age FROM assure_au_jour) AS x FROM soin",
        "regle_refusee",
        (
            "ligne 1 : une sous-requête employée comme valeur rend une seule ligne : un agrégat (max, "
            "sum…) sans GROUP BY."
        ),
    ),
    (
        "SELECT assure, (SELECT sum(age) OVER () FROM assure_au_jour) AS x FROM soin",
        "regle_refusee",
        (
            "ligne 1 : une sous-requête employée comme valeur rend une seule ligne : un agrégat (max, "
            "sum…) sans GROUP BY."
        ),
    ),
    (
        "SELECT assure, age FROM assure_au_jour UNION SELECT assure FROM soin",
        "regle_refusee",
        "ligne 1 : les deux côtés de UNION n'ont pas le même nombre de colonnes (2 et 1).",
    ),
    (
        (
            "SELECT assure FROM soin AS s WHERE EXISTS (SELECT 1 FROM soin AS t WHERE t.assure = "
            "s.assure AND EXISTS (SELECT 1 FROM soin AS u WHERE u.assure = s.assure AND u.date_soin = "
            "t.date_soin))"
        ),
        "regle_refusee",
        ("ligne 1 : une sous-requête ne peut citer que la requête qui l'entoure directement, pas plus loin."),
    ),
    (
        "SELECT assure AS prénom FROM soin",
        "regle_refusee",
        (
            "ligne 1 : le nom « prénom » n'est pas admis : des lettres sans accent, des chiffres et _, "
            "sans lire de fichier."
        ),
    ),
]


def _check(text: str) -> None:
    guard.check(dialect.parse(text), RELATIONS, {"a.b"})


@pytest.mark.parametrize("text", ALLOWED.strip().splitlines())
def test_a_rule_of_the_dialect_passes(text: str) -> None:
    _check(text)


@pytest.mark.parametrize(("text", "code", "sentence"), REFUSED)
def test_a_refusal_says_where_and_what_to_write(text: str, code: str, sentence: str) -> None:
    with pytest.raises(PlanirError) as error:
        _check(text)
    assert (error.value.code, error.value.sentence) == (code, sentence)
