"""The whole of an import, from a folder of extracts to the fund's folder: what `planir population import` runs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import duckdb

from planir.engine.errors import PlanirError
from planir.population.importing.failures import told
from planir.population.importing.folder import read_planir
from planir.population.importing.lock import alone
from planir.population.importing.pipeline import run_import
from planir.population.importing.progress import Progress, watched
from planir.population.importing.report import Report
from planir.population.importing.source import Reader, Remark
from planir.population.snds import read_snds

READERS: Mapping[str, Reader] = {"planir": read_planir, "snds": read_snds}

_MEMORY = "1200MB"
"""What DuckDB may use: the whole process then stays under 2 GiB at thirty million claims."""


def import_folder(
    source: Path,
    target: Path,
    *,
    format: str,  # noqa: A002 - the word of the command line
    known: date | None,
    today: date,
    progress: Progress,
) -> Report:
    """Import the extracts of `source` into the fund's folder `target`.

    `known` is the day given by the user; without it, what is imported is known from its latest day of extraction,
    or from `today`. Raises PlanirError: `format_inconnu`, `source_absente`, `cible_impossible`, `import_en_cours`,
    `extraction_future`, and those of the readers and of `run_import`.
    """
    if format not in READERS:
        raise PlanirError("format_inconnu", f"Le format « {format} » n'existe pas : {' ou '.join(READERS)}.")
    _refuse_places(source, target)
    with told(f"« {target} »"), alone(target) as work:
        con = _connect(work)
        try:
            with told(f"« {source} »"), watched(con, progress, "Reconnaissance des extraits", None):
                sources, remarks = READERS[format](con, source, known or today)
            progress.end(None)
            latest = max(source.extracted for source in sources)
            day = known or latest
            if latest > day:
                raise PlanirError(
                    "extraction_future",
                    f"Un extrait est du {latest:%d/%m/%Y}, après le jour où il serait connu ({day:%d/%m/%Y}) : "
                    "corrigez --connu-le ou la date d'extraction.",
                )
            said = Remark("import", f"connu à partir du {day:%d/%m/%Y} ({_how(known, latest, today)}).")
            return run_import(
                con, sources, target, format=format, known=day, remarks=(*remarks, said), progress=progress
            )
        finally:
            con.close()


def _refuse_places(source: Path, target: Path) -> None:
    if not source.exists():
        raise PlanirError("source_absente", f"« {source} » n'existe pas : donnez le dossier des extraits.")
    if not source.is_dir():
        raise PlanirError("source_absente", f"« {source} » n'est pas un dossier : donnez celui des extraits.")
    inside, outside = target.resolve(), source.resolve()
    if inside == outside or outside in inside.parents:
        raise PlanirError(
            "cible_impossible", f"« {target} » est dans le dossier des extraits : choisissez un dossier ailleurs."
        )
    nearest = next(path for path in (inside, *inside.parents) if path.exists())
    if not nearest.is_dir():
        raise PlanirError("cible_impossible", f"« {nearest} » n'est pas un dossier : choisissez-en un autre.")


def _connect(work: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(
        ":memory:",
        config={
            "memory_limit": _MEMORY,
            "temp_directory": str(work),
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        },
    )


def _how(known: date | None, latest: date, today: date) -> str:
    if known is not None:
        return "--connu-le"
    return "jour de l'import" if latest == today else "date d'extraction la plus récente"
