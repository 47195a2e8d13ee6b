"""Keys are drawn in a folder of each test, never in the home of who runs it; one small synthetic département."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from planir.population.generator import Departement, generate


@pytest.fixture(autouse=True)
def _keys_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANIR_CLES", str(tmp_path / "cles"))


@pytest.fixture(scope="session")
def departement(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six thousand persons who do not exist, judged on 1 November 2026."""
    folder = tmp_path_factory.mktemp("departement")
    generate(folder, Departement(persons=6_000, seed=3, au=date(2026, 11, 1)))
    return folder
