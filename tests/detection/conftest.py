"""A fund of four persons and the catalogue, for the tests of the nights."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from planir.programmes.cache import load_catalogue
from planir.programmes.catalogue import Catalogue
from small_fund import Rows, write_fund

PEOPLE: Rows = {
    "assure": [
        {"assure": "ana", "date_naissance": date(2005, 5, 2), "statut_social": "etudiant"},
        {"assure": "leo", "date_naissance": date(1980, 3, 1), "statut_social": "salarie"},
        {"assure": "mia", "date_naissance": date(1990, 1, 9), "statut_social": "salarie"},
        {"assure": "tom", "date_naissance": date(2015, 1, 9), "statut_social": "mineur"},
    ],
    "soin": [
        {"assure": "ana", "date_soin": date(2026, 9, 10), "hors_parcours": True, "majoration": Decimal("10.00")},
        {"assure": "ana", "date_soin": date(2026, 10, 20), "hors_parcours": True, "majoration": Decimal("12.40")},
        {"assure": "mia", "date_soin": date(2026, 9, 15), "hors_parcours": True, "majoration": Decimal("10.00")},
        {"assure": "leo", "date_soin": date(2026, 9, 15), "hors_parcours": False, "majoration": Decimal("0.00")},
    ],
    "complementaire": [
        {
            "assure": "leo",
            "type": "c2s_participation",
            "debut": date(2026, 1, 1),
            "fin": date(2026, 12, 31),
        },
    ],
}


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture
def fund(tmp_path: Path) -> Path:
    """A folder holding `PEOPLE`."""
    folder = tmp_path / "caisse"
    write_fund(folder, PEOPLE)
    return folder
