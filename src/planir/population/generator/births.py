"""Pregnancies and deliveries (`evenement_medical`), with the acts that follow them."""

from __future__ import annotations

import numpy as np

from planir.population.generator.acts import CONSULTATION, IMAGING, Acts
from planir.population.generator.arrays import Ints
from planir.population.generator.block import Block
from planir.population.generator.columns import day, word
from planir.population.generator.households import FEMALE
from planir.population.generator.knowledge import told
from planir.population.generator.randomness import chance
from planir.population.generator.rows import Rows, rows, stacked

TYPES = ("grossesse_declaree", "accouchement")
PREGNANCY = 270
EXAMS = 7
"""Compulsory examinations, from the third month to the ninth."""


def pregnancies(block: Block) -> tuple[Ints, Ints]:
    """Women and the presumed first day of each pregnancy, born or to be born after `au`."""
    people, at, rng = block.people, block.at, block.rng("grossesses")
    children, mothers = block.newborns
    young = (people.sex == FEMALE) & (people.age >= 19) & (people.age < 43) & people.present
    now = np.flatnonzero(
        young & chance(rng, np.interp(people.age, (19, 24, 31, 40, 43), (0.01, 0.06, 0.085, 0.02, 0)), people.count)
    )
    started = at.au - rng.integers(0, PREGNANCY, now.size)
    kept = people.birth[children] - PREGNANCY > at.start - 200
    born, bearing = people.birth[children][kept], mothers[kept]
    alone = ~np.isin(now, bearing[born > at.au - 400])
    return np.r_[bearing, now[alone]], np.r_[born - PREGNANCY, started[alone]]


def written(block: Block) -> list[Rows]:
    at, rng = block.at, block.rng("déclarations de grossesse")
    women, started = pregnancies(block)
    declared = chance(rng, 0.97, women.size)
    delivered = started + PREGNANCY
    parts = []
    for number, (days, known, kept) in enumerate(
        (
            (started, started + rng.integers(62, 105, women.size), declared),
            (delivered, delivered + rng.integers(4, 30, women.size), delivered <= at.au),
        )
    ):
        persons = np.flatnonzero(kept)
        columns = {
            "assure": block.person(women[persons]),
            "type": word(np.full(persons.size, number), TYPES),
            "date_evenement": day(days[persons]),
        }
        parts.append(told(columns, np.maximum(known[persons], at.start), at.au))
    return [rows("evenement_medical", stacked(parts))]


def exams(block: Block) -> Acts:
    """Monthly consultations and three scans; one woman in six misses half of them."""
    rng = block.rng("examens de grossesse")
    women, started = pregnancies(block)
    follows = np.where(chance(rng, 0.84, women.size), 0.95, 0.45)
    person = np.repeat(women, EXAMS + 3)
    number = np.tile(np.arange(EXAMS + 3), women.size)
    month = np.where(number < EXAMS, 75 + 30 * number, 80 + 70 * (number - EXAMS))
    days = np.repeat(started, EXAMS + 3) + month + rng.integers(0, 12, person.size)
    done = (rng.random(person.size) < np.repeat(follows, EXAMS + 3)) & (days <= block.at.au)
    family = np.where(number < EXAMS, CONSULTATION, IMAGING)
    return Acts.ordinary(person[done], days[done], family[done])
