"""The whole import of a file of claims against DuckDB's own COPY of the same CSV to Parquet, in the same run.

python benchmarks/importer.py [--claims 5000000] [--bad 0] [--dates iso|french] [--runs 3] [--folder DIR]
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

import duckdb

from planir.population.importing.command import import_folder
from planir.population.importing.progress import Silent

DAY = date(2026, 11, 1)
CLAIMS_A_PERSON = 30

CLAIMS = """
SELECT 'L' || i AS ligne, 'P' || lpad(CAST(hash(i) % {persons} AS VARCHAR), 12, '0') AS assure,
    {day} AS date_soin,
    CASE WHEN i % {every} = {every} - 1 THEN 'inconnue'
    ELSE list_extract(['consultation', 'pharmacie', 'dentaire', 'biologie', 'imagerie', 'paramedical'],
        CAST(1 + hash(i * 3) % 6 AS INTEGER)) END AS famille,
    'M' || lpad(CAST(hash(i * 5) % 20000 AS VARCHAR), 8, '0') AS medecin,
    CASE hash(i * 11) % 10 WHEN 0 THEN 'true' WHEN 1 THEN NULL ELSE 'false' END AS hors_parcours,
    CAST(hash(i * 13) % 10000 / 100 AS DECIMAL(12, 2)) AS montant_base,
    CAST(hash(i * 13) % 10000 / 100 * 0.7 AS DECIMAL(12, 2)) AS montant_rembourse,
    CASE hash(i * 11) % 10 WHEN 0 THEN CAST(hash(i * 13) % 10000 / 100 * 0.4 AS DECIMAL(12, 2)) END AS majoration,
    CASE hash(i * 17) % 20 WHEN 0 THEN CAST(hash(i * 17) % 5000 / 100 AS DECIMAL(12, 2)) END AS depassement,
    {known} AS connu_le
FROM range({claims}) AS r(i)
"""


def write_claims(path: Path, claims: int, bad: int, french: bool) -> None:
    """Claims in the order in which they arrive, so that no person's are together."""
    day = "DATE '2023-11-01' + CAST(hash(i * 7) % 1000 AS INTEGER)"
    known = f"{day} + CAST(hash(i * 23) % 60 AS INTEGER)"
    written = "strftime({}, '%d/%m/%Y')" if french else "{}"
    with duckdb.connect() as con:
        rows = CLAIMS.format(
            claims=claims,
            persons=max(claims // CLAIMS_A_PERSON, 1),
            every=claims // bad if bad else claims * 2 + 8,
            day=written.format(day),
            known=written.format(known),
        )
        con.execute(f"COPY ({rows}) TO '{path}' (HEADER, DELIMITER ',')")


def copy(source: Path, scratch: Path) -> None:
    with duckdb.connect() as con:
        con.execute(f"COPY (FROM read_csv('{source / 'soin.csv'}')) TO '{scratch / 'soin.parquet'}'")


def imported(source: Path, scratch: Path) -> None:
    fund = scratch / "caisse"
    import_folder(source, fund, format="planir", known=DAY, today=DAY, last_night=lambda _: None, progress=Silent())


def _apart(what: str, source: Path) -> dict[str, float]:
    """CPU and wall seconds and peak MiB of one measure, in a process of its own."""
    command = [sys.executable, __file__, "--only", what, "--folder", str(source)]
    ran: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return ran


def _measure(what: str, source: Path) -> None:
    with tempfile.TemporaryDirectory(dir=source.parent) as scratch:
        before, started = time.process_time(), time.perf_counter()
        {"copy": copy, "import": imported}[what](source, Path(scratch))
        spent = {"cpu": time.process_time() - before, "wall": time.perf_counter() - started}
    print(json.dumps(spent | {"peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=5_000_000)
    parser.add_argument("--bad", type=int, default=0, help="rows that the import refuses")
    parser.add_argument("--dates", choices=["iso", "french"], default="iso")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="a folder that holds soin.csv; without it, claims are generated")
    parser.add_argument("--only", choices=["copy", "import"], help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.only:
        _measure(asked.only, asked.folder)
        return
    with tempfile.TemporaryDirectory() as scratch:
        source = asked.folder or Path(scratch) / "extraits"
        if asked.folder is None:
            source.mkdir()
            write_claims(source / "soin.csv", asked.claims, asked.bad, asked.dates == "french")
        size = (source / "soin.csv").stat().st_size / 1e6
        print(f"soin.csv: {size:,.0f} MB" + (f", {asked.claims:,} claims" if asked.folder is None else ""))
        # Each measure beside the other, so that what else the machine does weighs on both.
        pairs = [(_apart("copy", source), _apart("import", source)) for _ in range(asked.runs)]
    ratios = sorted(spent["cpu"] / base["cpu"] for base, spent in pairs)
    for base, spent in pairs:
        print(f"  COPY   {base['cpu']:7.2f} CPU s {base['wall']:7.2f} s, peak {base['peak']:5.0f} MiB")
        print(f"  import {spent['cpu']:7.2f} CPU s {spent['wall']:7.2f} s, peak {spent['peak']:5.0f} MiB")
    print(f"import / COPY = {ratios[asked.runs // 2]:.2f} (wanted: 3 at most); peak wanted: 2048 MiB at most")


if __name__ == "__main__":
    main()
