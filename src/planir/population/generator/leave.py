"""Sick leave: who stopped work, from when to when, and whether under the procedure of long illness (L.324-1)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planir.population.generator.arrays import Bools, Floats, Ints
from planir.population.generator.households import People
from planir.population.generator.occupation import APPRENTICE, EMPLOYEE, JOBSEEKER, SEASONAL, SELF_EMPLOYED
from planir.population.generator.randomness import days_between
from planir.population.generator.timeline import LEAVE_MONTHS

SICKNESS, MATERNITY, INJURY = range(3)
RISKS = ("maladie", "maternite", "at_mp")
LIMIT, LONG_LIMIT, WINDOW = 360, 1095, 1096
FAR = 100_000
"""More days than any day number: (person × FAR + day) sorts by person, then by day."""
_Stop = tuple[Ints, Ints, Ints, Ints, Ints]
"""Person, first day, days, risk, long illness."""
"""Paid days in any three years; days of one long illness; days of three years (R.323-1)."""


@dataclass(frozen=True)
class Leaves:
    """Stops of work, sorted by person then by day. `first`, `last`: paid days, both included.

    `last` may be after `au`: the stop goes on. `exhausted`: paid until the legal limit and no longer.
    """

    person: Ints
    first: Ints
    last: Ints
    long_illness: Bools
    risk: Ints
    exhausted: Bools

    @property
    def days(self) -> Ints:
        return self.last - self.first + 1

    def take(self, rows: Ints) -> Leaves:
        return Leaves(
            self.person[rows],
            self.first[rows],
            self.last[rows],
            self.long_illness[rows],
            self.risk[rows],
            self.exhausted[rows],
        )

    def going_on(self, au: int) -> Bools:
        return (self.first <= au) & (self.last >= au)


def insured(people: People, occupation: Ints) -> Bools:
    """Those who would be paid if they stopped."""
    return np.isin(occupation, [EMPLOYEE, SELF_EMPLOYED, APPRENTICE, SEASONAL, JOBSEEKER]) & (people.age < 68)


@dataclass(frozen=True)
class Pattern:
    """One kind of stop. `expected`: stops of a worker in a year. Durations are log-normal, or uniform without `middle`.
    `opening`: the stop begins so many days before `au` (first, last), and `expected` is all there is; else any time."""

    expected: float
    shortest: int
    longest: int
    middle: float = 0.0
    spread: float = 0.0
    risk: int = SICKNESS
    long_illness: bool = False
    opening: tuple[int, int] | None = None


PATTERNS = (
    Pattern(0.25, shortest=2, longest=170, middle=10.5, spread=1.15),
    Pattern(0.015, shortest=150, longest=460),
    Pattern(0.0028, shortest=120, longest=1095, long_illness=True),
    Pattern(0.0022, shortest=1000, longest=1400, long_illness=True, opening=(1094, 760)),
    Pattern(0.0036, shortest=360, longest=460, opening=(355, 240)),
    Pattern(0.028, shortest=2, longest=700, middle=20.0, spread=1.2, risk=INJURY),
)
"""The fourth and fifth put some people near the end of three years, and of 360 days, at `au`."""


def draw(rng: np.random.Generator, people: People, occupation: Ints, mothers: Ints, births: Ints) -> Leaves:
    """`mothers`, `births`: deliveries of these years, paid as maternity leave where the mother works."""
    covered = np.flatnonzero(insured(people, occupation))
    rate = np.interp(people.age[covered], (18, 35, 60), (1.0, 1.25, 1.7))
    rate = np.where(occupation[covered] == JOBSEEKER, 0.5, rate)
    parts = [_stops(rng, people, covered, rate, pattern) for pattern in PATTERNS]
    maternal = np.isin(mothers, covered)
    parts.append(_stop(mothers[maternal], births[maternal] - 42, np.full(int(maternal.sum()), 112), MATERNITY, False))
    person, first, days, risk, long_illness = (np.concatenate(values) for values in zip(*parts, strict=True))
    last = np.minimum(first + days - 1, np.minimum(people.death[person], people.left[person]))
    kept = (first >= np.maximum(people.at.leave_start, people.arrived[person])) & (first <= people.at.au)
    return _disjoint(person[kept], first[kept], last[kept], risk[kept], long_illness[kept] == 1)


def _stops(rng: np.random.Generator, people: People, persons: Ints, rate: Floats, pattern: Pattern) -> _Stop:
    years = 1.0 if pattern.opening is not None else LEAVE_MONTHS / 12
    person = np.repeat(persons, rng.poisson(rate * pattern.expected * years))
    if pattern.middle:
        drawn = np.exp(rng.normal(np.log(pattern.middle), pattern.spread, person.size))
        days = np.clip(drawn, pattern.shortest, pattern.longest).astype(np.int64)
    else:
        days = rng.integers(pattern.shortest, pattern.longest + 1, person.size)
    start, end = people.at.leave_start, people.at.au
    if pattern.opening is not None:
        start, end = (people.at.au - before for before in pattern.opening)
    return _stop(person, days_between(rng, start, end, person.size), days, pattern.risk, pattern.long_illness)


def _stop(person: Ints, first: Ints, days: Ints, risk: int, long_illness: bool) -> _Stop:
    return person, first, days, np.full(person.size, risk), np.full(person.size, int(long_illness))


def _disjoint(person: Ints, first: Ints, last: Ints, risk: Ints, long_illness: Bools) -> Leaves:
    """Sorted, a week apart at least, and cut where the law stops paying."""
    leaves = Leaves(person, first, last, long_illness, risk, np.zeros(person.size, dtype=np.bool_))
    leaves = leaves.take(np.lexsort((first, person)))
    latest = np.maximum.accumulate(leaves.person * FAR + leaves.last)
    leaves = leaves.take(np.flatnonzero(np.r_[True, leaves.person[1:] * FAR + leaves.first[1:] > latest[:-1] + 8]))
    counted = (leaves.risk == SICKNESS) & ~leaves.long_illness
    total = np.r_[0, np.cumsum(np.where(counted, leaves.days, 0))]
    out_of_window = np.searchsorted(
        leaves.person * FAR + leaves.last, leaves.person * FAR + leaves.first - WINDOW, side="right"
    )
    used = total[:-1] - total[out_of_window]
    allowed = np.where(counted, np.maximum(LIMIT - used, 0), np.where(leaves.long_illness, LONG_LIMIT, FAR))
    cut = Leaves(
        leaves.person,
        leaves.first,
        np.minimum(leaves.last, leaves.first + allowed - 1),
        leaves.long_illness,
        leaves.risk,
        exhausted=leaves.days >= allowed,
    )
    return cut.take(np.flatnonzero(cut.last >= cut.first))


def longer_than_six_months(leaves: Leaves, people: People) -> Bools:
    """Persons stopped for more than six months at `au`."""
    stopped = np.zeros(people.count, dtype=np.bool_)
    long_stop = leaves.going_on(people.at.au) & (people.at.au - leaves.first > 183) & (leaves.risk == SICKNESS)
    stopped[leaves.person[long_stop]] = True
    return stopped
