"""Random households whose every resource is stated, as arrays: the same for the oracle and for the rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from planir.law.calendar import months_after

Array = npt.NDArray[Any]
CHILD = 2
SHARES = {
    "salaire": 0.5,
    "independant": 0.05,
    "chomage": 0.12,
    "indemnites_journalieres": 0.1,
    "pension_invalidite": 0.04,
    "pension_retraite": 0.2,
    "rente_at_mp": 0.04,
    "aah": 0.05,
    "asi": 0.04,
    "ass": 0.04,
    "pension_alimentaire": 0.04,
    "patrimoine": 0.05,
    "aide_famille": 0.05,
    "autre": 0.03,
    "bourse": 0.03,
    "prime_activite": 0.1,
}
"""Nature of income of one person → share of adults who have it. The last two count for neither side."""
HOUSING = ("locataire_vide", "proprietaire", "loge_gratuitement", "sans_domicile")
LEAVE_MONTHS = (1, 2, 4, 5, 7, 9, 12)
"""Months since the first paid day of a sick leave: never six, where « more than six months » depends on the day."""


@dataclass
class Households:
    """`person` and `family` arrays by name, for a request filed on the first day of a month.

    Amounts are whole cents. A nature of income: persons × 12 months of the reference period; `af`, `cf` and `aspa`:
    families × 12; `notice_*` and `alimony_paid`: persons, for the year before; `aid`: families, for a month.
    """

    au: date
    person: dict[str, Array]
    family: dict[str, Array]

    @property
    def count(self) -> int:
        return int(self.family["aid"].size)

    def by_family(self, values: Array) -> Array:
        """The sum over each family of values by person."""
        return np.bincount(self.person["family"], values, self.count)

    def any_by_family(self, flags: Array) -> Array:
        return self.by_family(flags.astype(float)) > 0

    def stated(self, asked: Sequence[str], unstated: Sequence[str] = ()) -> dict[str, Array]:
        """What the oracle's program reads; `asked`: the variables wanted, `unstated`: those left for it to invent."""
        return {
            "month": np.array(f"{self.au:%Y-%m}"),
            "asked": np.array(asked),
            "unstated": np.array(unstated, dtype=str),
            **self.person,
            **self.family,
        }


def draw(au: date, count: int, seed: int) -> Households:
    """`count` households: one adult or two, children of 0 to 27, incomes that change in the year."""
    rng = np.random.default_rng(seed)
    couple, children = rng.random(count) < 0.45, rng.choice(7, count, p=[0.4, 0.2, 0.2, 0.1, 0.05, 0.03, 0.02])
    size = 1 + couple + children
    family = np.repeat(np.arange(count), size)
    rank = np.arange(family.size) - np.repeat(np.cumsum(size) - size, size)
    role = np.where(rank == 0, 0, np.where((rank == 1) & couple[family], 1, CHILD))
    # Born on the first of a month, two children never within three years: no rank is left to chance.
    months = np.where(
        role == CHILD, (rng.integers(0, 336, count)[family] + rank * 41) % 336, rng.integers(300, 1080, family.size)
    )
    adult, earner = role < CHILD, (role == CHILD) & (months >= 16 * 12) & (rng.random(family.size) < 0.3)

    def some(share: float, least: int, most: int) -> Array:
        return np.where(adult & (rng.random(family.size) < share), rng.integers(least, most, family.size), 0)

    person: dict[str, Array] = {
        "family": family,
        "role": role,
        "months": months,
        "birth": _births(au, months),
        "alternate": (role == CHILD) & (rng.random(family.size) < 0.15),
        "notice_self_employed": some(0.06, 0, 3_000_000),
        "notice_assets": some(0.05, 0, 500_000),
        "notice_alimony": some(0.03, 0, 500_000),
        "alimony_paid": some(0.05, 0, 400_000),
        "leave_months": np.where(adult & (rng.random(family.size) < 0.1), rng.choice(LEAVE_MONTHS, family.size), 0),
        "unemployed": adult & (rng.random(family.size) < 0.1),
    }
    person["ass_now"] = adult & ~person["unemployed"] & (rng.random(family.size) < 0.04)
    for nature, share in SHARES.items():
        has = adult & (rng.random(family.size) < share)
        if nature == "salaire":
            has |= earner
        if nature == "asi":
            has &= person["aah"].sum(axis=1) == 0
        person[nature] = _months(rng, has, 10_000, 160_000)
    _no_nature_twice(person)
    housing = rng.choice(HOUSING, count, p=[0.55, 0.2, 0.15, 0.1])
    aided = (housing != "sans_domicile") & (rng.random(count) < 0.4)
    family_arrays: dict[str, Array] = {
        "couple": couple,
        "af": _months(rng, rng.random(count) < 0.3, 5_000, 40_000),
        "cf": _months(rng, rng.random(count) < 0.1, 10_000, 30_000),
        "aspa": _months(rng, rng.random(count) < 0.06, 5_000, 60_000) * 2,
        "aspa_both": couple & (rng.random(count) < 0.5),
        "aid": np.where(aided, rng.integers(1_000, 40_000, count), 0),
        "housing": housing,
        "overseas": rng.random(count) < 0.1,
        "rsa": rng.random(count) < 0.05,
    }
    return Households(au, person, family_arrays)


def at_the_ceilings(households: Households, free: Array, paid: Array, seed: int) -> Households:
    """The same families with one income only, a pension that brings them to a ceiling −1, 0 or +1 €."""
    rng = np.random.default_rng(seed)
    person, family = dict(households.person), dict(households.family)
    for name in (*SHARES, "notice_self_employed", "notice_assets", "notice_alimony", "alimony_paid", "leave_months"):
        person[name] = np.zeros_like(person[name])
    for name in ("unemployed", "ass_now"):
        person[name] = np.zeros_like(person[name])
    for name in ("af", "cf", "aspa", "aid", "rsa"):
        family[name] = np.zeros_like(family[name])
    family["housing"] = np.full(households.count, HOUSING[0])
    target = np.where(rng.random(households.count) < 0.5, free, paid) + rng.integers(-1, 2, households.count)
    head = np.flatnonzero(person["role"] == 0)
    person["pension_retraite"][head, 3] = np.rint(target[person["family"][head]] * 100)
    return Households(households.au, person, family)


def one(au: date, **changes: Any) -> Households:
    """One person of forty, a tenant without aid, with nothing; `changes`: arrays of one person, or of the household."""
    nothing = np.zeros(1, np.int64)
    no = np.array([False])
    person: dict[str, Array] = {
        "family": nothing,
        "role": nothing,
        "months": np.array([480]),
        "alternate": no,
        "leave_months": nothing,
        "unemployed": no,
        "ass_now": no,
        **dict.fromkeys(("notice_self_employed", "notice_assets", "notice_alimony", "alimony_paid"), nothing),
        **{nature: np.zeros((1, 12), np.int64) for nature in SHARES},
    }
    family: dict[str, Array] = {
        **{name: np.zeros((1, 12), np.int64) for name in ("af", "cf", "aspa")},
        **dict.fromkeys(("couple", "aspa_both", "overseas", "rsa"), no),
        "aid": nothing,
        "housing": np.array([HOUSING[0]]),
    }
    for name, value in changes.items():
        (person if name in person else family)[name] = np.asarray(value)
    person["birth"] = _births(au, person["months"])
    return Households(au, person, family)


def with_another(alone: Households, role: int, **changes: Any) -> Households:
    """The household of one, and a second person in it: a partner (1) or a child (2)."""
    second = one(alone.au, **changes)
    second.person["role"] = np.array([role])
    person = {name: np.concatenate([column, second.person[name]]) for name, column in alone.person.items()}
    return Households(alone.au, person, {**alone.family, "couple": np.array([role == 1])})


def _months(rng: np.random.Generator, has: Array, least: int, most: int) -> Array:
    """Cents of twelve months for those who have the income; one month in seven without."""
    paid = has[:, None] & (rng.random((has.size, 12)) < 0.85)
    return np.where(paid, rng.integers(least, most, (has.size, 12)), 0)


def _no_nature_twice(person: dict[str, Array]) -> None:
    """What the tax notice gives is not given by months too: the rule would then take the notice alone."""
    for notice, nature in (
        ("notice_self_employed", "independant"),
        ("notice_assets", "patrimoine"),
        ("notice_alimony", "pension_alimentaire"),
    ):
        person[notice] = np.where(person[nature].sum(axis=1) > 0, 0, person[notice])


def _births(au: date, months: Array) -> Array:
    """The day of birth of who is `months` months old on `au`, a first of the month."""
    known = {age: np.datetime64(months_after(au, -age), "D") for age in set(months.tolist())}
    return np.array([known[age] for age in months.tolist()])
