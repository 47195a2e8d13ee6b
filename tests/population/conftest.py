"""A small synthetic département, drawn once for the tests that read it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from planir.population.generator import Departement, generate

AU = date(2026, 11, 1)


@pytest.fixture(scope="session")
def departement(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six thousand persons judged on 1 November 2026."""
    folder = tmp_path_factory.mktemp("departement")
    generate(folder, Departement(persons=6_000, seed=3, au=AU))
    return folder
