"""Which nights were judged: no later import may change what they knew."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from planir.detection.passage import read
from planir.engine.errors import PlanirError


def last_night(folder: Path) -> date | None:
    """The last day whose knowledge a run of this fund judged (`connu_au`); None when there is none.

    A damaged record cannot be replayed, and is left out.
    """
    known = []
    for path in (folder / "passages").glob("[!.]*/passage.json"):
        try:
            known.append(read(path.parent).connu_au)
        except PlanirError:
            continue
    return max(known, default=None)
