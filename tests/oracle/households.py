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
NATURES = (
    "salaire",
    "chomage",
    "indemnites_journalieres",
    "pension_invalidite",
    "pension_retraite",
    "rente_at_mp",
    "aah",
    "asi",
    "ass",
    "pension_alimentaire",
)
HOUSING = ("locataire_vide", "proprietaire", "loge_gratuitement", "sans_domicile")


@dataclass
class Households:
    """`person` and `family` arrays by name, for a request filed on the first day of a month.

    Amounts of a nature: persons × 12 months, in euros; `af` and `aspa`: families × 12.
    """

    au: date
    person: dict[str, Array]
    family: dict[str, Array]

    @property
    def count(self) -> int:
        return int(self.family["aid"].size)

    def stated(self, asked: Sequence[str]) -> dict[str, Array]:
        """What the oracle's program reads; `asked`: the variables wanted."""
        return {"month": np.array(f"{self.au:%Y-%m}"), "asked": np.array(asked), **self.person, **self.family}


def draw(au: date, count: int, seed: int) -> Households:
    """`count` households: one adult or two, children under 25, incomes that change in the year."""
    rng = np.random.default_rng(seed)
    couple, children = rng.random(count) < 0.45, rng.choice(7, count, p=[0.4, 0.2, 0.2, 0.1, 0.05, 0.03, 0.02])
    size = 1 + couple + children
    family = np.repeat(np.arange(count), size)
    rank = np.arange(family.size) - np.repeat(np.cumsum(size) - size, size)
    role = np.where(rank == 0, 0, np.where((rank == 1) & couple[family], 1, CHILD))
    # Children born on the first of a month, never two of a household in the same month: no rank is a draw.
    first = rng.integers(0, 40, count)
    months = (first[family] + rank * 41) % 299
    years = np.where(role == CHILD, 0, rng.integers(25, 90, family.size))
    birth = _births(au, np.where(role == CHILD, months, years * 12 + rng.integers(0, 12, family.size)))
    minor = (role == CHILD) & (months < 17 * 12)
    person: dict[str, Array] = {
        "family": family,
        "role": role,
        "birth": birth,
        "alternate": minor & (rng.random(family.size) < 0.1),
        "self_employed": np.where(
            (role < CHILD) & (rng.random(family.size) < 0.08), rng.integers(0, 3_000_000, family.size) / 100, 0.0
        ),
        "alimony_paid": np.where(
            (role < CHILD) & (rng.random(family.size) < 0.05), rng.integers(0, 30, family.size) * 120.0, 0.0
        ),
        "sick_pay_now": np.zeros(family.size),
        "unemployed": (role < CHILD) & (rng.random(family.size) < 0.1),
    }
    person["ass_now"] = (role < CHILD) & ~person["unemployed"] & (rng.random(family.size) < 0.04)
    adult = role < CHILD
    shares = {
        "salaire": 0.5,
        "chomage": 0.12,
        "indemnites_journalieres": 0.1,
        "pension_invalidite": 0.04,
        "pension_retraite": 0.2,
    }
    for nature in NATURES:
        has = adult & (rng.random(family.size) < shares.get(nature, 0.04))
        if nature == "asi":
            has &= person["aah"].sum(axis=1) == 0
        months_of = rng.random((family.size, 12)) < 0.85
        amounts = rng.integers(10_000, 160_000, (family.size, 12)) / 100
        person[nature] = np.where(has[:, None] & months_of, amounts, 0.0)
    aspa = (rng.random(count) < 0.06)[:, None] * (rng.integers(10_000, 60_000, (count, 12)) * 2 / 100)
    tenant = rng.random(count) < 0.6
    housing = np.where(tenant, HOUSING[0], rng.choice(HOUSING[1:], count))
    family_arrays: dict[str, Array] = {
        "af": (rng.random(count) < 0.3)[:, None] * (rng.integers(5_000, 40_000, (count, 12)) / 100),
        "aspa": aspa,
        "aspa_couple": couple & (rng.random(count) < 0.5),
        "aid": np.where(tenant & (rng.random(count) < 0.6), rng.integers(1_000, 40_000, count) / 100, 0.0),
        "housing": housing,
        "overseas": rng.random(count) < 0.1,
        "rsa": rng.random(count) < 0.05,
    }
    return Households(au, person, family_arrays)


def at_the_ceilings(households: Households, free: Array, paid: Array, seed: int) -> Households:
    """The same families with one income only, a pension that brings them to a ceiling −1, 0 or +1 €."""
    rng = np.random.default_rng(seed)
    person, family = dict(households.person), dict(households.family)
    for name in (*NATURES, "self_employed", "alimony_paid"):
        person[name] = np.zeros_like(person[name])
    for name in ("af", "aspa", "aid"):
        family[name] = np.zeros_like(family[name])
    family["housing"] = np.full(households.count, HOUSING[0])
    family["rsa"] = np.zeros(households.count, bool)
    target = np.where(rng.random(households.count) < 0.5, free, paid) + rng.integers(-1, 2, households.count)
    head = np.flatnonzero(person["role"] == 0)
    person["pension_retraite"] = np.zeros((person["role"].size, 12))
    person["pension_retraite"][head, 3] = target[person["family"][head]]
    return Households(households.au, person, family)


def _births(au: date, months: Array) -> Array:
    """The day of birth of who is `months` months old on `au`, a first of the month."""
    known = {age: np.datetime64(months_after(au, -age), "D") for age in range(int(months.max()) + 1)}
    return np.array([known[age] for age in months.tolist()])
