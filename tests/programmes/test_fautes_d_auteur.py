"""What a statistician mistypes is said in French: the file, the line, what was found and what to write instead."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from planir.detection.checking import check_all
from planir.detection.trial import try_examples
from planir.law.parameters import load
from planir.population.relations_compiler import compile_relations
from planir.programmes.catalogue import Catalogue
from planir.programmes.compiler import compile_programme
from planir.programmes.examples import read_examples
from planir.programmes.loading import with_local
from planir.programmes.skeleton import create

RULE = """WITH
-- étape : a l'âge visé
en_age AS (
    SELECT assure, age, date_naissance FROM assure_au_jour
    WHERE age >= parametre('essai.age_minimum')
)
-- étape : n'a pas de compte ameli
SELECT e.assure, '' AS objet, e.age, CAST(NULL AS DATE) AS echeance
FROM en_age AS e
JOIN assure_au_jour AS a ON a.assure = e.assure
WHERE coalesce(a.compte_ameli, FALSE) = FALSE
"""
ENGLISH = re.compile(
    r"Error|cast|column|type mismatch|function|argument types|LINE|Candidate|Cannot|Could not", re.ASCII
)


@pytest.fixture
def programme(tmp_path: Path) -> Path:
    folder = create(tmp_path, "essai")
    (folder / "reperage.sql").write_text(RULE, encoding="utf-8")
    return folder


def faults(programme: Path, name: str, old: str, new: str) -> tuple[str, ...]:
    path = programme / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    (check,) = check_all(programme)
    for fault in check.faults:
        assert ENGLISH.search(fault.replace("CAST", "")) is None, fault
        assert fault.endswith((".", "?")), fault
        assert name in fault or "exemples.yaml" in fault
        assert "\n" not in fault
    return check.faults


def test_the_programme_that_is_spoilt_below_is_right(programme: Path) -> None:
    assert faults(programme, "reperage.sql", "age", "age") == ()


CONDITIONS = {
    "date_naissance > 1950": "« date_naissance > 1950 » compare une date et un nombre : une date se compare à une date",
    "age > '80'": "« age > '80' » compare un nombre et un texte : un nombre s'écrit sans apostrophes (80)",
    "age IN ('80', '81')": "compare un nombre et un texte",
    "age BETWEEN '80' AND '90'": "compare un nombre et un texte",
    "age = date_naissance": "compare un nombre et une date",
    "age": "« age » est un nombre, une condition est attendue",
    "NOT date_naissance": "« date_naissance » est une date, une condition est attendue",
    "age > 80 AND assure": "« assure » est un texte, une condition est attendue",
    "date_naissance IS TRUE": "« date_naissance » est une date, une condition est attendue",
    "date_naissance < 'hier'": "compare une date et un texte : une date s'écrit DATE '2026-11-01'",
    "compte_ameli = 'oui'": "un oui/non s'écrit TRUE ou FALSE, sans apostrophes",
    "compte_ameli = 0": "un oui/non s'écrit TRUE ou FALSE",
    "date_naissance + 30 < :au": "« date_naissance + 30 » calcule avec une date : une date se déplace par jours_apres",
    ":au - date_naissance > 80": "« :au - date_naissance » calcule avec une date",
    "-assure > 3": "« -assure » calcule avec un texte : un calcul ne prend que des nombres",
    "age_au(age, :au) > 3": "age_au(naissance, d) attend une date, et « age » est un nombre",
    "jours_avant(:au, 'six') > date_naissance": "jours_avant(d, n) attend un nombre, et « 'six' » est un texte",
    "starts_with(age, '8')": "starts_with(t, debut) attend un texte, et « age » est un nombre",
    "coalesce(date_naissance, '') > :au": "« coalesce(date_naissance, '') » mêle une date et un texte",
    "greatest(age, :au) > 3": "« greatest(age, :au) » mêle un nombre et une date",
    "CASE WHEN age > 80 THEN 'oui' ELSE 0 END = 'oui'": "rend selon le cas un texte et un nombre",
    "CASE age WHEN 'x' THEN TRUE END": "compare un nombre et un texte",
    "CAST(date_naissance AS INTEGER) > 3": "CAST ne change pas une date en un nombre",
    "assure IN (SELECT debut FROM arret)": "compare un texte et une date",
    "age > (SELECT max(debut) FROM arret)": "compare un nombre et une date",
    "EXISTS (SELECT 1 FROM arret AS r WHERE r.debut = age)": "« r.debut = age » compare une date et un nombre",
    "max(age) > 80": "l'agrégat « max(age) » ne s'emploie pas dans WHERE : employez-le dans HAVING",
    "row_number() OVER (ORDER BY age) = 1": "une fenêtre (OVER) ne s'emploie pas dans WHERE",
    "age > parametre('essai.age_mini')": "n'existe pas. Vouliez-vous dire « essai.age_minimum » ?",
    "compte_ameli = NULL": "« compte_ameli = NULL » n'est jamais vrai : ce qui est absent se dit IS NULL",
    "lower(age) = 'a'": "lower(t) attend un texte, et « age » est un nombre",
}


@pytest.mark.parametrize(("condition", "said"), CONDITIONS.items(), ids=list(CONDITIONS))
def test_types_that_do_not_go_together_are_said_before_anything_runs(
    programme: Path, condition: str, said: str
) -> None:
    (fault,) = faults(programme, "reperage.sql", "age >= parametre('essai.age_minimum')", condition)

    assert fault.startswith("essai/reperage.sql, ligne 5 : ")
    assert said in fault


QUERIES = {
    "a text is summed": (
        "e.age,",
        "sum(e.assure) OVER (PARTITION BY e.age) AS age,",
        "sum(x) attend un nombre, et « e.assure » est un texte",
    ),
    "a column out of the group": ("e.age,", "max(e.age) AS age,", "« assure » n'est ni dans GROUP BY ni dans un agrég"),
    "an aggregate of an aggregate": ("e.age,", "max(sum(e.age)) AS age,", "met un agrégat dans un agrégat"),
    "two types in a UNION": (
        "assure_au_jour\n    WHERE age >= parametre('essai.age_minimum')",
        "assure_au_jour UNION SELECT assure, date_naissance, date_naissance FROM assure_au_jour",
        "la colonne 2 de UNION est un nombre d'un côté et une date de l'autre",
    ),
    "two types in a USING": (
        "JOIN assure_au_jour AS a ON a.assure = e.assure",
        "JOIN assure_au_jour AS a USING (assure) JOIN (SELECT debut AS age FROM arret) AS r USING (age)",
        "« age »",
    ),
    "an object that is no text": ("'' AS objet", "3 AS objet", "« objet » du dernier SELECT doit être un texte"),
    "a deadline that is no date": (
        "CAST(NULL AS DATE) AS echeance",
        "e.age AS echeance",
        "« echeance » du dernier SELECT doit être une date, c'est un nombre",
    ),
}


@pytest.mark.parametrize("case", QUERIES)
def test_what_a_query_cannot_give_is_said_before_anything_runs(programme: Path, case: str) -> None:
    old, new, said = QUERIES[case]
    first = faults(programme, "reperage.sql", old, new)[0]

    assert first.startswith("essai/reperage.sql, ")
    assert said in first


STOPS = {
    "CAST(assure AS INTEGER) > 3": "« ana » ne se change pas en un nombre",
    "CAST(assure AS DATE) > :au": "« ana » ne se change pas en une date",
    "CAST(assure AS BOOLEAN)": "« ana » ne se change pas en un oui/non",
    "CAST(age AS DECIMAL(3, 2)) > 3": "une valeur est trop grande pour DECIMAL(3, 2) : élargissez-le",
    "mois_apres(date_naissance, 999999999) > :au": "un calcul sort des bornes (nombre trop grand, date impossible)",
    "age * 3000000000 * 3000000000 * 9000000000 * 9000000000 > 3": "un calcul sort des bornes",
}


@pytest.mark.parametrize(("condition", "said"), STOPS.items(), ids=list(STOPS))
def test_a_value_that_stops_the_rule_is_said_with_its_example_and_its_step(
    programme: Path, condition: str, said: str
) -> None:
    first = faults(programme, "reperage.sql", "age >= parametre('essai.age_minimum')", condition)[0]

    assert first.startswith("exemples.yaml, exemple « une personne de 81 ans sans compte », au 01/11/2026 : ")
    assert "reperage.sql, étape « a l'âge visé », s'arrête : " in first
    assert said in first


OTHER_FILES = [
    ("resultat.sql", ":au AS obtenu_le", "3 AS obtenu_le", "« obtenu_le » du dernier SELECT doit être une date"),
    ("resultat.sql", "WHERE compte_ameli", "WHERE assure", "ligne 4 : « assure » est un texte, une condition"),
    (
        "fiche.yaml",
        "{age:an|ans}",
        "{age:date}",
        "écrit « age » en date, ce qui demande une date : la règle rend un no",
    ),
    ("fiche.yaml", "{age:an|ans}", "{objet:euros}", "écrit « objet » en euros, ce qui demande un nombre"),
    ("fiche.yaml", "{age:an|ans}", "{age?vieux|jeune}", "ce qui demande un oui/non"),
    ("fiche.yaml", "{age:an|ans}", "{assure:an|ans}", "« singulier|pluriel », ce qui demande un nombre"),
    ("exemples.yaml", "donnees:", "donnes:", "la clé « donnes » n'existe pas ; clés possibles : nom, au, "),
    ("exemples.yaml", "age: 81", "age: 82", "situation de ana : age vaut 81, attendu 82."),
    ("exemples.yaml", "{ana: n'a", "{leo: n'a", "leo quitte à « a l'âge visé », attendu : quitte à « n'a pas de"),
]


@pytest.mark.parametrize(("name", "old", "new", "said"), OTHER_FILES, ids=[f"{one[0]} {one[2]}" for one in OTHER_FILES])
def test_the_other_files_are_read_as_closely(programme: Path, name: str, old: str, new: str, said: str) -> None:
    assert said in faults(programme, name, old, new)[0]


def test_a_rule_saved_by_a_windows_editor_is_read(programme: Path) -> None:
    path = programme / "reperage.sql"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))

    assert [check.faults for check in check_all(programme)] == [()]


def test_a_situation_that_is_missed_is_told_with_the_step_where_the_person_leaves(programme: Path) -> None:
    found = faults(programme, "exemples.yaml", "date_naissance: 1945-03-02", "date_naissance: 1955-03-02")

    assert "ana quitte la règle à l'étape « a l'âge visé »." in found[1]


def test_a_value_in_capitals_is_recognised(programme: Path) -> None:
    found = faults(
        programme, "reperage.sql", "age >= parametre('essai.age_minimum')", "age >= 80 AND statut_social <> 'Retraité'"
    )

    assert found[0].endswith("Vouliez-vous dire « retraite » ?")


@pytest.mark.parametrize("header", ["-- etape : ", "-- Étape : ", "--étape:", "-- e\u0301tape : "])
def test_a_step_is_seen_however_its_accent_is_typed(programme: Path, header: str) -> None:
    assert faults(programme, "reperage.sql", "-- étape : ", header) == ()


def test_a_step_that_does_not_read_the_one_before_is_refused(programme: Path) -> None:
    (fault,) = faults(programme, "reperage.sql", "FROM en_age AS e\nJOIN", "FROM assure_au_jour AS e\nJOIN")

    assert "l'étape « n'a pas de compte ameli » ne lit pas l'étape d'avant, « a l'âge visé »" in fault
    assert "FROM en_age" in fault


def test_a_step_may_read_the_one_before_through_an_auxiliary_query(programme: Path) -> None:
    rule = RULE.replace(")\n-- étape : n'a", "),\nconnus AS (SELECT e.assure, e.age FROM en_age AS e)\n-- étape : n'a")
    (programme / "reperage.sql").write_text(rule.replace("FROM en_age AS e\nJOIN", "FROM connus AS e\nJOIN"))

    assert [check.faults for check in check_all(programme)] == [()]


def test_a_table_that_may_lack_asks_for_an_example_without_it(programme: Path) -> None:
    path = programme / "reperage.sql"
    without = "NOT EXISTS (SELECT 1 FROM arret AS r WHERE r.assure = e.assure)"
    path.write_text(path.read_text(encoding="utf-8").replace("WHERE coalesce", f"WHERE {without} AND coalesce"))
    sheet = programme / "fiche.yaml"
    text = sheet.read_text(encoding="utf-8")
    assert "facultatif: {}" in text
    sheet.write_text(text.replace("facultatif: {}", "facultatif: {arret: les arrêts ne sont pas connus}"), "utf-8")

    (check,) = check_all(programme)

    assert "montrez dans un exemple qui est repéré sans elle (« sans: [arret] »" in " ".join(check.faults)


def test_the_faults_of_two_files_are_told_at_once(programme: Path) -> None:
    for name, old, new in (("reperage.sql", "a.compte_ameli", "a.compte"), ("exemples.yaml", "donnees:", "donnes:")):
        path = programme / name
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    (check,) = check_all(programme)
    first, second = check.faults

    assert "reperage.sql" in first
    assert "exemples.yaml" in second


SLIPS = [
    ("titre: ", "titre: Un titre : ", "un texte qui contient « : » s'écrit entre guillemets"),
    ("risque: ", "\tx: ", "une tabulation"),
]


@pytest.mark.parametrize(("old", "new", "said"), SLIPS, ids=[one[1] for one in SLIPS])
def test_a_slip_of_yaml_is_told_by_what_to_mend(programme: Path, old: str, new: str, said: str) -> None:
    assert said in faults(programme, "fiche.yaml", old, new)[0]


def test_a_sheet_saved_in_the_encoding_of_windows_says_what_to_do(programme: Path) -> None:
    path = programme / "fiche.yaml"
    path.write_bytes(path.read_text(encoding="utf-8").replace("titre: ", "titre: Été ").encode("cp1252", "replace"))

    (check,) = check_all(programme)

    assert "ce n'est pas du texte en UTF-8 : enregistrez-le ainsi" in check.faults[0]


def test_a_parameter_named_without_its_group_is_recognised(programme: Path) -> None:
    (fault,) = faults(programme, "reperage.sql", "'essai.age_minimum'", "'age_minimum'")

    assert fault.endswith("Vouliez-vous dire « essai.age_minimum » ?")


def test_a_rule_that_never_ends_is_stopped_and_said_once(programme: Path) -> None:
    text = (programme / "reperage.sql").read_text(encoding="utf-8")
    joined = " ".join(f"JOIN parametre AS p{rank} ON p{rank}.fin = p{rank - 1}.fin" for rank in range(1, 6))
    endless = f"WITH sans_fin AS (SELECT count(*) AS n FROM parametre AS p0 {joined} WHERE p0.valeur > p5.valeur),"
    ended = text.replace("WITH", endless, 1).replace("WHERE age", "WHERE (SELECT max(n) FROM sans_fin) > 0 AND age", 1)
    (programme / "reperage.sql").write_text(ended, encoding="utf-8")
    relations, law = compile_relations(), with_local(load(), [programme])
    compiled = compile_programme(programme, relations, law)
    catalogue = Catalogue({compiled.code: compiled}, relations, law)

    said = list(try_examples(compiled, read_examples(programme / "exemples.yaml"), catalogue, seconds=1))

    assert len(said) == 1
    assert "dure trop longtemps" in said[0]
    assert "n'ont pas été essayés" in said[0]
