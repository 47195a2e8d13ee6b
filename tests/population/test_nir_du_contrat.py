"""The contract takes every NIR that a fund holds, Corsica and incomplete civil records included."""

from __future__ import annotations

import re

import pytest

from planir.population.contract import tables


@pytest.mark.parametrize(
    "nir",
    [
        "295109912611193",  # Born abroad.
        "186022A21532523",  # Corsica.
        "255081416802538",
        "180127512345642",
        "199209912345678",  # The month is not known: 20.
    ],
)
def test_a_nir_of_the_records_has_the_shape_of_the_contract(nir: str) -> None:
    pattern = tables()["identite"].field("nir").pattern

    assert pattern is not None
    assert re.fullmatch(pattern, nir)
