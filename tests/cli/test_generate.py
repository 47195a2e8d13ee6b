"""`planir population generate`, as a user sees it."""

from __future__ import annotations

from pathlib import Path

import pytest

from planir.cli.app import run
from planir.population.generator.measures import MEASURES


def test_it_writes_a_population_and_compares_it_with_what_is_published(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    command = [
        "population",
        "generate",
        str(tmp_path / "fonds"),
        "--persons",
        "400",
        "--seed",
        "9",
        "--au",
        "01/03/2026",
    ]
    assert run(command) == 0
    said = capsys.readouterr().out
    assert "400 personnes au 01/03/2026, graine 9" in said
    assert all(measure.label in said for measure in MEASURES)
    assert (tmp_path / "fonds" / "LISEZMOI.txt").is_file()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--persons", "3"], "demandez-en au moins 100"),
        (["--seed", "-1"], "La graine est un nombre entier positif"),
        (["--au", "demain"], "n'est pas une date"),
        (["--au", "01/01/1900"], "donnez une date entre 1990 et 2100"),
    ],
)
def test_a_wish_without_sense_is_one_sentence(
    options: list[str], sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["population", "generate", str(tmp_path / "fonds"), *options]) == 2
    said = capsys.readouterr()
    assert sentence in said.err
    assert "Traceback" not in said.err
    assert not (tmp_path / "fonds").exists()
