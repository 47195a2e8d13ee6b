"""The tables `complementaire` and `aide_medicale_etat`: what the fund sees of cover, person by person."""

from __future__ import annotations

import numpy as np

from planir.population.generator.arrays import Ints, when
from planir.population.generator.block import Block
from planir.population.generator.columns import day, flag, word
from planir.population.generator.insurance import COLLECTIVE, STATE_AID
from planir.population.generator.knowledge import Reveal, told
from planir.population.generator.randomness import chance, days_between, pick
from planir.population.generator.rows import Columns, Rows, rows, stacked
from planir.population.generator.timeline import add_months

TYPES = ("mutuelle", "c2s_gratuite", "c2s_participation")
MANAGERS = ("caisse", *(f"mutuelle fictive {number:02d}" for number in range(1, 21)))


def written(block: Block) -> list[Rows]:
    return [rows("complementaire", stacked([_ordinary(block), _solidarity(block)])), _state_aid(block)]


def _ordinary(block: Block) -> Columns:
    """Contracts whose link the fund sees. One household in fifteen changed contract on 1 January."""
    people, at, cover, rng = block.people, block.at, block.insurance, block.rng("mutuelles")
    household = people.household
    concerned = cover.linked & (cover.since <= at.au)
    persons = np.flatnonzero(concerned[household] & (people.death > at.start))
    home = household[persons]
    since = np.maximum(cover.since[home], people.birth[persons])
    until = np.minimum(cover.until[home], np.minimum(people.death[persons], people.left[persons]))
    january = (np.datetime64("1970-01-01", "D") + at.au).astype("datetime64[Y]").astype("datetime64[D]")
    switch = int(january.astype(np.int64)) - np.where(chance(rng, 0.5, block.households.count), 0, 365)
    switches = chance(rng, 0.065, block.households.count)[home] & (since < switch[home] - 60) & (until > switch[home])
    manager = pick(rng, block.households.count, (0, *(1 / (rank + 2) for rank in range(20))))
    parts = []
    for first, last, kept, shift in (
        (since, np.where(switches, switch[home] - 1, until), np.ones(persons.size, dtype=np.bool_), 0),
        (switch[home], until, switches, 1),
    ):
        rows_kept = np.flatnonzero(kept & (first <= at.au) & (last >= at.start) & (last >= first))
        columns = {
            "assure": block.person(persons[rows_kept]),
            "type": word(np.zeros(rows_kept.size, dtype=np.int64), TYPES),
            "debut": day(first[rows_kept]),
            "fin": day(last[rows_kept]),
            "gestionnaire": word(1 + (manager[home[rows_kept]] + shift) % 20, MANAGERS),
            "renouvellement_automatique": flag(np.zeros(rows_kept.size, dtype=np.bool_)),
            "collective": flag(cover.cover[home[rows_kept]] == COLLECTIVE),
        }
        known = np.maximum(at.start, first[rows_kept] + days_between(rng, 2, 25, rows_kept.size))
        closed = last[rows_kept] + days_between(rng, -15, 12, rows_kept.size)
        parts.append(told(columns, known, at.au, [Reveal(closed, ("fin",))]))
    return stacked(parts)


def _solidarity(block: Block) -> Columns:
    """Each right of a household, for each of its members who lived there at some time of it."""
    people, at, rights, rng = block.people, block.at, block.solidarity.rights, block.rng("droits c2s")
    right, persons = block.members(rights.household)
    begin = np.maximum(rights.first[right], people.birth[persons])
    end = rights.last[right]
    kept = np.flatnonzero(
        (begin <= end)
        & (rights.known[right] <= at.au)
        & (people.death[persons] > begin)
        & (people.left[persons] > begin)
        & (people.arrived[persons] <= end)
        & (end >= at.start)
    )
    persons, right, begin, end = persons[kept], right[kept], begin[kept], end[kept]
    manager = pick(rng, block.households.count, (0.72, *([0.014] * 20)))[people.household[persons]]
    gone = np.minimum(people.death[persons], people.left[persons])
    columns = {
        "assure": block.person(persons),
        "type": word(np.where(rights.participation[right], 2, 1), TYPES),
        "debut": day(begin),
        "fin": day(np.minimum(end, gone)),
        "gestionnaire": word(manager, MANAGERS),
        "renouvellement_automatique": flag(rights.automatic[right]),
        "collective": flag(np.zeros(right.size, dtype=np.bool_)),
    }
    known = np.maximum(np.maximum(rights.known[right], people.birth[persons] + 25), at.start)
    ending = when(gone < end, np.maximum(gone + 25, known))
    return told(columns, known, at.au, [Reveal(ending, ("fin",), {"fin": day(end)})])


def _state_aid(block: Block) -> Rows:
    """Rights of one year, renewed by two in three."""
    people, at, rng = block.people, block.at, block.rng("ame")
    covered = (block.insurance.cover == STATE_AID)[people.household] & people.present
    persons = np.flatnonzero(covered)
    offset = rng.integers(0, 12, block.households.count)[people.household[persons]]
    this_year = _month_back(block, offset)
    before = chance(rng, 0.6, block.households.count)[people.household[persons]]
    parts = []
    for years, kept in ((1, before), (0, np.ones(persons.size, dtype=np.bool_))):
        chosen = np.flatnonzero(kept)
        first = add_months(this_year[chosen], -12 * years)
        columns = {
            "assure": block.person(persons[chosen]),
            "debut": day(first),
            "fin": day(add_months(first, 12) - 1),
        }
        parts.append(told(columns, np.maximum(first - 12, at.start), at.au))
    return rows("aide_medicale_etat", stacked(parts))


def _month_back(block: Block, months: Ints) -> Ints:
    return add_months(np.full(months.size, block.at.month_starts[-1]), -months)
