"""The catalogue, with the relations and the parameters that the rights read."""

from __future__ import annotations

import pytest

from planir.programmes.cache import load_catalogue
from planir.programmes.catalogue import Catalogue


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()
