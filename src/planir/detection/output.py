"""Situations of a run written to one file: Parquet, CSV or spreadsheet, by its ending."""

from __future__ import annotations

import csv
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from glob import escape
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from planir.detection.keep import BATCH, situations_of
from planir.detection.looks import log_look
from planir.detection.passage import Passage, damaged
from planir.engine.connection import connect
from planir.engine.errors import PlanirError
from planir.engine.spreadsheet import harmless
from planir.population.reading import keys_of
from planir.population.store import open_population

COLUMNS = (
    *("programme", "risque", "acces", "assure", "objet", "destinataire", "foyer"),
    *("echeance", "poids", "etat", "depuis", "phrase", "preuves"),
)
EXCEL_ROWS = 1_048_575
ENDINGS = (".parquet", ".csv", ".xlsx")
_LONGEST_WRITING = 3600
"""Seconds."""


def check_output(path: Path, folder: Path) -> None:
    """Raises PlanirError before anything is computed when the file could not be written.

    Nothing is ever written over the population of `folder`, nor among its files.
    """
    if path.suffix.lower() not in ENDINGS:
        raise PlanirError("sortie_inconnue", f"« {path.name} » : le fichier doit finir par {', '.join(ENDINGS)}.")
    if path.is_dir() or not path.parent.is_dir():
        raise PlanirError("sortie_inconnue", f"Le dossier « {path.parent} » n'existe pas, ou « {path} » en est un.")
    if path.parent.resolve().is_relative_to(folder.resolve()) or path.resolve().is_relative_to(folder.resolve()):
        raise PlanirError(
            "sortie_inconnue",
            f"« {path} » est dans le dossier de la population, qui ne garde que les siens : écrivez ailleurs.",
        )


def write_output(passage: Passage, path: Path) -> None:
    """Write the situations, whole or not at all, readable by their owner only; the look is logged first.

    Raises PlanirError `trop_de_lignes` when a spreadsheet cannot hold them.
    """
    ending = path.suffix.lower()
    if ending == ".xlsx" and passage.situations > EXCEL_ROWS:
        raise PlanirError(
            "trop_de_lignes",
            f"{passage.situations} situations : un classeur en contient {EXCEL_ROWS} au plus. "
            "Choisissez .csv ou .parquet.",
        )
    fund = passage.folder.parent.parent
    population = open_population(fund)
    keys = keys_of(population)
    log_look(
        fund,
        "detect --output",
        {
            "passage": passage.key,
            "au": passage.au.isoformat(),
            "connu_au": passage.connu_au.isoformat(),
            "acces": list(passage.access),
        },
    )
    _remove_unfinished(path)
    handle, name = tempfile.mkstemp(prefix=_unfinished(path), dir=path.parent)
    os.close(handle)
    written = Path(name)
    try:
        with connect(readable=[passage.folder]) as connection:
            query = f"SELECT {', '.join(COLUMNS)} FROM {situations_of(connection, passage, keys)}"
            WRITERS[ending](connection, query, written)
        written.replace(path)
    except (duckdb.Error, pa.ArrowException) as error:
        raise damaged(passage.folder) from error
    finally:
        written.unlink(missing_ok=True)


def _remove_unfinished(path: Path) -> None:
    """What a writing of this file that was killed has left: situations in clear. None lasts an hour."""
    for left in path.parent.glob(f"{escape(_unfinished(path))}*"):
        if time.time() - left.stat().st_mtime < _LONGEST_WRITING:
            continue
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


def _unfinished(path: Path) -> str:
    return f".{path.name}-planir-"


def _parquet(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    reader: pa.RecordBatchReader = connection.sql(query).to_arrow_reader(BATCH)
    with pq.ParquetWriter(path, reader.schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch)


def _csv(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    """Semicolons and a byte order mark: what a French spreadsheet opens without asking."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(COLUMNS)
        for row in _rows(connection, query):
            writer.writerow([harmless(value) for value in row])


def _xlsx(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    import xlsxwriter

    # The rows wait in a file until the workbook is closed: beside it, and gone with an error.
    with tempfile.TemporaryDirectory(prefix=f"{path.name}-", dir=path.parent) as rows, path.open("wb") as stream:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "tmpdir": rows}
        _fill_workbook(xlsxwriter.Workbook(stream, options), _rows(connection, query))


def _fill_workbook(workbook: Any, rows: Iterator[tuple[Any, ...]]) -> None:
    try:
        sheet = workbook.add_worksheet("situations")
        date_format = workbook.add_format({"num_format": "dd/mm/yyyy"})
        bold = workbook.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(COLUMNS):
            sheet.write_string(0, column, name, bold)
        for line, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if value is None:
                    continue
                if hasattr(value, "isoformat"):
                    sheet.write_datetime(line, column, value, date_format)
                elif isinstance(value, int):
                    sheet.write_number(line, column, value)
                else:
                    sheet.write_string(line, column, harmless(value))
    finally:
        workbook.close()


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[tuple[Any, ...]]:
    answer = connection.execute(query)
    while batch := answer.fetchmany(10_000):
        yield from batch


WRITERS: dict[str, Callable[[duckdb.DuckDBPyConnection, str, Path], None]] = {
    ".parquet": _parquet,
    ".csv": _csv,
    ".xlsx": _xlsx,
}
