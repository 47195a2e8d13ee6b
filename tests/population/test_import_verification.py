"""`planir population check`: what an import wrote is sound; what was changed since is told."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from planir.cli.app import run as typed
from planir.engine.errors import PlanirError
from planir.population.checking import check_population
from planir.population.store import VersionWriter
from planir.population.supply import StoredTable
from population.extracts import imported
from small_fund import HISTORY, write_fund

FILES = {
    "assure.csv": "assure;sexe\nA1;F\nA2;M",
    "soin.csv": "ligne;assure;date_soin\n1;A1;2023-01-15\n2;A9;2026-10-30\n3;A9;2026-10-30",
    "identite.csv": "assure;nir\nA1;295109912611193",
}


def test_what_an_import_wrote_is_sound_and_its_gaps_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    imported(tmp_path, FILES)
    checked = check_population(tmp_path / "caisse")
    by_name = {table.name: table for table in checked.tables}
    assert (by_name["soin"].months, by_name["soin"].gaps) == (
        45,
        ("2 lignes de 1 personne absente de la table assure",),
    )
    assert by_name["medecin"].stored is None
    assert typed(["population", "check", str(tmp_path / "caisse")]) == 0
    shown = capsys.readouterr().out
    assert "Population saine, avec ce qui est à savoir." in shown
    assert "identite" in shown


def test_what_the_extract_gave_and_that_is_not_there_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    header = "assure,sexe"
    imported(
        tmp_path,
        {"assure.csv": f"{header}\nA1,F\nA2,Z\nA3,Z\n", "complementaire.csv": "assure,type,debut,fin\n"},
    )
    by_name = {table.name: table for table in check_population(tmp_path / "caisse").tables}
    assert by_name["assure"].gaps == ("2 lignes de l'extrait refusées, 1 tenue",)
    assert by_name["complementaire"].gaps == ("fournie sans aucune ligne",)


def _without_its_key(place: Path) -> None:
    shutil.rmtree(place / "cles")


def _with_another_key(place: Path) -> None:
    (place / "cles" / "nir.cle").write_text("ab" * 32)


def _damaged(place: Path) -> None:
    path = next((place / "caisse" / "versions").glob("*/soin.parquet"))
    content = bytearray(path.read_bytes())
    content[20] ^= 255
    path.write_bytes(content)


def _announcing_more_rows(place: Path) -> None:
    path = place / "caisse" / "population.json"
    raw = json.loads(path.read_text())
    raw["tables"]["assure"]["rows"] = 3
    path.write_text(json.dumps(raw))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_without_its_key, "la clé « nir » n'est pas ici"),
        (_with_another_key, "sa clé n'est pas la sienne"),
        (_damaged, "Un fichier de cette version a changé"),
        (_announcing_more_rows, "2 lignes dans le fichier, 3 annoncées"),
    ],
)
def test_what_was_changed_since_the_import_is_a_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], change: Callable[[Path], None], words: str
) -> None:
    imported(tmp_path, FILES)
    change(tmp_path)
    assert typed(["population", "check", str(tmp_path / "caisse")]) == 2
    shown = " ".join(capsys.readouterr().out.split())
    assert words in shown
    assert "n'est pas saine" in shown


@pytest.mark.parametrize(
    ("table", "rows", "fault"),
    [
        ("assure", [{"assure": "A1", "sexe": "X"}], "sexe : valeur hors de la liste : F, M, inconnu (1)"),
        ("assure", [{"assure": None}], "assure : valeur obligatoire absente (1)"),
        ("assure", [{"assure": "A1"}, {"assure": "A1"}], "clé tenue pour vraie deux fois (1)"),
        (
            "soin",
            [_line := {"ligne": "1", "assure": "A1", "date_soin": date(2026, 1, 1)}, _line],
            "ligne présente deux fois (1)",
        ),
        (
            "titre_sejour",
            [{"assure": "A1", "debut": date(2026, 2, 1), "fin": date(2026, 1, 1)}],
            "fin : fin antérieure au début (debut) (1)",
        ),
        (
            "medecin",
            [{"medecin": "M1", "connu_le": date(2027, 1, 1)}],
            "connu_le : connaissance sans date, ou après le dernier import (1)",
        ),
        (
            "medecin",
            [{"medecin": "M1", "connu_jusqu": date(2019, 1, 1)}],
            "connu_jusqu : fin de connaissance avant son début (1)",
        ),
    ],
)
def test_rows_that_no_import_would_have_written_are_faults(
    tmp_path: Path, table: str, rows: list[Mapping[str, Any]], fault: str
) -> None:
    known = [{"connu_le": date(2020, 1, 1), **row} for row in rows]
    write_fund(tmp_path / "caisse", {table: known}, empty=HISTORY)
    checked = check_population(tmp_path / "caisse")
    assert [found for other in checked.tables for found in other.faults] == [fault]
    assert not checked.sound


def test_a_table_that_is_not_of_the_contract_is_refused(tmp_path: Path) -> None:
    with VersionWriter(tmp_path) as writer:
        writer.path("autre").write_bytes(b"x")
        day = date(2026, 1, 1)
        writer.publish({"autre": StoredTable(0, day)}, source="planir", synthetic=False, known=day, known_from=day)
    with pytest.raises(PlanirError) as error:
        check_population(tmp_path)
    assert error.value.code == "population_illisible"


def test_a_folder_that_is_not_a_population_is_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert typed(["population", "check", str(tmp_path)]) == 2
    assert "n'est pas une population" in capsys.readouterr().err
