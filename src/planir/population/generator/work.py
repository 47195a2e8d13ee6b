"""The table `activite`: jobs that employers declare, seasons, apprenticeships, ESAT, with hours and earnings."""

from __future__ import annotations

import numpy as np

from planir.population.generator.amounts import NET_HOURLY_MINIMUM
from planir.population.generator.arrays import NEVER, NOBODY, Bools, Floats, Ints, happened
from planir.population.generator.block import Block
from planir.population.generator.columns import day, money, reference, word
from planir.population.generator.knowledge import Reveal, told
from planir.population.generator.occupation import APPRENTICE, EMPLOYEE, JOBSEEKER, SEASONAL, SELF_EMPLOYED
from planir.population.generator.randomness import chance, days_between
from planir.population.generator.rows import Columns, Rows, rows, stacked
from planir.population.generator.timeline import HISTORY_MONTHS, add_months

NATURES = ("salarie", "apprentissage", "saisonnier", "independant", "esat")
LEGAL_HOURS = 151.67
GROSS_OVER_NET = 1.28
WORKING_PENSIONERS = 0.24
"""Share of people with an invalidity pension who also work."""


def written(block: Block) -> list[Rows]:
    people, at, rng = block.people, block.at, block.rng("activités")
    work, count = block.occupation, people.count
    known = chance(rng, 0.95, count) & (people.death > at.start)
    disabled = (block.allowances.category > 0) & chance(rng, WORKING_PENSIONERS, count)
    sheltered = block.allowances.aah & ~block.allowances.aah_full & chance(rng, 0.25, count)
    steady = known & np.isin(work, [EMPLOYEE, APPRENTICE, SELF_EMPLOYED])
    nature = np.where(work == APPRENTICE, 1, np.where(work == SELF_EMPLOYED, 3, 0))
    nature = np.where(sheltered, 4, nature)
    gone = np.minimum(people.death, people.left)
    end = np.minimum(gone, at.au)
    first = np.maximum(end - rng.exponential(1900, count).astype(np.int64) - 20, people.birth + 5_850)
    wage = block.incomes.latest("salaire", count) + block.incomes.latest("independant", count)
    usual = _usual(block)
    wage = np.where(wage > 0, wage, np.where(usual > 0, usual, rng.uniform(350, 900, count)))
    holds = steady | disabled | sheltered
    holds &= first < end
    parts = [_rows(block, rng, np.flatnonzero(holds), nature, first, gone, wage)]
    parts.append(_lost(block, rng, usual))
    parts.extend(_seasons(block, rng, usual))
    return [rows("activite", stacked(parts))]


def _usual(block: Block) -> Floats:
    """The highest monthly wage of the three years, for those who had one."""
    usual = np.zeros(block.people.count)
    if "salaire" in block.incomes.persons:
        usual[block.incomes.persons["salaire"]] = block.incomes.euros["salaire"].max(axis=1)
    return usual


def _lost(block: Block, rng: np.random.Generator, usual: Floats) -> Columns:
    """Jobs that ended before an unemployment."""
    people, at = block.people, block.at
    persons = np.flatnonzero(people.present & (block.occupation == JOBSEEKER) & (people.age >= 19))
    last = np.full(people.count, NEVER)
    last[persons] = at.au - days_between(rng, 30, 900, persons.size)
    salary = block.incomes.persons.get("salaire", np.zeros(0, dtype=np.int64))
    if salary.size:
        months = (block.incomes.euros["salaire"] > 0).sum(axis=1)
        worked = np.zeros(people.count, dtype=np.int64)
        worked[salary] = months
        partial = (worked > 0) & (worked < HISTORY_MONTHS)
        last = np.where(partial & (last < NEVER), at.month_starts[np.minimum(worked, HISTORY_MONTHS)] - 1, last)
    first = last - days_between(rng, 90, 2500, people.count)
    nature = np.full(people.count, NATURES.index("salarie"))
    return _rows(block, rng, persons, nature, first, last, np.where(usual > 0, usual, 1250.0))


def _seasons(block: Block, rng: np.random.Generator, usual: Floats) -> list[Columns]:
    """Winter and summer contracts of seasonal workers, three years in a row; the last may go on."""
    people, at = block.people, block.at
    persons = np.flatnonzero(people.present & (block.occupation == SEASONAL))
    shift = rng.integers(0, 6, people.count)
    parts = []
    for season in range(6):
        first = add_months(np.full(people.count, at.month_starts[0]), 6 * season + shift)
        last = add_months(first, 4) - 1
        kept = persons[(first[persons] <= at.au) & chance(rng, 0.9, persons.size)]
        nature = np.full(people.count, NATURES.index("saisonnier"))
        parts.append(_rows(block, rng, kept, nature, first, last, np.where(usual > 0, usual, 1500.0)))
    return parts


def _rows(
    block: Block, rng: np.random.Generator, persons: Ints, nature: Ints, first: Ints, last: Ints, wage: Floats
) -> Columns:
    """Rows of `activite` for these persons; the other arrays are by person of the block."""
    at = block.at
    kind = nature[persons]
    hours = np.clip(np.rint(wage[persons] / NET_HOURLY_MINIMUM), 8, LEGAL_HOURS)
    own: Bools = kind == NATURES.index("independant")
    told_hours = ~own & chance(rng, 0.88, persons.size)
    columns = {
        "assure": block.person(persons),
        "employeur": reference(np.where(own, NOBODY, rng.integers(0, 4000, persons.size)), "EMP", 6),
        "nature": word(kind, NATURES),
        "debut": day(first[persons]),
        "fin": day(last[persons]),
        "heures_mensuelles": money(np.where(told_hours, hours, np.nan)),
        "salaire_mensuel": money(np.where(told_hours, wage[persons] * GROSS_OVER_NET, np.nan)),
        "provenance": word(own.astype(np.int64), ("employeur", "caisse")),
    }
    known = np.maximum(at.start, first[persons] + days_between(rng, 8, 45, persons.size))
    closed = np.where(happened(last[persons]), np.maximum(last[persons], known) + 20, NEVER)
    return told(columns, known, at.au, [Reveal(closed, ("fin",))])
