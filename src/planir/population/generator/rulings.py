"""Decisions that answer no request: work accidents recognised or not, debts notified."""

from __future__ import annotations

import numpy as np

from planir.population.generator.arrays import Ints, when
from planir.population.generator.block import Block
from planir.population.generator.columns import day, word
from planir.population.generator.filing import REMEDIES, SENSES, SUBJECTS
from planir.population.generator.knowledge import Reveal, told
from planir.population.generator.leave import INJURY
from planir.population.generator.randomness import chance, pick
from planir.population.generator.rows import Rows, rows
from planir.population.generator.timeline import add_months


def written(block: Block) -> list[Rows]:
    """Two months to contest what is not favourable, before the commission; some go on to the court."""
    rng, leaves = block.rng("accidents reconnus"), block.leaves
    injured = np.flatnonzero((leaves.risk == INJURY) & (leaves.first >= block.at.start))
    sense = pick(rng, injured.size, (0.86, 0.04, 0.10))
    notified = leaves.first[injured] + rng.integers(15, 90, injured.size)
    return [_ruling(block, rng, leaves.person[injured], sense, notified)]


def _ruling(block: Block, rng: np.random.Generator, person: Ints, sense: Ints, notified: Ints) -> Rows:
    count = person.size
    against = sense > 0
    appeal = when(against & chance(rng, 0.15, count), notified + rng.integers(8, 60, count))
    columns = {
        "decision": block.serial("KM", count),
        "assure": block.person(person),
        "objet": word(np.full(count, SUBJECTS.index("at_mp")), SUBJECTS),
        "sens": word(sense, SENSES),
        "notifiee_le": day(notified),
        "voie_recours": word(np.where(against, pick(rng, count, (0.85, 0.12, 0.03)), len(REMEDIES) - 1), REMEDIES),
        "recours_jusqu": day(when(against, add_months(notified, 2))),
        "recours_le": day(appeal),
    }
    return rows("decision", told(columns, notified, block.at.au, [Reveal(appeal, ("recours_le",))]))
