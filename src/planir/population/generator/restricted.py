"""What only some may read: detention, placements at the ASE, fatal work accidents, residence permits."""

from __future__ import annotations

import numpy as np

from planir.population.generator.arrays import NEVER, NOBODY, Ints, happened, when
from planir.population.generator.block import Block
from planir.population.generator.columns import Column, day, flag, word
from planir.population.generator.deaths import RESTRICTED
from planir.population.generator.deaths import restricted as fatal_accidents
from planir.population.generator.households import CHILD, MALE
from planir.population.generator.knowledge import told
from planir.population.generator.randomness import chance, days_between, pick
from planir.population.generator.rows import Columns, Rows, merged, rows, stacked
from planir.population.generator.timeline import add_years

PRISONS = ("établissement fictif A", "établissement fictif B")
SERVICES = ("ase-fictive-nord", "ase-fictive-sud", "ase-fictive-centre")
PERMITS = ("visiteur", "pluriannuelle", "resident", "recepisse")
PERMIT_YEARS = np.array([1, 4, 10, 0])


def written(block: Block) -> list[Rows]:
    parts = [rows("evenement_restreint", part) for part in (*_detention(block), *_placements(block))]
    return [merged([*parts, rows("evenement_restreint", fatal_accidents(block))]), _permits(block)]


def _events(block: Block, kind: str, persons: Ints, days: Ints, known: Ints, about: Column) -> Columns:
    columns = {
        "assure": block.person(persons),
        "type": word(np.full(persons.size, RESTRICTED.index(kind)), RESTRICTED),
        "date_evenement": day(days),
        "objet": about,
    }
    return told(columns, np.where(happened(known), np.maximum(known, block.at.start), NEVER), block.at.au)


def _detention(block: Block) -> list[Columns]:
    """Imprisonment, a planned day of release known months before, the release itself."""
    people, at, rng = block.people, block.at, block.rng("détention")
    share = np.where(people.sex == MALE, 0.0085, 0.0005) * ((people.age >= 19) & (people.age < 62))
    persons = np.flatnonzero(people.present & chance(rng, share, people.count))
    entered = days_between(rng, at.start, at.au, persons.size)
    stay = 40 + rng.exponential(280, persons.size).astype(np.int64)
    planned = entered + stay
    released = when(planned <= at.au, planned + rng.integers(-4, 2, persons.size))
    announced = np.maximum(entered + 20, planned - rng.integers(60, 160, persons.size))
    where = word(pick(rng, persons.size, (0.7, 0.3)), PRISONS)
    return [
        _events(block, "ecrou", persons, entered, entered + 6, where),
        _events(block, "liberation_prevue", persons, planned, announced, where),
        _events(block, "liberation", persons, released, released + 3, where),
    ]


def _placements(block: Block) -> list[Columns]:
    """Children in care; half are identified on their own number within weeks, others wait."""
    people, at, rng = block.people, block.at, block.rng("placements")
    minors = people.present & (people.role == CHILD) & (people.age < 18) & (people.age >= 1)
    persons = np.flatnonzero(minors & chance(rng, 0.016, people.count))
    placed = np.maximum(at.au - rng.exponential(640, persons.size).astype(np.int64) - 4, people.birth[persons] + 20)
    stays = chance(rng, 0.68, persons.size)
    ended = np.where(stays, NEVER, placed + 60 + rng.exponential(400, persons.size).astype(np.int64))
    ended = np.minimum(ended, add_years(people.birth[persons], 18))
    way = pick(rng, persons.size, (0.58, 0.24, 0.18))
    wait = np.choose(way, [rng.integers(3, 30, persons.size), rng.integers(30, 300, persons.size), NEVER])
    identified = np.where(placed + wait < ended, placed + wait, NEVER)
    service = word(np.where(chance(rng, 0.97, persons.size), pick(rng, persons.size, (1, 1, 1)), NOBODY), SERVICES)
    return [
        _events(block, "placement_ase", persons, placed, placed + 12, service),
        _events(block, "fin_placement_ase", persons, when(ended <= at.au, ended), ended + 10, service),
        _events(
            block, "identification_autonome", persons, when(identified <= at.au, identified), identified + 2, service
        ),
    ]


def _permits(block: Block) -> Rows:
    """Permits of one, four or ten years, known when they are shown; some are renewed in time."""
    people, at, rng = block.people, block.at, block.rng("titres")
    foreign = chance(rng, 0.055, block.households.count) & block.means.regular
    persons = np.flatnonzero(foreign[people.household] & people.present & (people.age >= 18))
    kind = pick(rng, persons.size, (0.30, 0.36, 0.30, 0.04))
    length = np.where(kind == 3, 180, PERMIT_YEARS[kind] * 365)
    last = at.au - 210 + np.floor(rng.random(persons.size) * (length + 30)).astype(np.int64)
    renewed = (last < at.au + 60) & chance(rng, 0.72, persons.size)
    parts = []
    for first, end, kept in (
        (last - 2 * length + 1, last - length, last - length > at.start),
        (last - length + 1, last, np.ones(persons.size, dtype=np.bool_)),
        (last + 1, last + length, renewed),
    ):
        rows_kept = np.flatnonzero(kept)
        columns = {
            "assure": block.person(persons[rows_kept]),
            "type": word(kind[rows_kept], PERMITS),
            "debut": day(first[rows_kept]),
            "fin": day(end[rows_kept]),
            "eloignement": flag(chance(rng, 0.004, rows_kept.size)),
        }
        known = np.maximum(first[rows_kept] + rng.integers(-30, 60, rows_kept.size), at.start)
        parts.append(told(columns, known, at.au))
    return rows("titre_sejour", stacked(parts))
