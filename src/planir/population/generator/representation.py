"""The table `representant`: parents of minors, guardians of some adults."""

from __future__ import annotations

import numpy as np

from planir.population.generator.arrays import NEVER, NOBODY
from planir.population.generator.block import Block
from planir.population.generator.columns import day, word
from planir.population.generator.knowledge import told
from planir.population.generator.randomness import chance, days_between, pick
from planir.population.generator.rows import Rows, rows, stacked
from planir.population.generator.timeline import add_years

TYPES = ("parent", "tuteur", "curateur", "habilitation_familiale", "mandat")
BODIES = ("association tutélaire fictive 1", "association tutélaire fictive 2")


def written(block: Block) -> list[Rows]:
    people, at, rng = block.people, block.at, block.rng("représentants")
    majority = add_years(people.birth, 18)
    minors = np.flatnonzero((people.parent != NOBODY) & (majority > at.start))
    share = np.interp(people.age, (18, 60, 75, 92), (0.006, 0.009, 0.016, 0.07))
    guarded = np.flatnonzero(people.present & (people.age >= 18) & chance(rng, share, people.count))
    by_body = chance(rng, 0.55, guarded.size)
    relative = rng.integers(0, people.count, guarded.size)
    relative = np.where(by_body | (people.age[relative] < 30) | (relative == guarded), NOBODY, relative)
    since = at.au - days_between(rng, 30, 3000, guarded.size)
    parts = [
        {
            "assure": block.person(minors),
            "type": word(np.zeros(minors.size, dtype=np.int64), TYPES),
            "representant": block.person(people.parent[minors]),
            "organisme": word(np.full(minors.size, NOBODY), BODIES),
            "debut": day(people.birth[minors]),
            "fin": day(majority[minors] - 1),
        },
        {
            "assure": block.person(guarded),
            "type": word(1 + pick(rng, guarded.size, (0.45, 0.38, 0.12, 0.05)), TYPES),
            "representant": block.person(relative),
            "organisme": word(np.where(by_body, guarded % 2, NOBODY), BODIES),
            "debut": day(since),
            "fin": day(np.full(guarded.size, NEVER)),
        },
    ]
    known = (np.maximum(people.birth[minors] + 20, at.start), np.maximum(since + 20, at.start))
    versions = [told(part, day_known, at.au) for part, day_known in zip(parts, known, strict=True)]
    return [rows("representant", stacked(versions))]
