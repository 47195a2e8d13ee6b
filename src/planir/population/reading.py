"""Where the rows of each table are, for DuckDB: the current version's files, with the key of those that have one.

An encrypted file is read through pyarrow: DuckDB 2 deciphers the Parquet of others only while it skips no page of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import duckdb

from planir.engine.errors import PlanirError
from planir.population.drm import INCOMES, drm_ground, without_drm
from planir.population.keys import load_key
from planir.population.store import Population


def keys_of(population: Population) -> Mapping[str, bytes]:
    """The keys at hand for this version's files, by name; a key that is not here leaves its tables unread."""
    names = {stored.key for stored in population.tables.values() if stored.key is not None}
    found = {name: load_key(name) for name in sorted(names)}
    return {name: key for name, key in found.items() if key is not None}


def stores(
    connection: duckdb.DuckDBPyConnection, population: Population, keys: Mapping[str, bytes]
) -> Mapping[str, str]:
    """For each table that can be read with these keys, the DuckDB relation of its rows; see `drm` for two of them.

    Raises PlanirError: as `read_file` and `drm_ground`.
    """
    files = {
        name: read_file(connection, population.path(name), None if stored.key is None else keys[stored.key])
        for name, stored in population.tables.items()
        if stored.key is None or stored.key in keys
    }
    if drm_ground(population.folder) is None:
        files |= {name: without_drm(files[name]) for name in INCOMES if name in files}
    return files


def read_file(connection: duckdb.DuckDBPyConnection, path: Path, key: bytes | None) -> str:
    """The DuckDB relation of one Parquet file, ciphered under `key` or not.

    Raises PlanirError `fichier_illisible` when the key is not that of the file, or the file is damaged.
    """
    if key is None:
        quoted = str(path.resolve()).replace("'", "''")
        return f"read_parquet('{quoted}')"
    import pyarrow.dataset as ds  # Late: it costs more than explaining one person of a fund read in clear.
    from pyarrow.parquet.encryption import create_decryption_properties

    name = f"chiffre_{hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:16]}"
    options = ds.ParquetFragmentScanOptions(decryption_properties=create_decryption_properties(footer_key=key))
    try:
        rows = ds.dataset(path, format=ds.ParquetFileFormat(default_fragment_scan_options=options))
    except OSError as error:
        raise PlanirError(
            "fichier_illisible",
            f"« {path.name} » ne s'ouvre pas : le fichier est abîmé, ou la clé n'est pas la sienne. "
            "« planir population check » dit l'état de chaque fichier.",
        ) from error
    connection.abort()  # An answer read in part would refuse the registration.
    connection.register(name, rows)
    return name
