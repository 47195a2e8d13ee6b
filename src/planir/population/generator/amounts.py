"""Amounts of French social law that the truth is drawn from, by the date they took effect (CSS, L.861-1, L.861-2 and
R.861-3 to R.861-7).

The truth must not be computed by the rules it will judge: these few figures are written here a second time.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np

from planir.population.generator.arrays import Floats, Ints
from planir.population.generator.timeline import as_date

C2S_CEILING: Final = (
    (date(2022, 7, 1), 9571.0),
    (date(2023, 4, 1), 9719.0),
    (date(2024, 4, 1), 10166.0),
    (date(2025, 4, 1), 10339.0),
    (date(2026, 4, 1), 10422.0),
)
"""Euros a year, one person, C2S without participation; ×1.35 with participation."""
PARTICIPATION_RATIO: Final = 1.35
RSA_BASE: Final = (
    (date(2022, 7, 1), 598.54),
    (date(2023, 4, 1), 607.75),
    (date(2024, 4, 1), 635.71),
    (date(2025, 4, 1), 646.52),
    (date(2026, 4, 1), 651.69),
)
"""Euros a month, one person."""
ASPA_SINGLE: Final = 1043.59
AAH_FULL: Final = 1041.59
ASI_CEILING: Final = 914.60
ASS_MONTH: Final = 592.00
CEJ_MONTH: Final = 561.00
AAH_ABATEMENT, ASI_ABATEMENT, ASPA_ABATEMENT = 68.0, 49.0, 71.0
"""Euros a month not counted for the C2S (L.861-2)."""
ACTIVITY_ABATEMENT: Final = 0.30
FAMILY_ALLOWANCE: Final = np.array([0.0, 0.0, 151.05, 344.56, 538.08, 731.59, 925.10])
"""Euros a month, by number of children under 20."""
HIGHEST_MONTH: Final = {
    "indemnites_journalieres": 30 * 41.95,
    "pension_invalidite": 2002.50,
    "pension_retraite": 5200.0,
}
"""Euros a month that a nature hardly ever exceeds: sick pay is capped at 41.95 € a day."""
NET_HOURLY_MINIMUM: Final = 9.52


def in_force(amounts: tuple[tuple[date, float], ...], day: int) -> float:
    """The amount in force that day; before the first one, the first."""
    known = [value for start, value in amounts if start <= as_date(day)]
    return known[-1] if known else amounts[0][1]


def household_ratio(adults: Ints, children: Ints, halves: Ints) -> Floats:
    """Ceiling of a household over that of one person: +50 %, +30 %, +30 %, then +40 % each (R.861-3).

    `halves`: children in alternate residence, who count for half; they are taken as the last ones.
    """
    full = np.maximum(adults + children - halves, 1)
    return _ratio(full) + (_ratio(full + halves) - _ratio(full)) / 2


def housing_lump_sum(size: Ints, aided: Ints, rsa_base: float) -> Floats:
    """Euros a month counted for housing. `aided`: 1 owner or housed free, 2 housing aid, 0 neither."""
    rank = np.minimum(size, 3) - 1
    base = rsa_base * np.array([1.0, 1.5, 1.8])[rank]
    rate = np.array([[0.0, 0.0, 0.0], [0.12, 0.14, 0.14], [0.12, 0.16, 0.165]])[aided, rank]
    return np.asarray(base * rate)


def rsa_lump_sum(adults: Ints, children: Ints, rsa_base: float) -> Floats:
    """Euros a month of RSA without any income."""
    size = adults + children
    return np.asarray(rsa_base * (1 + 0.5 * (size >= 2) + 0.3 * (size >= 3) + 0.4 * np.maximum(size - 3, 0)))


def _ratio(size: Ints) -> Floats:
    return np.asarray(
        1 + 0.5 * (size >= 2) + 0.3 * (size >= 3) + 0.3 * (size >= 4) + 0.4 * np.maximum(size - 4, 0), dtype=np.float64
    )
