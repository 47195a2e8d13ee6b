"""Reads a folder of extracts in PLANIR's own format: one CSV or Parquet a table, the file named after the table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from planir.engine.errors import PlanirError
from planir.population.contract import tables
from planir.population.importing import parquet_file, text_file
from planir.population.importing.extraction import FILES, Stated, extraction_dates
from planir.population.importing.parquet_file import ParquetTable
from planir.population.importing.places import refuse_name
from planir.population.importing.source import Remark, Source
from planir.population.importing.text_file import TextTable

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ENDINGS = (".csv", ".txt", ".csv.gz", ".txt.gz", ".parquet")


def read_planir(con: DuckDBPyConnection, folder: Path, known: date | None) -> tuple[list[Source], list[Remark]]:
    """The sources of a folder and what is to be told of them.

    `known`: day of extraction of a table that does not say its own, in `extraction.yaml` or a column
    `date_extraction`; a row that is known until a later day is still held true. Raises PlanirError: `sans_table`,
    `fichier_double`, `extraction_inconnue`, and those of the files.
    """
    stated = extraction_dates(folder)
    files, said = _files(folder)
    sources: list[Source] = []
    for name, path in sorted(files.items()):
        found = _recognise(con, path, name)
        extracted, how, unread = _extracted(con, found, stated, known)
        sources.append(found.source(con, extracted, known))
        closed = found.closed(con, known)
        said += [*found.remarks, *(remark for remark in (closed, unread) if remark)]
        said.append(Remark(path.name, f"extrait du {extracted:%d/%m/%Y} ({how})."))
    absent = [name for name in tables() if name not in files]
    if absent:
        said.append(Remark("tables absentes", f"{', '.join(absent)}."))
    return sources, said


def _files(folder: Path) -> tuple[dict[str, Path], list[Remark]]:
    files: dict[str, Path] = {}
    said: list[Remark] = []
    for path in sorted(folder.iterdir()):
        refuse_name(path)
        name, ending = _split(path)
        if path.name.startswith(".") or path.name in FILES:
            continue
        if name not in tables():
            said.append(Remark(path.name, f"ignoré : ce nom n'est pas celui d'une table{_near(name)}"))
            continue
        _refuse_form(path, ending)
        if name in files:
            raise PlanirError(
                "fichier_double",
                f"« {files[name].name} » et « {path.name} » donnent tous deux la table {name} : n'en gardez qu'un.",
            )
        files[name] = path
    if not files:
        raise PlanirError(
            "sans_table",
            f"« {folder} » ne contient aucun fichier au nom d'une table du contrat (assure.csv, soin.parquet…) : "
            "vérifiez le dossier, ou le format.",
        )
    return files, said


def _split(path: Path) -> tuple[str, str]:
    name = path.name.lower()
    ending = next((ending for ending in sorted(ENDINGS, key=len, reverse=True) if name.endswith(ending)), path.suffix)
    return name[: len(name) - len(ending)] if ending else name, ending


def _refuse_form(path: Path, ending: str) -> None:
    if path.is_dir():
        raise PlanirError(
            "fichier_inattendu", f"« {path.name} » est un dossier : il faut un fichier CSV ou Parquet de ce nom."
        )
    if not path.is_file():
        raise PlanirError(
            "fichier_inattendu", f"« {path.name} » n'est pas un fichier ordinaire : redemandez l'extrait."
        )
    if ending not in ENDINGS:
        raise PlanirError(
            "fichier_inattendu",
            f"« {path.name} » : ce format ne se lit pas. Enregistrez la table en CSV ou en Parquet.",
        )


def _near(name: str) -> str:
    part = next((table for table in tables() if re.fullmatch(rf"{table}[^a-z]+", name)), None)
    if part is not None:
        return f". Un seul fichier par table : s'il s'agit de {part}, réunissez ses fichiers sous ce nom."
    close = get_close_matches(name, list(tables()), 1, 0.7)
    return f" ; vouliez-vous dire « {close[0]} » ?" if close else "."


def _recognise(con: DuckDBPyConnection, path: Path, name: str) -> TextTable | ParquetTable:
    table = tables()[name]
    if path.name.lower().endswith(".parquet"):
        return parquet_file.recognise(con, path, table)
    return text_file.recognise(path, table)


def _extracted(
    con: DuckDBPyConnection, found: TextTable | ParquetTable, stated: Mapping[str, date], known: date | None
) -> tuple[date, str, Remark | None]:
    """The day of extraction of a table, what says it, and what must be told of the values that are no day."""
    if found.table.name in stated:
        return stated[found.table.name], "fichier extraction", None
    column = found.extraction(con) if found.dated else Stated(None, 0)
    unread = column.remark(found.path.name)
    if column.day is not None:
        return column.day, "colonne date_extraction", unread
    if known is None:
        raise PlanirError(
            "extraction_inconnue",
            f"« {found.path.name} » ne dit pas quand il a été extrait : donnez --connu-le, ou un fichier "
            "extraction.yaml (table : date).",
        )
    return known, "date de l'import", unread
