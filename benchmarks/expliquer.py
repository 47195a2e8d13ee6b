"""One person explained: the whole command, and the function in a warm process.

python benchmarks/expliquer.py DIR [--au DATE]
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

from planir.detection.explain import explain
from planir.engine.connection import connect
from planir.population.reading import keys_of, stores
from planir.population.store import open_population
from planir.programmes.cache import load_catalogue

PERSONS = 12
ACCESS = ("medical",)


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
    warm, cpu = [], []
    for person in people:
        started, before = time.perf_counter(), time.process_time()
        explain(asked.folder, catalogue, person, au=asked.au, access=ACCESS)
        warm.append(time.perf_counter() - started)
        cpu.append(time.process_time() - before)
    command = [sys.executable, "-m", "planir", "explain", str(asked.folder), "", "--au", asked.au.isoformat()]
    whole = []
    for person in people[:6]:
        command[5] = person
        started = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        whole.append(time.perf_counter() - started)
    _say("function, warm process (wanted: 0.3 s at most)", warm[1:])
    _say("function, CPU", cpu[1:])
    _say("command (wanted: 1 s at most)", whole[1:])


def _say(what: str, seconds: list[float]) -> None:
    print(f"{what}: median {statistics.median(seconds):.3f} s, worst {max(seconds):.3f} s")


if __name__ == "__main__":
    main()
