"""The C2S class of each household, drawn first; its ceiling, its housing, and what its incomes must add up to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planir.population.generator.amounts import C2S_CEILING, RSA_BASE, household_ratio, housing_lump_sum, in_force
from planir.population.generator.arrays import Bools, Floats, Ints
from planir.population.generator.households import (
    CHILD,
    COUPLE,
    FAMILY,
    ONE_PARENT,
    SINGLE,
    Households,
    People,
)
from planir.population.generator.randomness import calibrated, chance, pick_by, systematic

FREE, PARTICIPATION, NEAR, ABOVE = range(4)
CLASSES = ("gratuite", "participation", "proche", "non")
SHARE_FREE, SHARE_PARTICIPATION, SHARE_NEAR = 0.137, 0.076, 0.045
"""Shares of persons: 6.1 and 1.8 million covered, at 69 % and 34 % of take-up, in a country of 68 million."""
SHARE_IRREGULAR = 0.0066
"""Shares of persons without a right to stay, counted in the first class."""
FREE_SCORE = (0.6, 0.5, 0.15, -0.6, -2.0, -0.3, 0.8, 1.5)
PARTICIPATION_SCORE = (0.2, 0.3, 0.9, -0.6, -0.5, -0.1, 0.5, 0.8)
"""By group: alone under 30, under 62, older; couple under 62, older; family, large family; one parent."""
OWNER, TENANT, HOUSED_FREE, COLLECTIVE, HOMELESS = range(5)
HOUSING = ("proprietaire", "locataire", "heberge_gratuit", "hebergement_collectif", "sans_domicile")
HOUSING_WEIGHTS = (
    (0.07, 0.74, 0.14, 0.035, 0.015),
    (0.24, 0.62, 0.11, 0.03, 0.0),
    (0.42, 0.52, 0.05, 0.01, 0.0),
    (0.66, 0.31, 0.03, 0.0, 0.0),
)


@dataclass(frozen=True)
class Means:
    """By household. Euros a year for `ceiling` (C2S without participation) and `target` (what is counted)."""

    kind_of_means: Ints
    adults: Ints
    children: Ints
    halves: Ints
    ceiling: Floats
    housing: Ints
    housing_aid: Floats
    lump_sum: Floats
    target: Floats
    regular: Bools
    """False for a household without a right to stay, which the AME covers."""

    @property
    def size(self) -> Ints:
        return self.adults + self.children

    @property
    def eligible(self) -> Bools:
        """Entitled to the C2S."""
        return (self.kind_of_means <= PARTICIPATION) & self.regular


def draw(rng: np.random.Generator, households: Households, people: People) -> Means:
    count = households.count
    here = people.present
    child = (people.role == CHILD) & (people.age < 25)

    def counted(members: Bools) -> Ints:
        return np.bincount(people.household[members & here], minlength=count).astype(np.int64)

    adults, children = counted(~child), counted(child)
    size = adults + children
    halves = np.minimum(counted(child & people.alternate & (people.age < 18)), np.maximum(size - 1, 0))
    group = _group(households, people, children)
    kind = _classes(rng, group, size)
    ceiling = in_force(C2S_CEILING, people.at.au) * household_ratio(adults, children, halves)
    housing = pick_by(rng, kind, HOUSING_WEIGHTS)
    aided = (housing == TENANT) & chance(rng, np.array([0.93, 0.72, 0.30, 0.05])[kind], count)
    aid = np.where(aided, rng.uniform(90, 290, count) * np.where(children > 0, 1.35, 1.0), 0.0)
    column = np.where(aided, 2, np.where((housing == OWNER) | (housing == HOUSED_FREE), 1, 0))
    lump_sum = np.minimum(
        housing_lump_sum(np.maximum(size, 1), column, in_force(RSA_BASE, people.at.au)),
        np.where(aided, np.rint(aid * 100) / 100, np.inf),
    )
    return Means(
        kind_of_means=kind,
        adults=adults,
        children=children,
        halves=halves,
        ceiling=ceiling,
        housing=housing,
        housing_aid=np.rint(aid * 100) / 100,
        lump_sum=lump_sum,
        target=ceiling * _level(rng, kind, count),
        regular=~((kind == FREE) & chance(rng, SHARE_IRREGULAR / SHARE_FREE, count)),
    )


def _group(households: Households, people: People, children: Ints) -> Ints:
    age = people.age[households.reference]
    group = np.zeros(households.count, dtype=np.int64)
    group[(households.kind == SINGLE) & (age >= 30)] = 1
    group[(households.kind == SINGLE) & (age >= 62)] = 2
    group[(households.kind == COUPLE) & (age < 62)] = 3
    group[(households.kind == COUPLE) & (age >= 62)] = 4
    group[households.kind == FAMILY] = 5
    group[(households.kind == FAMILY) & (children >= 3)] = 6
    group[households.kind == ONE_PARENT] = 7
    return group


def _classes(rng: np.random.Generator, group: Ints, size: Ints) -> Ints:
    """Shares are those of persons: households weigh what they hold."""
    weight = size.astype(np.float64)
    stratum = group * 16 + np.minimum(size, 15)
    kind = np.full(group.size, ABOVE, dtype=np.int64)
    free = systematic(rng, calibrated(np.asarray(FREE_SCORE)[group], weight, SHARE_FREE), stratum)
    kind[free] = FREE
    rest = np.flatnonzero(~free)
    share = SHARE_PARTICIPATION / (1 - SHARE_FREE)
    score = np.asarray(PARTICIPATION_SCORE)[group[rest]]
    drawn = systematic(rng, calibrated(score, weight[rest], share), stratum[rest])
    kind[rest[drawn]] = PARTICIPATION
    rest = rest[~drawn]
    near = SHARE_NEAR / (1 - SHARE_FREE - SHARE_PARTICIPATION)
    kind[rest[systematic(rng, np.full(rest.size, near), stratum[rest])]] = NEAR
    return kind


def _level(rng: np.random.Generator, kind: Ints, count: int) -> Floats:
    """Income over the ceiling: under 1, to 1.35, to 1.5, above. Never within 1 % of a bound."""
    levels = np.stack(
        [
            rng.uniform(0.25, 0.985, count),
            rng.uniform(1.015, 1.335, count),
            rng.uniform(1.365, 1.49, count),
            np.minimum(1.52 + rng.lognormal(0.1, 0.7, count), 9.0),
        ]
    )
    return np.asarray(levels[kind, np.arange(count)])
