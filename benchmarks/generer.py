"""Seconds and peak memory of a synthetic département.

python benchmarks/generer.py [--persons 100000]
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from datetime import date
from pathlib import Path

from planir.population.generator import Departement, generate


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=100_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        started, cpu = time.perf_counter(), time.process_time()
        population = generate(Path(scratch) / "d", Departement(asked.persons, 1, date(2026, 11, 1)), lambda done: None)
        spent, cpu = time.perf_counter() - started, time.process_time() - cpu
        size = sum(population.path(name).stat().st_size for name in population.tables) / 2**20
    rows = sum(table.rows for table in population.tables.values())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{asked.persons:,} persons, {rows:,} rows, {size:.0f} MiB")
    print(f"  {spent:.1f} s, {cpu:.1f} CPU s (wanted for 100,000: 20 s); peak {peak:.0f} MiB (wanted for 1 M: 4096)")


if __name__ == "__main__":
    main()
