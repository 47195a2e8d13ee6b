"""Communes and funds that do not exist: département 00 is nobody's."""

from __future__ import annotations

import numpy as np

from planir.population.generator.arrays import Ints
from planir.population.generator.columns import Column, always, word

COMMUNES = 60
ORGANISM = "019990000"
"""Régime 01, fund 999: no such fund."""
OTHER_ORGANISMS = ("019980000", "019970000", "029990000")


def communes(numbers: Ints) -> Column:
    """Insee codes 00001, 00002…, of a département that does not exist."""
    return word(numbers, [f"00{number:03d}" for number in range(1, COMMUNES + 1)])


def organism(count: int) -> Column:
    return always(ORGANISM, count)


def home(household: Ints, offset: int) -> Ints:
    """The commune of each household: a few large ones, many small, the same for all its members."""
    spread = ((household + offset) * 2_654_435_761 % 1_000_003) / 1_000_003
    return np.minimum(np.floor(COMMUNES * spread**1.9), COMMUNES - 1).astype(np.int64)
