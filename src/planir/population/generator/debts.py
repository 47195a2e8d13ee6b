"""The table `creance`: sums claimed back, and unpaid participations to the C2S."""

from __future__ import annotations

import numpy as np

from planir.population.generator.arrays import NEVER, Bools, Floats, Ints, happened, when
from planir.population.generator.block import Block
from planir.population.generator.columns import day, flag, money, word
from planir.population.generator.filing import requests, simple
from planir.population.generator.knowledge import Reveal, told
from planir.population.generator.randomness import chance, days_between
from planir.population.generator.rows import Columns, Rows, rows
from planir.population.generator.timeline import add_months

NATURES = ("indu", "participation_c2s")


def written(block: Block) -> list[Rows]:
    people, at, rng = block.people, block.at, block.rng("indus")
    paid = np.zeros(people.count)
    paid[block.leaves.person] += 1
    share = np.where(paid > 0, 0.05, 0.006) * (people.age >= 18)
    persons = np.flatnonzero(people.present & chance(rng, share, people.count))
    notified = days_between(rng, at.start, at.au, persons.size)
    amount = np.rint(np.exp(rng.normal(5.1, 1.0, persons.size)) * 100) / 100
    forgiven = chance(rng, 0.12, persons.size)
    asked = when(forgiven, notified + rng.integers(4, 75, persons.size))
    filed = asked[forgiven]
    decided = filed + rng.integers(20, 90, filed.size)
    files = simple("DR", "remise_dette", persons[forgiven], filed, filed, decided, chance(rng, 0.6, filed.size))
    claimed = _debts(block, rng, "CI", 0, persons, notified, amount, asked)
    return [rows("creance", claimed), rows("creance", _participations(block)), requests(block, files)]


def _participations(block: Block) -> Columns:
    """Months of participation not paid, one time in eight, some weeks after the right began."""
    at, rng, rights = block.at, block.rng("participations"), block.solidarity.rights
    unpaid = rights.participation & (rights.first > at.start) & chance(rng, 0.13, rights.household.size)
    kept = np.flatnonzero(unpaid)
    notified = add_months(rights.first[kept], rng.integers(2, 11, kept.size)) + 4
    kept, notified = kept[notified <= at.au], notified[notified <= at.au]
    size = np.maximum(block.means.size[rights.household[kept]], 1)
    amount = 8.0 * rng.integers(1, 4, kept.size) * size + 6.0 * rng.integers(0, 3, kept.size)
    persons = block.households.reference[rights.household[kept]]
    return _debts(block, rng, "CP", 1, persons, notified, amount, np.full(kept.size, NEVER))


def _debts(
    block: Block,
    rng: np.random.Generator,
    letters: str,
    nature: int,
    persons: Ints,
    notified: Ints,
    amount: Floats,
    asked: Ints,
) -> Columns:
    count = persons.size
    settled: Bools = chance(rng, 0.6, count) & ~happened(asked)
    paid = when(settled, notified + 5 + rng.exponential(40, count).astype(np.int64))
    schedule = ~settled & ~happened(asked) & chance(rng, 0.3, count)
    spread = when(schedule, notified + rng.integers(15, 60, count))
    columns = {
        "creance": block.serial(letters, count),
        "assure": block.person(persons),
        "nature": word(np.full(count, nature), NATURES),
        "montant": money(amount),
        "notifiee_le": day(notified),
        "solde": money(np.where(settled, 0.0, amount)),
        "reglee_le": day(paid),
        "remise_demandee_le": day(asked),
        "echeancier": flag(schedule),
    }
    reveals = [
        Reveal(paid, ("reglee_le", "solde"), {"solde": money(amount)}),
        Reveal(asked, ("remise_demandee_le",)),
        Reveal(spread, ("echeancier",), {"echeancier": flag(np.zeros(count, dtype=np.bool_))}),
    ]
    return told(columns, notified, block.at.au, reveals)
