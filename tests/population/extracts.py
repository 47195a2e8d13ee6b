"""Folders of extracts written by hand, imported, and what is then in the fund's folder."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from planir.detection.nights import last_night
from planir.engine.connection import connect
from planir.population.importing.command import import_folder
from planir.population.importing.progress import Silent
from planir.population.importing.report import Report
from planir.population.reading import keys_of, stores
from planir.population.store import open_population

DAY = date(2026, 11, 12)

Files = Mapping[str, str | bytes]


def write_extracts(folder: Path, files: Files) -> Path:
    """Write each file of an extract; text in UTF-8, without the indentation of the test."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        if isinstance(content, str):
            content = "".join(line.strip(" ") + "\n" for line in content.strip().split("\n")).encode()
        (folder / name).write_bytes(content)
    return folder


def run(source: Path, target: Path, known: date | None = DAY, format_: str = "planir") -> Report:
    """Import as the command does, on 12 November 2026, or on the day of its knowledge when it is later."""
    today = max(known or DAY, DAY)
    return import_folder(
        source, target, format=format_, known=known, today=today, last_night=last_night, progress=Silent()
    )


def imported(tmp_path: Path, files: Files, known: date | None = DAY) -> Report:
    """Import these files into `tmp_path/caisse`."""
    return run(write_extracts(tmp_path / "extraits", files), tmp_path / "caisse", known)


def stored(
    target: Path, table: str, columns: str = "*", where: str = "true", order: str = "ORDER BY ALL"
) -> list[tuple[Any, ...]]:
    """Rows of a table of the current version; `order=""` for that of the file."""
    population = open_population(target)
    keys = keys_of(population)
    with connect(readable=[target], threads=1) as con:
        return con.execute(
            f"SELECT {columns} FROM {stores(con, population, keys)[table]} WHERE {where} {order}"
        ).fetchall()


def rejected(report: Report, table: str) -> list[tuple[str, ...]]:
    """Lines of a reject file: fichier, ligne, colonne, motif, valeur."""
    if report.rejects is None or not (report.rejects / f"{table}.csv").exists():
        return []
    with (report.rejects / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return [tuple(row) for row in csv.reader(stream, delimiter=";")][1:]


def sentences(report: Report, file: str) -> str:
    return " ".join(remark.sentence for remark in report.remarks if remark.file == file)
