"""The verdicts of a million persons, terms and bounds included, against OpenFisca on the same households, in one run.

python benchmarks/c2s.py [--persons 1000000] [--runs 3] [--without-oracle]
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from oracle.households import Households, draw  # noqa: E402 - the same households as the tests of the law
from oracle.ours import tables_of  # noqa: E402
from planir.detection.judgement import Dates, Judgement, create_relations  # noqa: E402
from planir.engine.connection import connect  # noqa: E402
from planir.population.contract import tables  # noqa: E402
from planir.population.relations import tables_needed  # noqa: E402
from planir.programmes.cache import load_catalogue  # noqa: E402
from planir.rights.screening import shared  # noqa: E402

AU = date(2026, 10, 1)
PERSONS_A_HOUSEHOLD = 2.6
VIEWS = ("c2s_verdict", "c2s_terme")
ORACLE = ROOT / ".venv-simulateur" / "bin" / "python"


def write(households: Households, folder: Path) -> int:
    """One Parquet a table, one row an income; the number of incomes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    given = tables_of(households)
    for name, columns in given.items():
        rows = pa.table(dict(columns))
        order = "assure" if "assure" in columns else "foyer"
        pq.write_table(rows.sort_by(order), folder / f"{name}.parquet", compression="zstd")
    return len(given["ressource"]["nature"])


def verdicts(folder: Path) -> None:
    """What is measured: every verdict and every term, kept."""
    catalogue = load_catalogue()
    with connect(readable=[folder], memory="1600MB") as connection:
        connection.execute("CREATE SCHEMA magasin")
        names = tables_needed(catalogue.relations, VIEWS)
        for name in names:
            path = folder / f"{name}.parquet"
            given = (
                {row[0] for row in connection.execute(f"DESCRIBE FROM '{path}'").fetchall()} if path.exists() else ()
            )
            columns = ", ".join(
                f"CAST({field.name if field.name in given else 'NULL'} AS {field.sql_type}) AS {field.name}"
                for field in tables()[name].fields
            )
            source = f"FROM '{path}'" if path.exists() else "WHERE false"
            connection.execute(f"CREATE VIEW magasin.{name} AS SELECT {columns} {source}")
        stores = {name: f"magasin.{name}" for name in names}
        before = time.process_time()
        judgement = Judgement(Dates(AU, AU), catalogue.parameters.values(AU), stores)
        kept = dict.fromkeys(shared(catalogue.relations, VIEWS), ())
        create_relations(connection, catalogue.relations, judgement, VIEWS, kept)
        spent = time.process_time() - before
        counts = connection.execute("SELECT (SELECT count(*) FROM c2s_verdict), (SELECT count(*) FROM c2s_terme)")
        households, terms = counts.fetchall()[0]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cpu": spent, "peak": peak, "households": households, "terms": terms}))


def oracle(given: Path) -> float:
    """CPU seconds of OpenFisca on these households, its start and the reading of the file included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    program = ROOT / "tests" / "oracle" / "openfisca_stated.py"
    subprocess.run([ORACLE, program, given, given.with_name("found.npz")], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--without-oracle", action="store_true")
    parser.add_argument("--only", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.only:
        verdicts(asked.only)
        return
    import numpy as np

    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        households = draw(AU, round(asked.persons / PERSONS_A_HOUSEHOLD), seed=1)
        persons = households.person["family"].size
        incomes = write(households, folder)
        print(f"{persons:,} persons, {households.count:,} households, {incomes:,} incomes")
        command = [sys.executable, __file__, "--only", str(folder)]
        runs = [
            json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            for _ in range(asked.runs)
        ]
        ours = sorted(runs, key=lambda run: run["cpu"])[asked.runs // 2]
        print(f"  verdicts {ours['cpu']:6.2f} CPU s, {ours['terms']:,} terms, peak {ours['peak']:.0f} MiB", end="")
        print(" (wanted: 3 CPU s and 2048 MiB at most for 1 M persons)")
        if asked.without_oracle or not ORACLE.exists():
            return
        np.savez(folder / "given.npz", **households.stated(("cmu_c", "acs_plafond")))
        theirs = oracle(folder / "given.npz")
        print(f"  OpenFisca, stated {theirs:6.2f} CPU s; OpenFisca / verdicts = {theirs / ours['cpu']:.1f}")


if __name__ == "__main__":
    main()
