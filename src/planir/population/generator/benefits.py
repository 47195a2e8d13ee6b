"""The table `allocation`: pensions that the fund pays, allowances that exchange lists bring."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planir.population.generator.arrays import NEVER, Bools, Floats, Ints, happened
from planir.population.generator.block import Block
from planir.population.generator.c2s import LAPSED
from planir.population.generator.columns import NULL, Column, day, integer, money, word
from planir.population.generator.knowledge import Reveal, told
from planir.population.generator.occupation import EARNERS, RETIRED
from planir.population.generator.randomness import chance, days_between
from planir.population.generator.rows import Columns, Rows, rows, stacked
from planir.population.generator.timeline import add_years, first_of_month

TYPES = (
    "rsa", "prime_activite", "aspa", "asi", "aah", "ass", "cej", "are", "pension_invalidite", "pension_retraite",
    "rente_at_mp", "bourse",
)  # fmt: skip
SOURCES = ("caisse", "echange_L114_8", "declare", "drm")


@dataclass(frozen=True)
class Kind:
    """One allowance: the share of its holders that the fund knows, by which source, for how many months on average."""

    known: float
    source: str
    months: float


KINDS = {
    "rsa": Kind(0.985, "echange_L114_8", 40),
    "prime_activite": Kind(0.55, "echange_L114_8", 20),
    "aspa": Kind(0.985, "echange_L114_8", 70),
    "asi": Kind(1.0, "caisse", 60),
    "aah": Kind(0.86, "echange_L114_8", 80),
    "ass": Kind(0.88, "echange_L114_8", 24),
    "cej": Kind(0.70, "echange_L114_8", 5),
    "are": Kind(0.62, "drm", 9),
    "pension_invalidite": Kind(1.0, "caisse", 70),
    "pension_retraite": Kind(0.97, "echange_L114_8", 120),
    "rente_at_mp": Kind(1.0, "caisse", 90),
    "bourse": Kind(0.30, "declare", 8),
}


def written(block: Block) -> list[Rows]:
    aid = block.allowances
    holders = {
        "rsa": aid.rsa,
        "prime_activite": aid.prime_activite,
        "aspa": aid.aspa,
        "asi": aid.asi,
        "aah": aid.aah,
        "ass": aid.ass,
        "cej": aid.cej,
        "are": aid.are,
        "pension_invalidite": aid.category > 0,
        "pension_retraite": block.people.present & (block.occupation == RETIRED),
        "rente_at_mp": aid.injury_rent,
        "bourse": aid.student_aid > 0,
    }
    parts = [_current(block, name, concerned) for name, concerned in holders.items()]
    return [rows("allocation", stacked([*parts, *_ended(block)]))]


def _current(block: Block, name: str, concerned: Bools) -> Columns:
    people, at, rng = block.people, block.at, block.rng(f"allocation {name}")
    kind = KINDS[name]
    persons = np.flatnonzero(concerned & chance(rng, kind.known, people.count))
    count = persons.size
    first = first_of_month(at.au - rng.exponential(kind.months * 30.4, count).astype(np.int64))
    earliest = add_years(people.birth[persons], 62 if name == "pension_retraite" else 16)
    first = np.clip(first, np.minimum(earliest, at.au - 31), at.au)
    if name == "pension_retraite":
        first = np.maximum(first_of_month(add_years(people.birth[persons], 62) + 40), at.au - 15_000)
        first = np.minimum(first, first_of_month(np.full(count, at.au)))
    if name == "rsa":
        first = block.allowances.rsa_since[persons]
    full, category = np.full(count, NULL), np.full(count, NULL)
    if name == "aah":
        full = block.allowances.aah_full[persons].astype(np.int64)
    if name == "bourse":
        full = (block.allowances.student_aid[persons] == 2).astype(np.int64)
    if name == "pension_invalidite":
        category = block.allowances.category[persons]
    amount = block.incomes.latest(name, people.count)[persons]
    amount = np.where(amount > 0, amount, np.nan)
    return _rows(block, name, persons, first, np.full(count, NEVER), amount, full, category)


def _ended(block: Block) -> list[Columns]:
    """Rights that came to an end in the three years: a job found, a death, the age of 62 for the disabled,
    an RSA whose C2S lapsed after it."""
    people, at, rng = block.people, block.at, block.rng("allocations finies")
    found = np.flatnonzero(people.present & np.isin(block.occupation, EARNERS) & chance(rng, 0.06, people.count))
    last = first_of_month(days_between(rng, at.start + 60, at.au - 1, found.size)) - 1
    lost = np.flatnonzero(
        happened(people.death) & (people.age >= 25) & (people.age < 63) & chance(rng, 0.15, people.count)
    )
    aged = np.flatnonzero(
        people.present & (block.occupation == RETIRED) & (people.age >= 62) & (people.age < 66)
        & chance(rng, 0.11, people.count)
    )  # fmt: skip
    sixty_two = first_of_month(first_of_month(add_years(people.birth[aged], 62)) + 31) - 1
    return [
        _finished(block, "are", found, last, 1050.0),
        _finished(block, "pension_invalidite", aged, sixty_two, 790.0),
        _finished(block, "pension_invalidite", lost, people.death[lost], 820.0),
        _lapsed_rsa(block, rng),
    ]


def _finished(block: Block, name: str, persons: Ints, last: Ints, euros: float) -> Columns:
    rng = block.rng(f"début {name}")
    first = first_of_month(last - days_between(rng, 90, 1200, persons.size))
    category = np.full(persons.size, 2 if name == "pension_invalidite" else NULL)
    return _rows(block, name, persons, first, last, np.full(persons.size, euros), np.full(persons.size, NULL), category)


def _lapsed_rsa(block: Block, rng: np.random.Generator) -> Columns:
    """Former holders: the RSA began a month before their first C2S and stopped during the last one."""
    rights, homes = block.solidarity.rights, block.households
    begins, ends = np.full(homes.count, NEVER), np.zeros(homes.count, dtype=np.int64)
    np.minimum.at(begins, rights.household, rights.first)
    np.maximum.at(ends, rights.household, rights.last)
    lapsed = (block.solidarity.standing == LAPSED) & chance(rng, 0.4, homes.count)
    home = np.flatnonzero(lapsed & block.people.present[homes.reference] & (block.people.age[homes.reference] < 66))
    first = first_of_month(begins[home] - 40)
    last = first_of_month(ends[home] - rng.integers(0, 300, home.size)) - 1
    nothing = np.full(home.size, NULL)
    return _rows(block, "rsa", homes.reference[home], first, last, np.full(home.size, 420.0), nothing, nothing)


def _rows(
    block: Block, name: str, persons: Ints, first: Ints, last: Ints, amount: Floats, full: Ints, category: Ints
) -> Columns:
    at, rng, source = block.at, block.rng(f"allocation connue {name}"), KINDS[name].source
    delay = 5 if source == "caisse" else 35
    columns = {
        "assure": block.person(persons),
        "type": word(np.full(persons.size, TYPES.index(name)), TYPES),
        "debut": day(first),
        "fin": day(last),
        "montant_mensuel": money(amount),
        "taux_plein": Column(full, "flag"),
        "categorie": integer(category),
        "provenance": word(np.full(persons.size, SOURCES.index(source)), SOURCES),
    }
    known = np.maximum(at.start, np.minimum(first + delay + rng.integers(0, 25, persons.size), at.au))
    closed = np.where(happened(last), last + rng.integers(3, 45, persons.size), NEVER)
    return told(columns, known, at.au, [Reveal(closed, ("fin",))])
