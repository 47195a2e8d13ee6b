"""The hidden state of one block of persons: everything true about them, drawn before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from planir.population.generator.allowances import Allowances
from planir.population.generator.arrays import Bools, Ints
from planir.population.generator.c2s import Solidarity
from planir.population.generator.columns import Column, named, reference, spelt
from planir.population.generator.doctors import Doctors
from planir.population.generator.households import CHILD, FEMALE, PARTNER, REFERENCE, Households, People
from planir.population.generator.incomes import Incomes
from planir.population.generator.insurance import Insurance
from planir.population.generator.leave import Leaves
from planir.population.generator.means import Means
from planir.population.generator.randomness import stream
from planir.population.generator.reaction import Reactions
from planir.population.generator.timeline import Timeline

BLOCK = 25_000
"""Persons of a block: the unit of memory, and of reproducible draws."""
SERIALS = 1_000_000
"""References of one kind that a block may hold."""


@dataclass(frozen=True)
class Block:
    """`number` numbers the blocks from 0; persons and households of different blocks never meet."""

    seed: int
    number: int
    at: Timeline
    doctors: Doctors
    households: Households
    people: People
    means: Means
    occupation: Ints
    allowances: Allowances
    leaves: Leaves
    incomes: Incomes
    reactions: Reactions
    solidarity: Solidarity
    insurance: Insurance

    def rng(self, topic: str) -> np.random.Generator:
        return stream(self.seed, self.number, topic)

    @cached_property
    def names(self) -> pa.Array:
        """Pseudonyms of the persons: they say that they are synthetic, and sort in the order of the persons."""
        return spelt(self.number * BLOCK + np.arange(self.people.count), "SYN", 9)

    @cached_property
    def household_names(self) -> pa.Array:
        return spelt(self.number * BLOCK + np.arange(self.households.count), "FOY", 9)

    def person(self, persons: Ints) -> Column:
        return named(persons, self.names)

    def household(self, numbers: Ints) -> Column:
        return named(numbers, self.household_names)

    def members(self, homes: Ints) -> tuple[Ints, Ints]:
        """Persons of each of these households: their position in `homes`, and the persons."""
        order = np.argsort(self.people.household, kind="stable")
        of = self.people.household[order]
        first, last = np.searchsorted(of, homes, side="left"), np.searchsorted(of, homes, side="right")
        position = np.repeat(np.arange(homes.size), last - first)
        rank = np.arange(position.size) - np.repeat(np.cumsum(last - first) - (last - first), last - first)
        return position, order[first[position] + rank]

    def serial(self, letters: str, count: int) -> Column:
        """`count` references, different for each (letters, block). One or two letters name what they number.

        Raises ValueError when a block holds too many of them to stay apart from the next one.
        """
        if count > SERIALS:
            raise ValueError(f"{count} references of one kind in a block of {self.people.count} persons")
        return reference(self.number * SERIALS + np.arange(count), letters, 13 - len(letters))

    @cached_property
    def holder(self) -> Bools:
        """Persons who sign for a household, alive and here."""
        signs: Bools = (self.people.role == REFERENCE) & self.people.present
        return signs

    @cached_property
    def newborns(self) -> tuple[Ints, Ints]:
        """Children of the last five years who have a mother in the household, and their mothers."""
        return mothers(self.households, self.people)


def mothers(homes: Households, people: People) -> tuple[Ints, Ints]:
    """Children born in the last five years, and the woman of the household who bore each."""
    woman = np.full(homes.count, -1, dtype=np.int64)
    for role in (PARTNER, REFERENCE):
        women = np.flatnonzero((people.role == role) & (people.sex == FEMALE))
        woman[people.household[women]] = women
    children = np.flatnonzero((people.role == CHILD) & (people.birth > people.at.leave_start))
    bearing = woman[people.household[children]]
    able = bearing >= 0
    children, bearing = children[able], bearing[able]
    age = (people.birth[children] - people.birth[bearing]) / 365.2425
    fertile = (age > 16) & (age < 46)
    return children[fertile], bearing[fertile]
