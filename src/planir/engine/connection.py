"""One DuckDB connection, shut in: it reads the folders it is given and nothing else, within memory and threads."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

MEMORY = "800MB"
THREADS = 2

CIPHERED = {"temp_file_encryption": True, "force_mbedtls_unsafe": True}
"""Nothing is spilled in clear. The second setting accepts the only cipher of DuckDB that needs no extension to be
fetched: « unsafe » is said of how it draws its keys, not of its cipher (docs/decisions/0052)."""


@contextmanager
def connect(
    *,
    readable: Iterable[Path] = (),
    memory: str = MEMORY,
    threads: int = THREADS,
    locked: bool = True,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in memory that may read files under `readable`; closed, its spill removed, on leaving.

    What exceeds the memory is spilled ciphered, in a folder of its owner only, under a key that dies with the process.

    Once the connection is given out, neither its settings nor what it may read can change: no network, no
    extension, no other file. A caller that must still change a setting asks for `locked=False`, then calls `lock`.
    """
    with tempfile.TemporaryDirectory(prefix="planir-") as spill:
        connection = duckdb.connect(
            ":memory:",
            config={
                "memory_limit": memory,
                "threads": threads,
                "temp_directory": spill,
                **CIPHERED,
                "preserve_insertion_order": False,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            },
        )
        try:
            folders = ", ".join("'" + str(path.resolve()).replace("'", "''") + "'" for path in readable)
            connection.execute(f"SET allowed_directories = [{folders}]")
            connection.execute("SET enable_external_access = false")
            if locked:
                lock(connection)
            yield connection
        finally:
            connection.close()


def lock(connection: duckdb.DuckDBPyConnection) -> None:
    """From now on no setting can change, whatever a statement says."""
    connection.execute("SET lock_configuration = true")
