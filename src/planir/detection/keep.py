"""Writes a run to its folder, whole or not at all, and says how to read the situations of an earlier one."""

from __future__ import annotations

import errno
import json
import shutil
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow.parquet.encryption import create_encryption_properties

from planir.detection.limits import RUN_TIME
from planir.detection.medical_counts import is_ciphered, set_apart, write_counts
from planir.detection.passage import Passage, damaged, read, sound, to_json
from planir.engine.errors import PlanirError
from planir.population.reading import read_file
from planir.population.store import write_atomically

BATCH = 100_000
STAGING = ".en-cours-"
ABANDONED_SECONDS = 3600
"""A staging folder untouched for longer belongs to a run that died: writing one takes seconds."""
PLAIN, MEDICAL = "situations", "situations_medical"
SITUATIONS = {PLAIN: "acces <> 'medical'", MEDICAL: "acces = 'medical'"}
CLOSED = {"closes": "acces <> 'medical'", "closes_medical": "acces = 'medical'"}


def keep(connection: duckdb.DuckDBPyConnection, passage: Passage, keys: Mapping[str, bytes]) -> Passage:
    """Write the tables `suivi` and `close` and the record; returns the passage, now on disk.

    When another computation of the same run was kept meanwhile, that one stays and is returned.
    """
    runs = passage.folder.parent
    runs.mkdir(mode=0o700, parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=STAGING, dir=runs))
    medical = None if passage.synthetic else keys.get("medical")
    try:
        for name, condition in SITUATIONS.items():
            rows = f"SELECT * FROM suivi WHERE {condition} ORDER BY programme, echeance NULLS LAST, assure, objet"
            _write(connection, rows, staging / f"{name}.parquet", medical if name.endswith("medical") else None)
        for name, condition in CLOSED.items():
            rows = f"SELECT * FROM close WHERE {condition} ORDER BY programme, motif, assure, objet"
            _write(connection, rows, staging / f"{name}.parquet", medical if name.endswith("medical") else None)
        record, counts = set_apart(to_json(passage))
        write_counts(staging, counts, medical)
        write_atomically(staging / "passage.json", json.dumps(record, ensure_ascii=False, indent=2) + "\n")
        if (other := final(passage.folder, keys)) is not None:
            return other
        _set_aside(passage.folder)
        try:
            staging.replace(passage.folder)
        except OSError as error:
            if error.errno not in {errno.ENOTEMPTY, errno.EEXIST}:
                raise
            return read(passage.folder, keys)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return passage


def final(folder: Path, keys: Mapping[str, bytes]) -> Passage | None:
    """The run kept there when nothing would be gained by computing it again; None when it is damaged or absent.

    A run in which a programme failed may succeed tomorrow: it is not final.
    """
    try:
        kept = read(folder, keys) if sound(folder, keys) else None
    except PlanirError:
        return None
    return None if kept is None or any(one.reason in RUN_TIME for one in kept.programmes) else kept


def _set_aside(folder: Path) -> None:
    """Move away, then remove, what is not worth keeping: nobody ever sees the folder half removed."""
    aside = Path(tempfile.mkdtemp(prefix=STAGING, dir=folder.parent))
    try:
        folder.replace(aside / folder.name)
    except FileNotFoundError:
        pass
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def remove_abandoned(runs: Path) -> None:
    """Remove what runs that died left half written: it holds pseudonyms, and nothing would ever read it."""
    limit = time.time() - ABANDONED_SECONDS
    for folder in runs.glob(f"{STAGING}*"):
        if folder.stat().st_mtime < limit:
            shutil.rmtree(folder, ignore_errors=True)


def situations_of(connection: duckdb.DuckDBPyConnection, passage: Passage, keys: Mapping[str, bytes]) -> str:
    """The DuckDB relation of a run's situations; the medical ones only when the run had them and they can be read.

    Raises PlanirError `passage_illisible`.
    """
    plain = situations_file(connection, passage.folder, keys, medical=False)
    if "medical" not in passage.access:
        return f"(FROM {plain})"
    if "medical" not in keys and is_ciphered(passage.folder / f"{MEDICAL}.parquet"):
        return f"(FROM {plain})"
    return f"(FROM {plain} UNION ALL FROM {situations_file(connection, passage.folder, keys, medical=True)})"


def situations_file(
    connection: duckdb.DuckDBPyConnection, folder: Path, keys: Mapping[str, bytes], *, medical: bool
) -> str:
    """The DuckDB relation of one of a run's two files of situations: ciphered or in clear, the file itself says so.

    Raises PlanirError `passage_illisible` when it is ciphered and its key is not here, or not the right one.
    """
    path = folder / f"{MEDICAL if medical else PLAIN}.parquet"
    try:
        if not is_ciphered(path):
            return read_file(connection, path, None)
        if "medical" not in keys:
            raise damaged(folder)
        return read_file(connection, path, keys["medical"])
    except (OSError, PlanirError) as error:
        raise damaged(folder) from error


def _write(connection: duckdb.DuckDBPyConnection, rows: str, path: Path, key: bytes | None) -> None:
    """Write rows as Parquet, under `key` when there is one; an empty medical file needs no key and gets none."""
    reader: pa.RecordBatchReader = connection.sql(rows).to_arrow_reader(BATCH)
    properties = None if key is None else create_encryption_properties(footer_key=key)
    with pq.ParquetWriter(path, reader.schema, compression="zstd", encryption_properties=properties) as writer:
        for batch in reader:
            writer.write_batch(batch)
    path.chmod(0o600)
