"""What a comparison must not mistake: an outcome already there, a night that knew more, an access made stricter."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from detection.conftest import PEOPLE
from planir.detection.run import detect
from planir.engine.errors import PlanirError
from planir.law.parameters import load
from planir.population.relations_compiler import compile_relations
from planir.programmes.catalogue import SHIPPED, Catalogue
from planir.programmes.compiler import compile_programme
from planir.programmes.loading import with_local
from planir.programmes.programme import Programme
from small_fund import write_fund

CODE = "medecin_traitant"
BEFORE, AU = date(2026, 11, 1), date(2026, 12, 1)
WITHOUT_MIA = {**PEOPLE, "soin": [row for row in PEOPLE["soin"] if row["assure"] != "mia"]}


def event(day: date, known: date) -> dict[str, Any]:
    return {"assure": "mia", "type": "sans_adresse", "date_evenement": day, "connu_le": known}


@pytest.mark.parametrize(
    ("events", "reason"),
    [
        ([], "plus_concernee"),
        ([event(date(2026, 10, 1), date(2026, 10, 3))], "plus_concernee"),
        ([event(date(2026, 10, 1), date(2026, 10, 3)), event(date(2026, 11, 20), date(2026, 11, 21))], "obtenue"),
        ([event(date(2026, 10, 1), date(2026, 11, 20))], "obtenue"),
        ([event(date(2026, 1, 1), date(2026, 11, 20))], "plus_concernee"),
        ([event(date(2026, 12, 20), date(2026, 11, 20))], "plus_concernee"),
    ],
)
def test_only_an_outcome_that_was_not_already_there_closes_as_obtained(
    fund: Path, catalogue: Catalogue, events: list[dict[str, Any]], reason: str
) -> None:
    rule = replace(
        catalogue.programmes[CODE],
        outcome_sql="SELECT assure, '' AS objet, date_evenement AS obtenu_le FROM evenement",
        outcome_uses=frozenset({("evenement", "assure"), ("evenement", "date_evenement")}),
    )
    obtained = replace(catalogue, programmes={CODE: rule})
    detect(fund, obtained, au=BEFORE)
    write_fund(fund, {**WITHOUT_MIA, "evenement": events}, known=AU)

    night = detect(fund, obtained, au=AU)

    assert night.programmes[0].closed == {reason: 1}


def test_a_night_that_knew_more_is_not_the_night_before(fund: Path, catalogue: Catalogue) -> None:
    detect(fund, catalogue, au=BEFORE, connu_au=date(2026, 12, 15), codes=[CODE])

    assert detect(fund, catalogue, au=AU, codes=[CODE]).programmes[0].before is None


def test_a_closed_situation_keeps_the_stricter_access(fund: Path, catalogue: Catalogue) -> None:
    detect(fund, catalogue, au=BEFORE, codes=[CODE])
    write_fund(fund, WITHOUT_MIA, known=AU)
    stricter = replace(catalogue, programmes={CODE: replace(catalogue.programmes[CODE], access="medical")})

    night = detect(fund, stricter, au=AU, access=["medical"])

    assert pq.read_table(night.folder / "closes.parquet").num_rows == 0
    assert pq.read_table(night.folder / "closes_medical.parquet").column("assure").to_pylist() == ["mia"]


def compiled(folder: Path, file: str = "", old: str = "", new: str = "") -> Programme:
    """`medecin_traitant` with one text of one file replaced."""
    copy = folder / CODE
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(SHIPPED / CODE, copy)
    if file:
        text = (copy / file).read_text()
        assert old in text
        (copy / file).write_text(text.replace(old, new))
    return compile_programme(copy, compile_relations(), with_local(load(), [copy]))


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("fiche.yaml", "historique: {soin: 6}", "historique: {soin: 7}"),
        ("fiche.yaml", "risque: non_recours", "risque: rupture"),
        ("resultat.sql", "debut", "least(debut, debut)"),
    ],
)
def test_the_version_changes_with_what_decides(tmp_path: Path, file: str, old: str, new: str) -> None:
    before = compiled(tmp_path).version

    assert compiled(tmp_path, file, old, new).version != before


def test_a_history_is_asked_only_of_a_table_that_the_rule_reads(tmp_path: Path) -> None:
    with pytest.raises(PlanirError, match="« arret », que la règle ne lit pas"):
        compiled(tmp_path, "fiche.yaml", "historique: {soin: 6}", "historique: {arret: 6}")
