"""Long illnesses (`affection`), and who joined or refused Sophia (`adhesion`)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planir.population.generator.arrays import NEVER, Bools, Floats, Ints
from planir.population.generator.block import Block
from planir.population.generator.columns import day, flag, integer, word
from planir.population.generator.knowledge import told
from planir.population.generator.randomness import chance, days_between, pick
from planir.population.generator.rows import Rows, rows

DIABETES = 8
LISTED = ((5, "I50"), (13, "I25"), (30, "C50"), (23, "F32"), (3, "I70"), (12, "I10"), (1, "I63"), (31, ""), (32, ""))
LISTED_WEIGHTS = (0.13, 0.14, 0.27, 0.17, 0.08, 0.03, 0.06, 0.08, 0.04)
DIABETES_CODES = ("E10", "E11")
SERVICES = ("sophia", "mission_accompagnement", "autre")


@dataclass(frozen=True)
class Conditions:
    """By person: diabetes, another long illness (its rank in `LISTED`, −1 without), boxes of antidiabetics a year."""

    diabetic: Bools
    other: Ints
    antidiabetics: Floats

    @property
    def exempt(self) -> Bools:
        return self.diabetic | (self.other >= 0)


def conditions(block: Block) -> Conditions:
    people, rng = block.people, block.rng("affections")
    count, age = people.count, people.age
    diabetic = chance(rng, np.interp(age, (5, 18, 40, 55, 68, 80), (0.001, 0.004, 0.011, 0.05, 0.115, 0.13)), count)
    other = chance(rng, np.interp(age, (0, 30, 50, 65, 85), (0.015, 0.035, 0.10, 0.22, 0.40)), count)
    kind = pick(rng, count, LISTED_WEIGHTS)
    followed = chance(rng, 0.84, count)
    boxes = np.where(diabetic, np.where(followed, rng.uniform(5, 12, count), rng.uniform(0, 2, count)), 0.0)
    return Conditions(diabetic, np.where(other, kind, -1), boxes)


def written(block: Block, ill: Conditions) -> list[Rows]:
    return [_illnesses(block, ill), _memberships(block, ill)]


def _illnesses(block: Block, ill: Conditions) -> Rows:
    people, at, rng = block.people, block.at, block.rng("affection")
    diabetic, others = np.flatnonzero(ill.diabetic), np.flatnonzero(ill.other >= 0)
    persons = np.r_[diabetic, others]
    count = persons.size
    kind = np.r_[pick(rng, diabetic.size, (0.08, 0.92)), ill.other[others] + len(DIABETES_CODES)]
    numbers = np.array([DIABETES, DIABETES, *(number for number, _ in LISTED)])
    exemptions = np.array([41, 41, *(43 if number == 31 else 45 if number == 32 else 41 for number, _ in LISTED)])
    first = np.maximum(people.birth[persons], at.au - days_between(rng, 20, 5500, count))
    years = np.where(chance(rng, 0.5, count), NEVER, 365 * rng.integers(3, 20, count))
    last = np.where(years < NEVER, first + years, NEVER)
    columns = {
        "assure": block.person(persons),
        "ald": integer(numbers[kind]),
        "cim10": word(np.where(numbers[kind] > 30, -1, kind), [*DIABETES_CODES, *(code for _, code in LISTED)]),
        "exoneration": integer(exemptions[kind]),
        "debut": day(first),
        "fin": day(np.where(last > at.au, last, NEVER)),
    }
    return rows("affection", told(columns, np.maximum(at.start, first + days_between(rng, 5, 50, count)), at.au))


def _memberships(block: Block, ill: Conditions) -> Rows:
    """Sophia: three diabetics in ten joined, one in ten said no. Others are followed until their care is done."""
    people, at, rng = block.people, block.at, block.rng("sophia")
    answer = pick(rng, people.count, (0.60, 0.29, 0.11))
    diabetics = np.flatnonzero(ill.diabetic & (people.age >= 18) & (answer > 0))
    helped = np.flatnonzero(people.present & (people.age >= 18) & chance(rng, 0.004, people.count))
    persons = np.r_[diabetics, helped]
    service = np.r_[np.zeros(diabetics.size, dtype=np.int64), 1 + pick(rng, helped.size, (0.9, 0.1))]
    first = np.maximum(people.arrived[persons], at.au - days_between(rng, 10, 2600, persons.size))
    refused = (answer[persons] == 2) & (service == 0)
    leaves = ~refused & chance(rng, 0.12, persons.size)
    columns = {
        "assure": block.person(persons),
        "service": word(service, SERVICES),
        "debut": day(first),
        "fin": day(np.where(leaves, first + days_between(rng, 60, 900, persons.size), NEVER)),
        "refus": flag(refused),
    }
    return rows("adhesion", told(columns, np.maximum(at.start, first + 4), at.au))
