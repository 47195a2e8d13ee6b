"""The known defects of OpenFisca-France 176.1.8 in the C2S, one function each: where one shows, and what it changes.

A function that names a difference of an amount gives it, by family, in euros: theirs less ours. One that names a
difference of a ceiling or of a person gives where it is. Numbers are those of docs/decisions/0054.
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from oracle.households import CHILD, HOUSING, Array, Households
from oracle.ours import parameters, reference_months
from planir.law.calendar import months_after

ABATEMENTS_KNOWN = date(2021, 4, 1)
"""Since when OpenFisca-France knows the abatements of AAH, ASI and ASPA."""
DECREE_2025 = date(2025, 7, 1)
DEPENDANT_UNTIL, MAJORITY = 25 * 12, 18 * 12
"""Months of age."""
SIX_MONTHS = 6


# Amounts: what each adds to the resources.


def any_sick_pay_abates_wages(households: Households) -> Array:
    """Defect 8: a sick leave of less than six months abates wages by 30 % (law: more than six, R.861-8)."""
    person = households.person
    short = (person["leave_months"] > 0) & (person["leave_months"] < SIX_MONTHS)
    only = short & ~person["unemployed"] & ~person["ass_now"]
    return -0.3 * households.by_family(only * person["salaire"].sum(axis=1)) / 100


def family_help_still_counts(households: Households) -> Array:
    """Defect 10: the decree of 28 June 2025 is ignored (R.861-10, 10° bis: the help of a family does not count)."""
    if households.au < DECREE_2025:
        return np.zeros(households.count)
    return households.by_family(households.person["aide_famille"].sum(axis=1)) / 100


def earnings_of_a_child_of_25(households: Households) -> Array:
    """Defect 11: a child of 25 is still in the household, with what he or she earns (R.861-2: under 25)."""
    person = households.person
    return households.by_family(of_25(households) * person["salaire"].sum(axis=1)) / 100


def housing_of_a_child_of_25(households: Households, theirs: dict[str, Array], lump: Array) -> Array:
    """Defect 11: with one person more, another share of the RSA for the housing."""
    apart = theirs["css_cmu_forfait_logement_al"] + _base_lump(households, theirs) - lump
    return np.where(households.any_by_family(of_25(households)), apart - owner_with_an_aid(households, theirs), 0)


def owner_with_an_aid(households: Households, theirs: dict[str, Array]) -> Array:
    """Defect 13: both housing lump sums are added for an owner who has an aid (R.861-5, R.861-7: the aid alone)."""
    return np.where(households.family["aid"] > 0, _base_lump(households, theirs), 0)


def abatements_before_april_2021(households: Households) -> Array:
    """Defect 14: the abatements are known from April 2021 on only (arrêté of 20 April 2018: since April 2018).

    With the months given to it one later (defect 2), it also misses those of the month before.
    """
    person, family = households.person, households.family
    gap = np.zeros(households.count)
    their_months = [months_after(households.au, rank - 12) for rank in range(12)]
    for rank, (ours, theirs) in enumerate(zip(reference_months(households.au), their_months, strict=True)):
        asi = person["asi"][:, rank] / 100
        shared_asi = households.by_family(asi > 0) > 1
        lone = np.where(shared_asi, 0, households.by_family(asi))
        amounts = (
            ("aah", person["aah"][:, rank] / 100),
            ("asi_seul", lone),
            ("asi_couple", np.where(shared_asi, households.by_family(asi), 0)),
            ("aspa_seul", np.where(family["couple"], 0, family["aspa"][:, rank] / 100)),
            ("aspa_couple", np.where(family["couple"], family["aspa"][:, rank] / 100, 0)),
        )
        for name, amount in amounts:
            known = _abatement(name, theirs) if theirs >= ABATEMENTS_KNOWN else 0.0
            more = np.maximum(0, amount - known) - np.maximum(0, amount - _abatement(name, ours))
            gap += households.by_family(more) if name == "aah" else more
    return gap


# Ceilings: where each may be.


def missing_ceiling(households: Households, plafond_base: float) -> Array:
    """Defect 1: the ceilings of April 2020, 2025 and 2026 are missing, and the older one stays."""
    ours = float(parameters().value("c2s.plafond", households.au))
    return np.full(households.count, plafond_base < ours - 1)


def rounded_otherwise(households: Households, theirs: Array, ours: Array) -> Array:
    """Defect 4: rounding half to even, from bases that the law rounds (8 644.52): an euro a share, two at most."""
    return np.abs(theirs - ours) <= 2


def child_of_25_in_the_ceiling(households: Households) -> Array:
    """Defect 11: the ceiling counts a child whatever the age."""
    return households.any_by_family((households.person["role"] == CHILD) & (households.person["months"] >= 300))


def adult_in_alternate_custody(households: Households) -> Array:
    """Defect 15: the share of a child in alternate custody is halved whatever the age (R.861-3: minors)."""
    person = households.person
    return households.any_by_family(person["alternate"] & (person["months"] >= MAJORITY))


# Persons: where each may be.


def acs_band_a_year_early(households: Households) -> Array:
    """Defect 12: bands of the ACS start at 49 and 59 (law: 50 and 60)."""
    return np.isin(households.person["months"] // 12, (49, 59))


def participation_by_the_age_in_the_month(households: Households) -> Array:
    """Defect 9: the age in the month, where the law takes that on 1 January of the year (R.861-16-1 II)."""
    months = households.person["months"]
    in_january = (months - (households.au.month - 1)) // 12
    return np.isin(months // 12, (30, 50, 60, 70)) & (in_january < months // 12)


# What the defects work on.


def of_25(households: Households) -> Array:
    """Children of 25 years, not yet 26."""
    person = households.person
    return (person["role"] == CHILD) & (person["months"] // 12 == DEPENDANT_UNTIL // 12)


def shares(households: Households, *, dependant_until: int, halved_until: int) -> Array:
    """Twentieths of the ceiling of one person, hundredfold whole: ages in months. R.861-3."""
    person = households.person
    kept = (person["role"] < CHILD) | (person["months"] < dependant_until)
    order = np.lexsort((-person["months"], person["role"], person["family"], ~kept))
    order = order[: int(kept.sum())]
    family = person["family"][order]
    rank = np.arange(family.size) - np.searchsorted(family, family)
    share = np.array([100, 50, 30, 30, 40])[np.minimum(rank, 4)]
    halved = person["alternate"][order] & (person["months"][order] < halved_until)
    return np.bincount(family, np.where(halved, share / 2, share), households.count).astype(np.int64)


def ceilings_of_the_law(households: Households) -> tuple[Array, Array]:
    """Free and paid ceilings, in cents, by plain decimal arithmetic."""
    law, au = parameters(), households.au
    one = law.value("c2s.plafond", au)
    abroad, twice = 1 + law.value("c2s.majoration_outre_mer", au), law.value("c2s.coefficient_participation", au)
    known: dict[tuple[int, bool], tuple[int, int]] = {}
    parts = shares(households, dependant_until=DEPENDANT_UNTIL, halved_until=MAJORITY).tolist()
    for key in set(zip(parts, households.family["overseas"].tolist(), strict=True)):
        free = _half_up(Decimal(one) * (abroad if key[1] else 1) * key[0] / 100)
        known[key] = int(free) * 100, int(_half_up(free * twice)) * 100
    found = [known[key] for key in zip(parts, households.family["overseas"].tolist(), strict=True)]
    return np.array([free for free, _ in found]), np.array([paid for _, paid in found])


def ceilings_with_their_defects(households: Households, plafond_base: float) -> tuple[Array, Array]:
    """What OpenFisca-France's free ceiling must be, before and after its rounding."""
    parts = shares(households, dependant_until=100 * 12, halved_until=100 * 12)
    exact = plafond_base * np.where(households.family["overseas"], 1.113, 1.0) * parts / 100
    return exact, np.round(exact)


def _base_lump(households: Households, theirs: dict[str, Array]) -> Array:
    owner = np.isin(households.family["housing"], HOUSING[1:3])
    return np.where(owner, theirs["css_cmu_forfait_logement_base"], 0)


def _abatement(name: str, month: date) -> float:
    return float(parameters().value(f"c2s.abattement_{name}_mensuel", month))


def _half_up(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal(1), ROUND_HALF_UP)
