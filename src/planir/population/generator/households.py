"""Households and the persons in them: who lives with whom, ages, sexes, arrivals, departures and deaths."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planir.population.generator.arrays import NEVER, NOBODY, Bools, Floats, Ints, rank_in_group, when
from planir.population.generator.randomness import chance, days_between, pick, pick_by
from planir.population.generator.timeline import Timeline

SINGLE, COUPLE, FAMILY, ONE_PARENT = range(4)
"""Kinds of household: one adult, two adults, two adults and children, one adult and children."""
REFERENCE, PARTNER, CHILD = range(3)
FEMALE, MALE = range(2)

KIND_WEIGHTS = (0.415, 0.305, 0.195, 0.085)
CHILDREN_WEIGHTS = ((1.0, 0, 0, 0, 0), (1.0, 0, 0, 0, 0), (0.39, 0.42, 0.145, 0.035, 0.01), (0.55, 0.31, 0.11, 0.03, 0))
"""By kind of household, one child, two, three… (the first two kinds have none)."""
AGE_BANDS = ((18, 26), (26, 30), (30, 45), (45, 62), (62, 75), (75, 99))
AGE_WEIGHTS = (
    (0.15, 0.07, 0.15, 0.22, 0.20, 0.21),
    (0.03, 0.06, 0.11, 0.29, 0.31, 0.20),
    (0.015, 0.055, 0.51, 0.41, 0.01, 0),
    (0.03, 0.05, 0.46, 0.45, 0.01, 0),
)
"""Ages of the reference person, by kind of household."""
DEATH_BY_AGE = ((45, 0.0016), (65, 0.013), (75, 0.04), (85, 0.095), (200, 0.30))
"""Probability of a death in the three years, under each age."""


@dataclass(frozen=True)
class Households:
    """`count` households. `size`: living members at `au`; `reference`: index of the reference person."""

    count: int
    kind: Ints
    reference: Ints
    arrived: Ints
    left: Ints


@dataclass(frozen=True)
class People:
    """Persons of a block, in the order of their pseudonyms. Days are numbers; indices are within the block.

    `parent`: the parent whose number a child uses, `NOBODY` for adults. `alternate`: a child of separated parents
    who lives with each in turn. `known_birth`: 0 day, 1 month, 2 year only.
    """

    count: int
    household: Ints
    role: Ints
    sex: Ints
    birth: Ints
    known_birth: Ints
    age: Ints
    parent: Ints
    alternate: Bools
    arrived: Ints
    left: Ints
    death: Ints
    at: Timeline

    @property
    def present(self) -> Bools:
        """Alive and affiliated at `au`."""
        return (self.death > self.at.au) & (self.left > self.at.au)

    @property
    def adult(self) -> Bools:
        return self.age >= 18

    def partner(self, references: Ints) -> Ints:
        """For each person, the other adult of the couple, `NOBODY` without one. `references`: by household."""
        spouses = np.full(references.size, NOBODY, dtype=np.int64)
        second = self.role == PARTNER
        spouses[self.household[second]] = np.flatnonzero(second)
        partner = np.full(self.count, NOBODY, dtype=np.int64)
        first = self.role == REFERENCE
        partner[first] = spouses[self.household[first]]
        partner[second] = references[self.household[second]]
        return partner


def draw(rng: np.random.Generator, at: Timeline, persons: int) -> tuple[Households, People]:
    """Households that hold exactly `persons` persons."""
    kind, children = _compositions(rng, persons)
    adults = np.where((kind == COUPLE) | (kind == FAMILY), 2, 1)
    size = adults + children
    household = np.repeat(np.arange(kind.size), size)
    rank = rank_in_group(household)
    is_child = rank >= adults[household]
    role = np.where(is_child, CHILD, rank)

    band = pick_by(rng, kind, AGE_WEIGHTS)
    low, high = np.asarray(AGE_BANDS)[band].T
    reference_age = low + rng.random(kind.size) ** np.where(band == 5, 1.6, 1.0) * (high - low)
    age = _ages(rng, household, role, reference_age)
    sex = _sexes(rng, kind, household, role)
    birth = at.au - np.floor(age * 365.2425).astype(np.int64)

    known_birth = np.where(chance(rng, 0.006, persons), pick(rng, persons, (0.0, 0.6, 0.4)), 0)
    arrived_household, left_household = _moves(rng, at, kind.size)
    arrived = np.maximum(arrived_household[household], birth)
    left = np.maximum(left_household[household], arrived)
    death = _deaths(rng, at, np.floor(age).astype(np.int64), arrived, left)
    alternate = is_child & (age < 18) & chance(rng, np.where(kind == ONE_PARENT, 0.16, 0.02)[household], persons)

    order = rng.permutation(persons)
    place = np.empty(persons, dtype=np.int64)
    place[order] = np.arange(persons)
    first = place[np.flatnonzero(rank == 0)]
    second = np.where(adults > 1, place[np.minimum(np.flatnonzero(rank == 0) + 1, persons - 1)], NOBODY)
    mother_pays = chance(rng, 0.62, kind.size)
    payer = np.where((adults > 1) & ~mother_pays, second, first)
    people = People(
        count=persons,
        household=household[order],
        role=role[order],
        sex=sex[order],
        birth=birth[order],
        known_birth=known_birth[order],
        age=at.ages(birth)[order],
        parent=np.where(is_child, payer[household], NOBODY)[order],
        alternate=alternate[order],
        arrived=arrived[order],
        left=left[order],
        death=death[order],
        at=at,
    )
    return Households(kind.size, kind, first, arrived_household, left_household), people


def _compositions(rng: np.random.Generator, persons: int) -> tuple[Ints, Ints]:
    """Kinds and numbers of children; the last household is replaced by single adults to hold `persons` exactly."""
    kind = pick(rng, persons, KIND_WEIGHTS)
    children = np.where(kind >= FAMILY, pick_by(rng, kind, CHILDREN_WEIGHTS) + 1, 0)
    size = np.where((kind == COUPLE) | (kind == FAMILY), 2, 1) + children
    whole = int(np.searchsorted(np.cumsum(size), persons, side="right"))
    missing = persons - int(size[:whole].sum())
    return (
        np.r_[kind[:whole], np.full(missing, SINGLE, dtype=np.int64)],
        np.r_[children[:whole], np.zeros(missing, dtype=np.int64)],
    )


def _ages(rng: np.random.Generator, household: Ints, role: Ints, reference_age: Floats) -> Floats:
    """Years. Children are seventeen years younger than the younger parent, at least."""
    first = reference_age[household]
    partner = np.clip(first + rng.normal(-1.0, 3.5, role.size), 18, 99)
    adult = np.where(role == PARTNER, partner, first)
    youngest = np.full(reference_age.size, 200.0)
    np.minimum.at(youngest, household[role != CHILD], adult[role != CHILD])
    child = rng.beta(1.2, 1.05, role.size) * np.clip(youngest[household] - 17, 0.1, 24.9)
    return np.where(role == CHILD, child, adult)


def _sexes(rng: np.random.Generator, kind: Ints, household: Ints, role: Ints) -> Ints:
    """Couples of a woman and a man, but for one in fifty; four single parents in five are women."""
    women = np.asarray((0.54, 0.45, 0.45, 0.82))[kind]
    reference = np.where(chance(rng, women, kind.size), FEMALE, MALE)[household]
    partner = np.where(chance(rng, 0.02, role.size), reference, 1 - reference)
    child = np.where(chance(rng, 0.512, role.size), MALE, FEMALE)
    return np.where(role == REFERENCE, reference, np.where(role == PARTNER, partner, child))


def _moves(rng: np.random.Generator, at: Timeline, count: int) -> tuple[Ints, Ints]:
    """Days of arrival at the fund and of departure: some in the three years, most long ago or never."""
    recent = chance(rng, 0.035, count)
    arrived = np.where(
        recent, days_between(rng, at.start, at.au - 30, count), at.start - days_between(rng, 1, 9000, count)
    )
    left = when(~recent & chance(rng, 0.018, count), days_between(rng, at.start + 60, at.au, count))
    return arrived, left


def _deaths(rng: np.random.Generator, at: Timeline, age: Ints, arrived: Ints, left: Ints) -> Ints:
    risk = np.asarray([p for _, p in DEATH_BY_AGE])[np.searchsorted([a for a, _ in DEATH_BY_AGE], age, side="right")]
    day = days_between(rng, np.maximum(at.start, arrived + 1), at.au, age.size)
    dies = chance(rng, risk, age.size) & (day > arrived) & (left == NEVER)
    return when(dies, day)
