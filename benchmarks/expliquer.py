"""One person explained: the whole command, the function once, and an open desk that explains one after another.

python benchmarks/expliquer.py DIR [--au DATE]
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

from planir.detection.explain import Desk, explain
from planir.engine.connection import connect
from planir.population.reading import keys_of, stores
from planir.population.store import open_population
from planir.programmes.cache import load_catalogue

PERSONS = 60
WARMED = 30
"""Persons explained before an open desk is measured: what a rule asks is planned the first time it is asked."""
ACCESS = ("medical",)


class Measure(NamedTuple):
    """Seconds by the clock, and of the processor."""

    wall: float
    cpu: float


def persons(folder: Path) -> list[str]:
    """Some persons spread over the population, the same at each run."""
    population = open_population(folder)
    keys = keys_of(population)
    with connect(readable=[folder / "versions" / population.version]) as connection:
        rows = connection.execute(
            f"SELECT assure FROM {stores(connection, population, keys)['assure']} ORDER BY hash(assure) LIMIT {PERSONS}"
        ).fetchall()
    return [row[0] for row in rows]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--au", type=date.fromisoformat, default=date(2026, 11, 1))
    asked = parser.parse_args()
    people, catalogue = persons(asked.folder), load_catalogue()
    once = [
        _measured(lambda person=person: explain(asked.folder, catalogue, person, au=asked.au, access=ACCESS))
        for person in people[:8]
    ]
    with Desk(asked.folder, catalogue, au=asked.au, access=ACCESS) as desk:
        warm = [_measured(lambda person=person: desk.explain(person)) for person in people]
    command = [sys.executable, "-m", "planir", "explain", str(asked.folder), "", "--au", asked.au.isoformat()]
    whole = []
    for person in people[:6]:
        command[5] = person
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        started = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
        whole.append(Measure(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime))
    _say("one explanation, all opened for it", once[1:])
    _say("one more at an open desk (wanted: 0.3 s at most)", warm[WARMED:])
    _say("command (wanted: 1 s at most)", whole[1:])


def _measured(ask: Callable[[], object]) -> Measure:
    started, before = time.perf_counter(), time.process_time()
    ask()
    return Measure(time.perf_counter() - started, time.process_time() - before)


def _say(what: str, measures: list[Measure]) -> None:
    walls, cpus = [one.wall for one in measures], [one.cpu for one in measures]
    print(f"{what}: median {statistics.median(walls):.3f} s ({statistics.median(cpus):.3f} CPU s)", end="")
    print(f", worst {max(walls):.3f} s")


if __name__ == "__main__":
    main()
