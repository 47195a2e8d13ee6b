"""The table `arret`: sick pay, statement after statement, with second employers and corrections."""

from __future__ import annotations

import numpy as np

from planir.population.generator.arrays import NEVER, Bools, Ints, rank_in_group
from planir.population.generator.block import Block
from planir.population.generator.columns import day, flag, integer, word
from planir.population.generator.leave import RISKS, SICKNESS
from planir.population.generator.randomness import chance, days_between
from planir.population.generator.rows import Rows, rows

STATEMENT = 14
"""Days paid at a time."""
CORRECTED, SECOND_EMPLOYER = 0.012, 0.03


def written(block: Block) -> list[Rows]:
    leaves, at, rng = block.leaves, block.at, block.rng("décomptes")
    pieces = (leaves.days + STATEMENT - 1) // STATEMENT
    stop = np.repeat(np.arange(leaves.person.size), pieces)
    rank = rank_in_group(stop)
    second = chance(rng, SECOND_EMPLOYER, leaves.person.size)[stop]
    first = leaves.first[stop] + STATEMENT * rank
    last = np.minimum(first + STATEMENT - 1, leaves.last[stop])
    known = last + days_between(rng, 3, 16, stop.size)
    known = np.where(chance(rng, 0.03, stop.size), known + rng.integers(20, 150, stop.size), known)
    corrected = np.flatnonzero(chance(rng, CORRECTED, stop.size))
    again = known[corrected] + days_between(rng, 15, 80, corrected.size)
    doubled = np.flatnonzero(second)
    source = np.r_[np.arange(stop.size), doubled, corrected, corrected]
    days_known = np.r_[known, known[doubled] + 2, again, again + 1]
    sign = np.r_[np.ones(stop.size + doubled.size), np.full(corrected.size, -1), np.ones(corrected.size)].astype(
        np.int64
    )
    kept = np.flatnonzero(days_known <= at.au)
    kept = kept[np.lexsort((first[source[kept]], leaves.person[stop[source[kept]]]))]
    source, days_known, sign = source[kept], days_known[kept], sign[kept]
    of = stop[source]
    columns = {
        "ligne": block.serial("A", source.size),
        "assure": block.person(leaves.person[of]),
        "debut": day(first[source]),
        "fin": day(last[source]),
        "jours": integer((last - first + 1)[source] * sign),
        "ald": flag(leaves.long_illness[of]),
        "risque": word(leaves.risk[of], RISKS),
        "fin_prescrite": day(_prescribed(leaves.last[of], last[source])),
        "temps_partiel": flag((leaves.days[of] > 60) & (leaves.risk[of] == SICKNESS) & part_time(block)[of]),
        "connu_le": day(days_known),
    }
    return [rows("arret", columns)]


def part_time(block: Block) -> Bools:
    """Long stops followed part-time, for therapeutic reasons."""
    return chance(block.rng("temps partiel"), 0.10, block.leaves.person.size)


def resumed(block: Block) -> Ints:
    """The day work is known to have resumed after each stop; never where nobody said so."""
    leaves, rng = block.leaves, block.rng("reprises")
    says = (leaves.days > 10) & ~leaves.exhausted & chance(rng, 0.45, leaves.person.size)
    return np.where(says & (leaves.last < block.at.au), leaves.last + 1, NEVER)


def _prescribed(leave_end: Ints, statement_end: Ints) -> Ints:
    """A doctor prescribes by periods of at most thirty days."""
    return np.minimum(leave_end, statement_end + 16)
