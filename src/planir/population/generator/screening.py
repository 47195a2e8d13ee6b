"""Acts of prevention: breast, colorectal and cervical screening, and the health check.

An organised mammogram and an individual one are different acts: both tell that the woman is followed.
"""

from __future__ import annotations

import numpy as np

from planir.population.generator.acts import BIOLOGY, IMAGING, PREVENTION, Acts
from planir.population.generator.arrays import Bools, Ints
from planir.population.generator.block import Block
from planir.population.generator.households import FEMALE
from planir.population.generator.randomness import calibrated, chance, days_between, pick, systematic

BREAST, COLORECTAL, CERVICAL = 0.477, 0.343, 0.588
"""Shares screened in two years (breast, colorectal) and three (cervical): coverage 2021-2022."""
KNOWN_IN_TIME = 0.985
"""Share of the acts of these windows whose claim has arrived by `au`."""
HEALTH_CHECK = 0.035
"""Share with a health check in three years."""


def drawn(block: Block) -> Acts:
    people = block.people
    woman = people.sex == FEMALE
    middle = (people.age >= 50) & (people.age < 75)
    grown = (people.age >= 25) & (people.age < 66)
    adult = people.age >= 18
    parts = [
        _breast(block, woman & middle),
        _colorectal(block, middle),
        _cervical(block, woman & grown),
        _check(block, adult),
    ]
    return Acts.joined(parts)


def _screened(block: Block, topic: str, concerned: Bools, share: float) -> Ints:
    """Persons screened: fewer among the poor, more among those who act by themselves."""
    rng, people = block.rng(topic), block.people
    group = np.flatnonzero(concerned & people.present)
    poor = block.means.eligible[people.household[group]]
    score = 0.6 * block.reactions.propensity[group] - 0.55 * poor
    probability = calibrated(score, np.ones(group.size), share / KNOWN_IN_TIME)
    return group[systematic(rng, probability, poor.astype(np.int64))]


def _days(block: Block, rng: np.random.Generator, persons: Ints, months: int) -> Ints:
    first = np.maximum(block.at.months_before(months) + 1, block.people.arrived[persons])
    return days_between(rng, first, block.at.au, persons.size)


def _breast(block: Block, concerned: Bools) -> Acts:
    rng = block.rng("sein, actes")
    persons = _screened(block, "sein", concerned, BREAST)
    days = _days(block, rng, persons, 24)
    again = np.flatnonzero(chance(rng, 0.8, persons.size))
    persons, days = np.r_[persons, persons[again]], np.r_[days, days[again] - rng.integers(700, 800, again.size)]
    way = pick(rng, persons.size, (0.62, 0.06, 0.04, 0.17, 0.11))
    natures, codes = np.array([1336, 9312, 9313, 1351, 1351]), np.array([0, 0, 0, 1, 2])
    return Acts(persons, days, np.full(persons.size, IMAGING), natures[way], codes[way])


def _colorectal(block: Block, concerned: Bools) -> Acts:
    rng = block.rng("côlon, actes")
    persons = _screened(block, "côlon", concerned, COLORECTAL)
    days = _days(block, rng, persons, 24)
    again = np.flatnonzero(chance(rng, 0.8, persons.size))
    persons, days = np.r_[persons, persons[again]], np.r_[days, days[again] - rng.integers(700, 800, again.size)]
    nature = np.array([1163, 9311, 9434])[pick(rng, persons.size, (0.2, 0.3, 0.5))]
    return Acts(persons, days, np.full(persons.size, BIOLOGY), nature, np.full(persons.size, -1))


def _cervical(block: Block, concerned: Bools) -> Acts:
    rng = block.rng("col, actes")
    persons = _screened(block, "col", concerned, CERVICAL)
    nature = np.array([9318, 9319])[pick(rng, persons.size, (0.6, 0.4))]
    days = _days(block, rng, persons, 36)
    return Acts(persons, days, np.full(persons.size, PREVENTION), nature, np.full(persons.size, -1))


def _check(block: Block, concerned: Bools) -> Acts:
    rng = block.rng("examen, actes")
    persons = _screened(block, "examen", concerned, HEALTH_CHECK)
    nature = np.array([9511, 4373])[pick(rng, persons.size, (0.7, 0.3))]
    days = _days(block, rng, persons, 36)
    return Acts(persons, days, np.full(persons.size, PREVENTION), nature, np.full(persons.size, -1))
