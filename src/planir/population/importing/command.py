"""The whole of an import, from a folder of extracts to the fund's folder: what `planir population import` runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import duckdb

from planir.engine.connection import CIPHERED
from planir.engine.errors import PlanirError
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

_MEMORY = "800MB"
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
        con = _connect(work, ciphered=format == "snds")
        try:
            with told(f"« {source} »"), watched(con, progress, "Reconnaissance des extraits", None):
                sources, remarks = READERS[format](con, source, min(known or today, today))
            progress.end(None)
            latest = max(source.extracted for source in sources)
            since = knowledge(known, latest, today, before.known if before else None, night)
            said = Remark("import", f"connu à partir du {since.day:%d/%m/%Y} ({since.how}).")
            return run_import(
                con,
                sources,
                target,
                before,
                format=format,
                known=since.day,
                remarks=(*remarks, said),
                progress=progress,
            )
        finally:
            con.close()


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
            # Of the tables that have a key, and of extracts that are not yet cut into tables (docs/decisions/0052).
            "temp_file_encryption": ciphered,
        },
    )
