"""After a death: relatives who ask for the capital, and relatives of those who died of a work accident."""

from __future__ import annotations

import numpy as np

from planir.population.generator.arrays import NEVER, NOBODY, Bools, Ints, happened
from planir.population.generator.block import Block
from planir.population.generator.columns import day, named, word
from planir.population.generator.course import Course, follow
from planir.population.generator.filing import PAPERS, Papers, decisions, papers, requests, simple
from planir.population.generator.knowledge import told
from planir.population.generator.leave import insured
from planir.population.generator.randomness import chance
from planir.population.generator.rows import Columns, Rows

WORK_ACCIDENT = 0.18
"""Share of the deaths of workers, far more than in life, so that a département of 50,000 has some."""


def bereaved(block: Block) -> tuple[Ints, Ints]:
    """Adults of the households of workers who died, and whom each lost."""
    people = block.people
    lost = np.flatnonzero(happened(people.death) & insured(people, block.occupation) & (people.age >= 18))
    position, persons = block.members(people.household[lost])
    dead = lost[position]
    alive = (persons != dead) & people.present[persons] & (people.age[persons] >= 18)
    return persons[alive], dead[alive]


def work_deaths(block: Block) -> Bools:
    """Persons who died of a work accident."""
    people = block.people
    at_work = happened(people.death) & insured(people, block.occupation) & (people.age < 64) & (people.age >= 18)
    fatal: Bools = at_work & chance(block.rng("accidents mortels"), WORK_ACCIDENT, people.count)
    return fatal


def written(block: Block) -> list[Rows]:
    rng = block.rng("capital décès")
    persons, dead = bereaved(block)
    asks = np.flatnonzero(chance(rng, 0.38, persons.size))
    filed = block.people.death[dead[asks]] + rng.integers(8, 320, asks.size)
    kept = filed <= block.at.au
    person, filed = persons[asks][kept], filed[kept]
    count = person.size
    waits = chance(rng, 0.3, count)
    complete = filed + np.where(waits, rng.integers(10, 60, count), 0)
    files = simple(
        "DD", "capital_deces", person, filed, complete, complete + rng.integers(8, 50, count), chance(rng, 0.93, count)
    )
    late = np.flatnonzero(waits)
    asked = Papers(
        letters="PD",
        person=person[late],
        of=late,
        kind=np.full(late.size, PAPERS.index("acte_deces")),
        giver=np.zeros(late.size, dtype=np.int64),
        asked=filed[late] + 3,
        received=complete[late],
        rejected=np.full(late.size, NEVER),
        reason=np.full(late.size, NOBODY),
    )
    return [
        requests(block, files),
        papers(block, files, asked),
        decisions(block, "KD", "capital_deces", files),
        *_pensions(block),
    ]


def _pensions(block: Block) -> list[Rows]:
    """Relatives of those who died at work who asked for a pension."""
    rng = block.rng("rentes d'ayants droit")
    persons, dead = bereaved(block)
    asks = np.flatnonzero(work_deaths(block)[dead] & chance(rng, 0.4, persons.size))
    filed = block.people.death[dead[asks]] + rng.integers(20, 240, asks.size)
    kept = filed <= block.at.au
    files = follow(rng, "DP", "rente_ayant_droit", persons[asks][kept], filed[kept], Course(slow=0.4, granted=0.95))
    return [requests(block, files)]


def restricted(block: Block) -> Columns:
    """One event for each relative; its object is the person who died."""
    fatal = work_deaths(block)
    persons, dead = bereaved(block)
    kept = fatal[dead]
    persons, dead = persons[kept], dead[kept]
    died = block.people.death[dead]
    columns = {
        "assure": block.person(persons),
        "type": word(np.full(persons.size, RESTRICTED.index("deces_at_mp")), RESTRICTED),
        "date_evenement": day(died),
        "objet": named(dead, block.names),
    }
    return told(columns, np.maximum(died + 12, block.at.start), block.at.au)


RESTRICTED = (
    "ecrou",
    "liberation_prevue",
    "liberation",
    "placement_ase",
    "fin_placement_ase",
    "identification_autonome",
    "deces_at_mp",
)
