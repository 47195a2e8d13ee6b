"""Declarations of médecin traitant: who has one, since when, and those whose doctor has gone."""

from __future__ import annotations

import numpy as np

from planir.population.generator.arrays import NEVER, Bools, Ints, happened, when
from planir.population.generator.block import Block
from planir.population.generator.columns import day
from planir.population.generator.knowledge import Reveal, told
from planir.population.generator.randomness import calibrated, chance, days_between, systematic
from planir.population.generator.rows import Columns, Rows, rows, stacked
from planir.population.generator.timeline import add_years

WITHOUT_FROM_16 = 0.07
"""Share of those of 16 or more without a declaration (Savoie, 2015)."""
MINORS_WITH = 0.42
TIME_TO_FIND = 330
"""Days, on average, before a patient whose doctor has gone declares another."""


def written(block: Block) -> list[Rows]:
    people, at, rng = block.people, block.at, block.rng("médecin traitant")
    count = people.count
    doctor = family_doctor(block)
    declared = declared_now(block)
    first = np.maximum(people.arrived, at.start - days_between(rng, 1, 5500, count))
    recent = chance(rng, 0.14, count)
    first = np.where(recent, np.maximum(people.arrived, days_between(rng, at.start, at.au, count)), first)
    young = add_years(people.birth, 16) > first
    first = np.where(young & (people.age >= 16), add_years(people.birth, 16) + rng.integers(0, 200, count), first)
    first = np.minimum(first, at.au)
    lost = ~declared & (people.age >= 16) & chance(rng, 0.4, count)
    stopped = block.doctors.stopped[doctor]
    gone = stopped <= at.au
    search = rng.exponential(TIME_TO_FIND, count).astype(np.int64) - 40
    change = when(declared & gone, np.maximum(stopped + search, first + 1))
    moved = declared & ~gone & chance(rng, 0.055, count)
    change = np.where(moved, days_between(rng, np.maximum(at.start, first + 1), at.au, count), change)
    ended = when(lost, days_between(rng, at.start, at.au, count))
    has = declared | lost
    begin = np.where(lost, np.minimum(first, ended - 200), first)
    until = np.where(declared, change - 1, ended)
    parts = [_rows(block, np.flatnonzero(has), doctor, begin, until, rng)]
    parts.append(
        _rows(block, np.flatnonzero(change <= at.au), _another(block, rng), change, np.full(count, NEVER), rng)
    )
    return [rows("medecin_traitant", stacked(parts))]


def family_doctor(block: Block) -> Ints:
    """The general practitioner of each person, that of the household for three in four."""
    people, rng = block.people, block.rng("médecin de famille")
    home: Ints = rng.integers(0, block.doctors.general, block.households.count)[people.household]
    own = rng.integers(0, block.doctors.general, people.count)
    return np.where(chance(rng, 0.75, people.count), home, own)


def declared_now(block: Block) -> Bools:
    """Who has a declaration at `au`."""
    people, rng = block.people, block.rng("déclarés")
    adult = np.flatnonzero((people.age >= 16) & people.present)
    young = people.age[adult] < 26
    recent = people.arrived[adult] > block.at.start
    score = 1.25 * young + 1.3 * recent + 2.5 * ~block.means.regular[people.household[adult]]
    score = score - 0.5 * block.reactions.propensity[adult]
    without = systematic(rng, calibrated(score, np.ones(adult.size), WITHOUT_FROM_16), young.astype(np.int64))
    declared: Bools = chance(rng, np.where(people.age < 16, MINORS_WITH, 1 - WITHOUT_FROM_16), people.count)
    declared[adult] = ~without
    return declared


def _another(block: Block, rng: np.random.Generator) -> Ints:
    """A doctor who practises."""
    practising = np.flatnonzero(~happened(block.doctors.stopped[: block.doctors.general]))
    chosen: Ints = practising[rng.integers(0, practising.size, block.people.count)]
    return chosen


def _rows(block: Block, persons: Ints, doctor: Ints, first: Ints, until: Ints, rng: np.random.Generator) -> Columns:
    columns = {
        "assure": block.person(persons),
        "medecin": block.doctors.doctor(doctor[persons]),
        "debut": day(first[persons]),
        "fin": day(until[persons]),
    }
    known = np.maximum(block.at.start, first[persons] + days_between(rng, 0, 12, persons.size))
    closed = np.where(happened(until[persons]), until[persons] + days_between(rng, 1, 20, persons.size), NEVER)
    return told(columns, known, block.at.au, [Reveal(closed, ("fin",))])
