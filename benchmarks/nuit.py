"""A night of the whole catalogue against one scan of the columns that it reads, in the same run.

python benchmarks/nuit.py DIR [--double DIR2] [--au DATE]
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from planir.detection.run import detect
from planir.engine.connection import connect
from planir.population.reading import keys_of, stores
from planir.population.store import open_population
from planir.programmes.cache import load_catalogue

ACCESS = ("medical",)
RUNS = 3


def night(folder: Path, au: date) -> dict[str, float]:
    """CPU seconds and peak MiB of one night, on a copy of the folder without its earlier nights."""
    with _without_nights(folder) as fresh:
        return _night(fresh, au)


def following(folder: Path, au: date) -> dict[str, float]:
    """The same of the night of `au`, a month after another: it also says why situations closed."""
    with _without_nights(folder) as fresh:
        detect(fresh, load_catalogue(), au=au - timedelta(days=30), access=ACCESS)
        return _night(fresh, au)


def _night(folder: Path, au: date) -> dict[str, float]:
    catalogue = load_catalogue()
    before = time.process_time()
    passage = detect(folder, catalogue, au=au, access=ACCESS)
    cpu = time.process_time() - before
    closed = sum(sum(one.closed.values()) for one in passage.programmes)
    return {"cpu": cpu, "situations": passage.situations, "closed": closed, "peak": _peak()}


@contextmanager
def _without_nights(folder: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as scratch:
        fresh = Path(scratch)
        (fresh / "versions").symlink_to((folder / "versions").resolve())
        shutil.copy(folder / "population.json", fresh / "population.json")
        yield fresh


def scan(folder: Path, au: date) -> dict[str, float]:
    """CPU seconds of reading once, and hashing, every column that the catalogue reads."""
    population = open_population(folder)
    catalogue = load_catalogue()
    columns: dict[str, set[str]] = {}
    for programme in catalogue.programmes.values():
        for table, column in programme.base:
            columns.setdefault(table, set()).add(column)
    keys = keys_of(population)
    before = time.process_time()
    with connect(readable=[folder / "versions" / population.version]) as connection:
        files = stores(connection, population, keys)
        for table, read in columns.items():
            names = sorted({*read, "assure", "connu_le", "connu_jusqu"} & _names(connection, files[table])) or [
                "assure"
            ]
            hashed = ", ".join(f"max(hash({name}))" for name in names)
            connection.execute(f"SELECT {hashed} FROM {files[table]}").fetchall()
    return {"cpu": time.process_time() - before, "columns": sum(map(len, columns.values())), "peak": _peak()}


def _names(connection: object, relation: str) -> set[str]:
    described = connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()  # type: ignore[attr-defined]
    return {row[0] for row in described}


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _apart(what: str, folder: Path, au: date) -> dict[str, float]:
    """Run one measure in a process of its own, `RUNS` times; the median by CPU."""
    command = [sys.executable, __file__, str(folder), "--au", au.isoformat(), "--only", what]
    runs = [json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout) for _ in range(RUNS)]
    return sorted(runs, key=lambda run: run["cpu"])[RUNS // 2]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--double", type=Path)
    parser.add_argument("--au", type=date.fromisoformat, default=date(2026, 11, 1))
    parser.add_argument("--only", choices=["night", "following", "scan"])
    asked = parser.parse_args()
    if asked.only:
        print(json.dumps({"night": night, "following": following, "scan": scan}[asked.only](asked.folder, asked.au)))
        return
    costs = []
    for folder in [asked.folder, *([asked.double] if asked.double else [])]:
        population = open_population(folder)
        scanned, spent = _apart("scan", folder, asked.au), _apart("night", folder, asked.au)
        month = _apart("following", folder, asked.au)
        costs.append(spent["cpu"])
        rows = sum(table.rows for table in population.tables.values())
        print(f"{folder.name}: {population.tables['assure'].rows:,} persons, {rows:,} rows")
        print(f"  scan   {scanned['cpu']:6.2f} CPU s ({scanned['columns']:.0f} columns)")
        print(
            f"  night  {spent['cpu']:6.2f} CPU s, {spent['situations']:,.0f} situations, peak {spent['peak']:.0f} MiB"
        )
        print(
            f"  a night after another: {month['cpu']:6.2f} CPU s, {month['closed']:,.0f} closed, "
            f"peak {month['peak']:.0f} MiB"
        )
        print(
            f"  night / scan = {spent['cpu'] / scanned['cpu']:.2f} (wanted: 10 at most); peak wanted: 1024 MiB at most"
        )
    if len(costs) == 2:
        print(f"twice the data costs {costs[1] / costs[0]:.2f} times (wanted: 2.2 at most)")


if __name__ == "__main__":
    main()
