"""Where the rows of each table are, for DuckDB: the current version's files, with the key of those that have one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from planir.population.keys import load_key
from planir.population.store import Population


def keys_of(population: Population) -> Mapping[str, bytes]:
    """The keys at hand for this version's files, by name; a key that is not here leaves its tables unread."""
    names = {stored.key for stored in population.tables.values() if stored.key is not None}
    found = {name: load_key(name) for name in sorted(names)}
    return {name: key for name, key in found.items() if key is not None}


def stores(population: Population, keys: Collection[str]) -> Mapping[str, str]:
    """For each table that can be read with these keys, the DuckDB relation of its rows."""
    return {
        name: read_parquet(population.path(name), stored.key)
        for name, stored in population.tables.items()
        if stored.key is None or stored.key in keys
    }


def read_parquet(path: Path, key: str | None = None) -> str:
    """The DuckDB relation of one Parquet file, encrypted under `key` or not."""
    quoted = str(path.resolve()).replace("'", "''")
    if key is None:
        return f"read_parquet('{quoted}')"
    return f"read_parquet('{quoted}', encryption_config = {{footer_key: '{key}'}})"
