"""A word that a column never holds is a fault of the rule: without this, it would silently find nobody."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from planir.detection.checking import check_all
from planir.engine import dialect
from planir.engine.errors import PlanirError
from planir.engine.view import read_views
from planir.law.rules import FOLDER as LAW
from planir.population.relations import VIEWS, Relation
from planir.population.relations_compiler import compile_relations
from planir.programmes.catalogue import SHIPPED, folders
from planir.programmes.codes import wrong_codes
from planir.programmes.nomenclatures import read_nomenclatures

NATIONAL = Path(__file__).resolve().parents[3] / "shared/data/snds/nomenclatures"


@cache
def relations() -> Mapping[str, Relation]:
    return compile_relations()


def faults(query: str, codes: Mapping[str, frozenset[int]] | None = None) -> list[str]:
    return list(wrong_codes(dialect.parse(query), relations(), codes))


def test_a_fault_says_the_line_the_column_its_values_and_what_was_meant() -> None:
    assert faults("SELECT assure\nFROM arret\nWHERE risque = 'maladi'") == [
        "ligne 3 : « maladi » n'est pas une valeur de arret.risque (maladie, maternite, at_mp). "
        "Vouliez-vous dire « maladie » ?"
    ]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT assure FROM assure WHERE sexe = '{}'",
        "SELECT assure FROM assure WHERE '{}' = sexe",
        "SELECT assure FROM assure WHERE NOT ((sexe) <> ('{}'))",
        "SELECT assure FROM assure WHERE sexe IS DISTINCT FROM '{}'",
        "SELECT assure FROM assure WHERE sexe IN ('F', '{}')",
        "SELECT assure FROM assure WHERE sexe NOT IN ('{}')",
        "SELECT CASE a.sexe WHEN 'F' THEN 1 WHEN '{}' THEN 2 END AS rang FROM assure AS a",
        "SELECT count(*) FILTER (WHERE SEXE = '{}') AS nombre FROM assure",
        "SELECT assure FROM assure_au_jour WHERE sexe = '{}'",
        "WITH e AS (SELECT sexe AS genre FROM assure_au_jour) SELECT genre FROM e AS x WHERE x.genre = '{}'",
        "WITH e AS (SELECT sexe FROM assure), f AS (SELECT e.* FROM e) SELECT sexe FROM f WHERE sexe = '{}'",
        "WITH e AS (SELECT * FROM foyer JOIN assure_au_jour AS a USING (assure)) SELECT 1 AS un FROM assure "
        "WHERE sexe = '{}'",
        "SELECT g FROM (SELECT sexe AS g FROM assure UNION ALL SELECT sexe FROM assure_au_jour) AS t WHERE g = '{}'",
        "SELECT role FROM foyer AS f WHERE EXISTS "
        "(SELECT 1 FROM assure AS a WHERE a.assure = f.assure AND a.sexe = '{}')",
        "SELECT f.role FROM foyer AS f JOIN assure AS a ON a.assure = f.assure AND a.sexe = '{}'",
    ],
)
def test_a_word_is_checked_wherever_the_column_is_compared(query: str) -> None:
    assert [fault.split(" : ")[1] for fault in faults(query.format("Femme"))] == [
        "« Femme » n'est pas une valeur de assure.sexe (F, M, inconnu)."
    ]
    assert faults(query.format("M")) == []


def test_each_view_that_copies_a_column_leads_to_it() -> None:
    assert "allocation.type" in faults("SELECT assure FROM allocation_au_jour WHERE type = 'RSA'")[0]
    assert "complementaire.type" in faults("SELECT assure FROM c2s_au_jour WHERE type = 'c2s'")[0]


def test_after_a_union_the_values_of_both_sides_are_right() -> None:
    both = "WITH e AS (SELECT type FROM allocation UNION SELECT type FROM complementaire) SELECT type FROM e WHERE "

    assert faults(both + "type IN ('rsa', 'mutuelle')") == []
    assert "allocation.type ou complementaire.type" in faults(both + "type = 'mutuele'")[0]


@pytest.mark.parametrize(
    "condition",
    ["commune = 'Brest'", "lower(sexe) = 'f'", "sexe || 'x' = 'Fx'", "sexe = langue", "genre = 'Femme'", "rang = 'un'"],
)
def test_a_column_that_is_free_or_computed_is_not_judged(condition: str) -> None:
    computed = "CASE sexe WHEN 'F' THEN 'Femme' END AS genre, 'un' AS rang"

    assert faults(f"WITH e AS (SELECT sexe, langue, commune, {computed} FROM assure) SELECT 1 AS un FROM e WHERE "
                  f"{condition}") == []  # fmt: skip


def test_a_number_is_no_word_and_a_word_no_number() -> None:
    assert "écrivez '1'" in faults("SELECT medecin FROM medecin WHERE secteur = 1")[0]
    assert "écrivez 1336, sans apostrophes" in faults("SELECT assure FROM acte WHERE nature = '1336'")[0]
    for literal in ("'C'", "13.5"):
        assert "nombre entier" in faults(f"SELECT assure FROM acte WHERE nature = {literal}")[0]


def test_a_code_is_looked_for_in_the_nomenclature_when_there_is_one() -> None:
    query = "SELECT assure FROM acte\nWHERE nature IN (1336, 9999, -1)"

    assert faults(query) == []
    assert faults(query, {"IR_NAT_V": frozenset({1336})}) == [
        "ligne 2 : le code 9999 n'existe pas dans la nomenclature IR_NAT_V, que suit acte.nature.",
        "ligne 2 : le code -1 n'existe pas dans la nomenclature IR_NAT_V, que suit acte.nature.",
    ]


def test_a_long_chain_of_steps_is_followed_quickly_or_refused_politely() -> None:
    def chained(query: str, length: int) -> str:
        steps = ["e0 AS (SELECT sexe FROM assure)", *(f"e{n} AS ({query.format(n - 1)})" for n in range(1, length))]
        return f"WITH {', '.join(steps)} SELECT sexe FROM e{length - 1} WHERE sexe = 'Femme'"

    assert len(faults(chained("SELECT sexe FROM e{}", 60))) == 1
    assert len(faults(chained("SELECT sexe FROM e{0} UNION SELECT sexe FROM e{0}", 8))) == 1
    with pytest.raises(PlanirError, match="en nomme plus de 60"):
        faults(chained("SELECT sexe FROM e{}", 600))
    with pytest.raises(PlanirError, match="plus de 250 tables"):
        faults(chained("SELECT sexe FROM e{0} UNION SELECT sexe FROM e{0}", 40))


def without_examples(code: str, folder: Path) -> Path:
    """A copy of a shipped programme; its examples have their own test."""
    shutil.copytree(SHIPPED / code, folder / code)
    (folder / code / "exemples.yaml").write_text("[]\n", encoding="utf-8")
    return folder / code


@pytest.mark.parametrize("name", ["reperage.sql", "resultat.sql"])
def test_the_check_of_a_programme_says_it_for_both_queries(tmp_path: Path, name: str) -> None:
    folder = without_examples("medecin_traitant", tmp_path)
    text = (folder / name).read_text(encoding="utf-8")
    wrong = "EXISTS (SELECT 1 FROM foyer AS f WHERE f.role <> 'conjointe')"
    word = " AND " if "WHERE" in text.rsplit("FROM", 1)[-1] else " WHERE "
    (folder / name).write_text(text.rstrip() + word + wrong + "\n", encoding="utf-8")

    [found] = check_all(folder)

    said = [fault for fault in found.faults if "conjointe" in fault]
    assert len(said) == 1
    assert said[0].startswith(f"{name}, ligne ")
    assert said[0].endswith("Vouliez-vous dire « conjoint » ?")


def test_the_check_reads_the_nomenclatures_it_is_given(tmp_path: Path) -> None:
    (tmp_path / "IR_ETM_V.csv").write_text("ETM_NAT;ETM_LIB\n41;ALD\n", encoding="utf-8")
    (tmp_path / "IR_NAT_V.csv").write_text("PRS_NAT;PRS_NAT_LIB\n1;INCONNU\n", encoding="utf-8")

    [found] = check_all(without_examples("depistage_femmes_c2s", tmp_path), tmp_path)

    assert any("1336 n'existe pas dans la nomenclature IR_NAT_V" in fault for fault in found.faults)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "manque"),
        ("PRS_NAT;X\nA12;x\n", "en chiffres"),
        ("PRS_NAT;X\n", "aucun code"),
        ("PRS_NAT\n\xe9", "en UTF-8"),
    ],
)
def test_a_nomenclature_that_cannot_be_read_is_said(tmp_path: Path, content: str | None, sentence: str) -> None:
    (tmp_path / "IR_ETM_V.csv").write_text("ETM_NAT\n41\n", encoding="utf-8")
    if content is not None:
        (tmp_path / "IR_NAT_V.csv").write_text(content, encoding="latin-1")

    with pytest.raises(PlanirError, match=sentence) as raised:
        read_nomenclatures(tmp_path)
    assert "IR_NAT_V.csv" in raised.value.sentence


def shipped() -> dict[str, str]:
    """Every query of the project: the catalogue, the views, the rules of the law."""
    rules = {f"{path.name}/{name}": (path / name).read_text(encoding="utf-8")
             for path in folders() for name in ("reperage.sql", "resultat.sql")}  # fmt: skip
    return rules | {name: view.text for folder in (VIEWS, LAW) for name, view in read_views(folder).items()}


def test_every_query_of_the_project_compares_with_values_that_exist() -> None:
    assert {name: found for name, text in shipped().items() if (found := faults(text))} == {}


def test_every_code_of_the_catalogue_exists_in_the_national_nomenclatures() -> None:
    if not NATIONAL.is_dir() and "CI" not in os.environ:
        pytest.skip("the national nomenclatures are not beside the repository (shared/data/snds/nomenclatures)")
    codes = read_nomenclatures(NATIONAL)

    medical = {name: text for name, text in shipped().items() if "acte" in text or "affection" in text}

    assert len(medical) >= 3
    assert {name: found for name, text in medical.items() if (found := faults(text, codes))} == {}
