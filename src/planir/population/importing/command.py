"""The whole of an import, from a folder of extracts to the fund's folder: what `planir population import` runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Self

import duckdb

from planir.engine.connection import CIPHERED
from planir.engine.errors import PlanirError
from planir.population.contract import tables
from planir.population.importing.failures import told
from planir.population.importing.folder import read_planir
from planir.population.importing.knowledge import knowledge
from planir.population.importing.lock import alone
from planir.population.importing.pipeline import population_before, run_import
from planir.population.importing.places import refuse_places
from planir.population.importing.progress import Progress, watched
from planir.population.importing.report import Report
from planir.population.importing.source import Reader, Remark
from planir.population.snds import read_snds

READERS: Mapping[str, Reader] = {"planir": read_planir, "snds": read_snds}

_MEMORY = "1200MB"
"""What DuckDB may use; the reader and the writer of Arrow come on top."""


def import_folder(
    source: Path,
    target: Path,
    *,
    format: str,  # noqa: A002 - the word of the command line
    known: date | None,
    today: date,
    last_night: Callable[[Path], date | None],
    progress: Progress,
) -> Report:
    """Import the extracts of `source` into the fund's folder `target`.

    `known` is the day given by the user; without it, see `knowledge`. `last_night` says the last day whose knowledge
    was judged in a fund's folder: this room does not know the nights. Raises PlanirError: `format_inconnu`,
    `import_en_cours`, and those of `refuse_places`, of `knowledge`, of the readers and of `run_import`.
    """
    if format not in READERS:
        raise PlanirError("format_inconnu", f"Le format « {format} » n'existe pas : {' ou '.join(READERS)}.")
    refuse_places(source, target)
    with told(f"« {target} »"), alone(target) as work:
        before, night = population_before(target), last_night(target)
        with _Connections(work, snds=format == "snds") as connections:
            con = connections.reading
            with told(f"« {source} »"), watched(con, progress, "Reconnaissance des extraits", None):
                sources, remarks = READERS[format](con, source, min(known or today, today))
            progress.end(None)
            latest = max(source.extracted for source in sources)
            since = knowledge(known, latest, today, before.known if before else None, night)
            said = Remark("import", f"connu à partir du {since.day:%d/%m/%Y} ({since.how}).")
            return run_import(
                connections.of,
                sources,
                target,
                before,
                format=format,
                known=since.day,
                remarks=(*remarks, said),
                progress=progress,
            )


class _Connections:
    """The connections of an import. What it spills of a table that has a key is ciphered (docs/decisions/0052).

    Of the SNDS all of it is: a row is medical before it is cut into tables. `of` is asked for the tables that have a
    key first: their connection is closed before the others', so that two never hold memory at once.
    """

    def __init__(self, work: Path, *, snds: bool) -> None:
        self._work = work
        self._snds = snds
        self._keyed: duckdb.DuckDBPyConnection | None = None

    def __enter__(self) -> Self:
        self.reading = _connect(self._work, ciphered=self._snds)
        return self

    def __exit__(self, *raised: object) -> None:
        self._close_keyed()
        self.reading.close()

    def of(self, table: str) -> duckdb.DuckDBPyConnection:
        """The connection that imports this table."""
        if self._snds or tables()[table].key is None:
            self._close_keyed()
            return self.reading
        if self._keyed is None:
            self._keyed = _connect(self._work / "cle", ciphered=True)
        return self._keyed

    def _close_keyed(self) -> None:
        if self._keyed is not None:
            self._keyed.close()
            self._keyed = None


def _connect(work: Path, *, ciphered: bool) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(
        ":memory:",
        config={
            "memory_limit": _MEMORY,
            "temp_directory": str(work),
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            **CIPHERED,
            "temp_file_encryption": ciphered,
        },
    )
