"""A spreadsheet that could not be finished leaves no situation in clear, neither beside it nor elsewhere."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from detection.test_run import AU
from planir.detection import output
from planir.detection.output import write_output
from planir.detection.run import detect
from planir.engine.errors import PlanirError
from planir.programmes.catalogue import Catalogue


def test_an_error_in_the_middle_of_a_workbook_leaves_nothing(
    fund: Path, catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere, here = tmp_path / "tmp", tmp_path / "sorties"
    elsewhere.mkdir()
    here.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(elsewhere))
    night = detect(fund, catalogue, au=AU)
    rows = output._rows

    waiting: list[Path] = []

    def cut(*given: Any) -> Iterator[tuple[Any, ...]]:
        yield from list(rows(*given)) * 2_000
        waiting.extend(path for path in elsewhere.rglob("*") if path.is_file())
        raise duckdb.IOException("cut")

    monkeypatch.setattr(output, "_rows", cut)
    with pytest.raises(PlanirError):
        write_output(night, here / "x.xlsx")

    assert waiting == []
    assert list(here.iterdir()) == []
    assert [path.name for path in elsewhere.rglob("*") if path.is_file()] == []


def test_what_a_killed_writing_left_is_removed_by_the_next(fund: Path, catalogue: Catalogue, tmp_path: Path) -> None:
    here = tmp_path / "sorties"
    (here / ".x.xlsx-planir-mort-1").mkdir(parents=True)
    (here / ".x.xlsx-planir-mort-1" / "feuille").write_text("PHRASE")
    (here / ".x.xlsx-planir-en-cours").write_text("d'un autre")
    two_hours_ago = time.time() - 7200
    os.utime(here / ".x.xlsx-planir-mort-1", (two_hours_ago, two_hours_ago))

    write_output(detect(fund, catalogue, au=AU), here / "x.xlsx")

    assert sorted(path.name for path in here.iterdir()) == [".x.xlsx-planir-en-cours", "x.xlsx"]
