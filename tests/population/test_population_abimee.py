"""A damaged or tampered `population.json` gives one sentence, and never leads to another folder."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from planir.engine.errors import PlanirError
from planir.population.store import LARGEST_DESCRIPTOR, open_population
from small_fund import write_fund

TABLES = ("tables",)
SOIN = (*TABLES, "soin")


@pytest.fixture
def fund(tmp_path: Path) -> Path:
    write_fund(tmp_path / "caisse", {})
    return tmp_path / "caisse"


def tamper(fund: Path, where: tuple[str, ...], value: Any) -> None:
    """Put `value` at this place of the descriptor."""
    path = fund / "population.json"
    raw = json.loads(path.read_text(encoding="utf-8"))
    place = raw
    for name in where[:-1]:
        place = place[name]
    place[where[-1]] = value
    path.write_text(json.dumps(raw), encoding="utf-8")


@pytest.mark.parametrize(
    ("where", "value"),
    [
        ((*SOIN, "rows"), float("inf")),
        ((*SOIN, "rows"), float("nan")),
        ((*SOIN, "rows"), -1),
        ((*SOIN, "rows"), True),
        ((*SOIN, "rows"), "3"),
        ((*SOIN, "key"), ["a"]),
        ((*SOIN, "key"), "autre"),
        ((*SOIN, "key"), "medical"),
        ((*TABLES, "acte", "key"), "nir"),
        ((*SOIN, "extracted"), 20260101),
        ((*SOIN, "first"), []),
        (SOIN, []),
        (TABLES, []),
        ((*TABLES, "inconnue"), {"rows": 0, "extracted": "2026-01-01", "first": None, "last": None, "key": None}),
        (("format",), 0),
        (("format",), "2"),
        (("version",), "../../etc"),
        (("version",), "/etc"),
        (("version",), "a" * 400),
        (("version",), "a" * 15),
        (("version",), "A" * 16),
        (("version",), "a" * 16 + "\n"),
        (("version",), 1234567890123456),
        (("source",), ["planir"]),
        (("synthetic",), "false"),
        (("known",), None),
    ],
)
def test_a_value_that_planir_never_writes_is_refused(fund: Path, where: tuple[str, ...], value: Any) -> None:
    tamper(fund, where, value)
    with pytest.raises(PlanirError, match="remettez la sauvegarde de ce fichier") as error:
        open_population(fund)
    assert error.value.code == "population_illisible"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"null",
        b"\xff\xfe{}",
        b"[" * 100_000,
        b'{"version": ' + b"9" * 5_000 + b"}",
    ],
)
def test_a_file_that_is_no_descriptor_is_refused(fund: Path, content: bytes) -> None:
    (fund / "population.json").write_bytes(content)
    with pytest.raises(PlanirError) as error:
        open_population(fund)
    assert error.value.code == "population_illisible"


@pytest.mark.parametrize(("length", "refused"), [(LARGEST_DESCRIPTOR, False), (LARGEST_DESCRIPTOR + 1, True)])
def test_a_descriptor_has_a_largest_size(fund: Path, length: int, refused: bool) -> None:
    path = fund / "population.json"
    path.write_bytes(path.read_bytes().ljust(length))
    if refused:
        with pytest.raises(PlanirError):
            open_population(fund)
    else:
        assert open_population(fund).source == "planir"


@pytest.mark.parametrize(
    "change",
    [
        lambda fund: tamper(fund, (*SOIN, "key"), None),
        lambda fund: tamper(fund, (*TABLES, "acte", "key"), "medical"),
        lambda fund: tamper(fund, (*SOIN, "rows"), 0),
    ],
)
def test_what_the_contract_allows_is_read(fund: Path, change: Callable[[Path], None]) -> None:
    change(fund)
    assert "soin" in open_population(fund).tables


def test_a_population_of_a_later_planir_is_not_read(fund: Path) -> None:
    tamper(fund, ("format",), 2)
    with pytest.raises(PlanirError, match="écrite par une version plus récente de PLANIR"):
        open_population(fund)
