"""When each table was extracted: `extraction.yaml` or `extraction.csv` beside the extracts, or a column of each."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from planir.engine.errors import PlanirError
from planir.engine.yaml_file import read_yaml
from planir.population.contract import Field, tables
from planir.population.importing.columns import EXTRACTION
from planir.population.importing.source import Remark
from planir.population.importing.values import given, kept, read, refused

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FILES = ("extraction.yaml", "extraction.yml", "extraction.csv")

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)
"""A day outside these is a fault of typing: no extract was made then."""

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)([ T].*)?")
_FRENCH = re.compile(r"(\d\d)/(\d\d)/(\d{4})")


def extraction_dates(folder: Path) -> Mapping[str, date]:
    """Table → day of its extraction, as the folder says it; empty when it does not.

    Raises PlanirError `extraction_illisible`: not a list of tables and dates, or a table that does not exist.
    """
    path = next((folder / name for name in FILES if (folder / name).is_file()), None)
    if path is None:
        return {}
    try:
        pairs = _pairs(path)
    except (OSError, ValueError, LookupError, csv.Error) as error:
        raise _unreadable(path, "une ligne par table : son nom et sa date") from error
    names = [name for name, _ in pairs]
    unknown = next((name for name in names if name not in tables()), None)
    if unknown is not None:
        raise _unreadable(path, f"« {unknown} » n'est pas une table du contrat")
    double = next((name for name in names if names.count(name) > 1), None)
    if double is not None:
        raise _unreadable(path, f"la table {double} y est deux fois : n'en gardez qu'une date")
    return {name: _day(path, name, value) for name, value in pairs}


def _read_day(text: str) -> date | None:
    """`2026-11-12` (a time may follow) or `12/11/2026`; None for anything else."""
    iso, french = _ISO.fullmatch(text.strip()), _FRENCH.fullmatch(text.strip())
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if french:
            return date(int(french[3]), int(french[2]), int(french[1]))
    except ValueError:
        pass
    return None


@dataclass(frozen=True)
class Stated:
    """What a column `date_extraction` says: its latest day, and how many of its values are no day."""

    day: date | None
    unread: int

    def remark(self, file: str) -> Remark | None:
        """What is told of the values that could not be read; None when there are none."""
        if not self.unread:
            return None
        many = "s" * (self.unread > 1)
        return Remark(
            file, f"colonne {EXTRACTION} : {self.unread} valeur{many} illisible{many}, laissée{many} de côté."
        )


def latest(con: DuckDBPyConnection, relation: str, column: str) -> Stated:
    """The latest day of the text `column` of a relation, read in every form of a date."""
    field = Field(EXTRACTION, "date", "", "courant")
    stored = kept(field, "valeur")
    wrong = f"({refused(field, 'lu', 'valeur')} OR NOT ({stored}) BETWEEN DATE '{FIRST_DAY}' AND DATE '{LAST_DAY}')"
    row = con.execute(
        f"SELECT max({stored}) FILTER (NOT coalesce({wrong}, false)), count(*) FILTER ({wrong}) "
        f"FROM (SELECT lu, {read(field, 'lu', 'VARCHAR')} AS valeur "
        f"FROM (SELECT {given(field, 'brut', 'VARCHAR')} AS lu FROM (SELECT {column} AS brut FROM {relation})))"
    ).fetchone()
    return Stated(row[0], int(row[1])) if row else Stated(None, 0)


def _pairs(path: Path) -> list[tuple[str, object]]:
    if path.suffix == ".csv":
        text = path.read_text(encoding="utf-8-sig")
        dialect = csv.Sniffer().sniff(text, delimiters=",;|\t")
        rows = [row for row in csv.reader(io.StringIO(text), dialect) if row]
        return [(row[0].strip().lower(), row[1]) for row in rows if row[0].strip().lower() != "table"]
    raw = read_yaml(path, "extraction_illisible")
    if not isinstance(raw, dict):
        raise ValueError("not a mapping")  # noqa: TRY004 - one kind of error for whatever is not a list of dates
    return [(str(name).strip().lower(), value) for name, value in raw.items()]


def _day(path: Path, table: str, value: object) -> date:
    day = value if type(value) is date else _read_day(str(value))
    if day is None:
        raise _unreadable(path, f"la date de {table} s'écrit 2026-11-12 ou 12/11/2026")
    if not FIRST_DAY <= day <= LAST_DAY:
        raise _unreadable(path, f"la date de {table} n'est pas de {FIRST_DAY.year} à {LAST_DAY.year}")
    return day


def _unreadable(path: Path, why: str) -> PlanirError:
    return PlanirError("extraction_illisible", f"« {path.name} » ne se lit pas : {why}.")
