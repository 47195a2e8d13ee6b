"""Words shared by the generator's files: arrays of numbers, of days, of yes and no.

A day is a number of days since 1970-01-01. What never happens has the day `NEVER`, so that « happened by `au` »
is a plain comparison.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

NEVER: Final = 1_000_000
"""A day no one will see (year 4707): a few years added to it are still never."""
SEEN: Final = 500_000
"""Days from here on mean `NEVER`, whatever was added to it."""
NOBODY: Final = -1
"""Index of no person, no household, no doctor; code of no word."""


def happened(days: Ints) -> Bools:
    """True where something has, or will have, a day at all."""
    return days < SEEN


def when(condition: Bools, days: Ints) -> Ints:
    """These days where the condition holds, never elsewhere."""
    return np.where(condition, days, NEVER)


def rank_in_group(groups: Ints) -> Ints:
    """For sorted group numbers, the rank of each element in its group, from 0."""
    starts = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]]) if groups.size else np.zeros(0, np.int64)
    lengths = np.diff(np.r_[starts, groups.size])
    return np.arange(groups.size) - np.repeat(starts, lengths)
