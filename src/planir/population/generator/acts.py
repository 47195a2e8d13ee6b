"""Refunded acts before they are written: who, when, what kind, what nature and code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from planir.population.generator.arrays import Bools, Ints

FAMILIES = (
    "consultation", "pharmacie", "dentaire", "biologie", "imagerie", "paramedical", "transport", "appareillage",
    "hospitalisation", "prevention", "autre",
)  # fmt: skip
(
    CONSULTATION,
    PHARMACY,
    DENTAL,
    BIOLOGY,
    IMAGING,
    PARAMEDICAL,
    TRANSPORT,
    APPLIANCE,
    HOSPITAL,
    PREVENTION,
    OTHER,
) = range(11)
CODES = ("QEQK004", "QEQK001", "QEQK005", "ZBQK002", "NFQK001", "HBJD001", "HBMD058")
"""CCAM: organised and individual mammograms, then ordinary radiography and dental acts."""


@dataclass(frozen=True)
class Acts:
    """`nature`: PRS_NAT_REF, 0 where the ordinary nature of the family applies; `code`: in `CODES`, −1 without."""

    person: Ints
    day: Ints
    family: Ints
    nature: Ints
    code: Ints

    @classmethod
    def joined(cls, parts: Sequence[Acts]) -> Acts:
        return cls(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(cls)))

    def take(self, rows: Ints | Bools) -> Acts:
        return Acts(*(getattr(self, field.name)[rows] for field in fields(Acts)))

    @classmethod
    def ordinary(cls, person: Ints, day: Ints, family: Ints) -> Acts:
        return cls(person, day, family, np.zeros(person.size, dtype=np.int64), np.full(person.size, -1))
