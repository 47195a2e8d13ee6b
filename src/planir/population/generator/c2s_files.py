"""C2S requests as the fund files them, with the papers asked and the decisions."""

from __future__ import annotations

import numpy as np

from planir.population.generator.arrays import NEVER, NOBODY, happened, when
from planir.population.generator.block import Block
from planir.population.generator.c2s_requests import DROPPED
from planir.population.generator.filing import (
    C2S_FREE,
    C2S_SHARED,
    GIVEN_UP,
    PAPERS,
    REFUSED,
    Files,
    Papers,
    decisions,
    papers,
    requests,
)
from planir.population.generator.means import ABOVE, FREE, NEAR, PARTICIPATION
from planir.population.generator.randomness import chance, pick
from planir.population.generator.rows import Rows

ASKED = (PAPERS.index("avis_imposition"), PAPERS.index("justificatif_ressources"), PAPERS.index("identite"))


def written(block: Block) -> list[Rows]:
    asked = block.solidarity.requests
    code = {FREE: C2S_FREE, PARTICIPATION: C2S_SHARED, NEAR: C2S_SHARED, ABOVE: REFUSED, DROPPED: GIVEN_UP}
    result = np.array([code[result] for result in range(len(code))])[asked.result]
    files = Files(
        letters="DC",
        type="c2s",
        person=block.households.reference[asked.household],
        filed=asked.filed,
        complete=asked.complete,
        decided=asked.decided,
        result=result,
        notified=asked.notified,
        joined=asked.joined,
        renewal=asked.renewal,
        household=asked.household,
    )
    return [requests(block, files), papers(block, files, _missing(block, files)), decisions(block, "KC", "c2s", files)]


def _missing(block: Block, files: Files) -> Papers:
    """A paper is asked where the file was not complete at once; a first one is sometimes rejected."""
    rng = block.rng("pièces c2s")
    late = np.flatnonzero((files.complete > files.filed) & (files.filed >= block.at.start - 200))
    count = late.size
    asked = files.filed[late] + rng.integers(1, 9, count)
    done = happened(files.complete[late])
    rejected = when(~done & chance(rng, 0.3, count), asked + rng.integers(5, 30, count))
    return Papers(
        letters="PC",
        person=files.person[late],
        of=late,
        kind=np.array(ASKED)[pick(rng, count, (0.45, 0.4, 0.15))],
        giver=np.zeros(count, dtype=np.int64),
        asked=asked,
        received=np.where(
            done, np.maximum(files.complete[late], asked), np.where(happened(rejected), rejected - 2, NEVER)
        ),
        rejected=rejected,
        reason=np.where(happened(rejected), pick(rng, count, (0.4, 0.35, 0.25)), NOBODY),
    )
