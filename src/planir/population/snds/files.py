"""Opens one extract, CSV or Parquet: its columns, and the DuckDB relation of its raw rows."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow.parquet as pq

from planir.engine.errors import PlanirError
from planir.population.importing.scan import LONGEST_HEAD, Scan, scan
from planir.population.importing.set_right import set_right
from planir.population.importing.shape import SEPARATORS
from planir.population.importing.values import FLOATS, float_text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_NAME = re.compile("[A-Z]{3}_[A-Z0-9_]+")


@dataclass(frozen=True)
class OpenFile:
    """A file that can be read: its columns as it writes them, all VARCHAR and in capitals in `relation`.

    `structure` names the DuckDB table of the lines that could not be cut into columns (text only).
    """

    path: Path
    columns: tuple[str, ...]
    relation: str
    structure: str | None
    lines: int | None
    """Rows that it must give or refuse, by a count of its lines (text only)."""

    def missing(self, names: tuple[str, ...]) -> list[str]:
        present = {column.upper() for column in self.columns}
        return [name for name in names if name not in present]


def open_file(con: DuckDBPyConnection, path: Path, structure: str) -> OpenFile:
    """Raises PlanirError: `snds_entete`, `colonne_double`, `fichier_illisible`, and those of `scan`."""
    if path.suffix.lower() == ".parquet":
        return _open_parquet(con, path)
    return _open_text(con, path, scan(path, _separator), structure)


def _open_parquet(con: DuckDBPyConnection, path: Path) -> OpenFile:
    source = f"read_parquet({_quoted(str(path))}, binary_as_string = true)"
    try:
        described = con.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    except duckdb.Error as error:
        raise PlanirError(
            "fichier_illisible", f"« {path.name} » n'est pas un fichier Parquet entier : redemandez cet extrait."
        ) from error
    names = tuple(str(row[0]) for row in described)
    # DuckDB renames the second of two names that differ by their case only.
    _refuse_double(path, tuple(pq.read_schema(path).names))
    texts = ", ".join(f'{_as_text(str(name), str(type_))} AS "{name.upper()}"' for name, type_, *_ in described)
    return OpenFile(path, names, f"(SELECT {texts} FROM {source})", None, None)


def _as_text(name: str, type_: str) -> str:
    return float_text(f'"{name}"') if type_ in FLOATS else f'CAST("{name}" AS VARCHAR)'


def _separator(head: str) -> str:
    return max(SEPARATORS, key=head.split("\n", 1)[0].count)


def _open_text(con: DuckDBPyConnection, path: Path, seen: Scan, structure: str) -> OpenFile:
    text = seen.head.decode("utf-8-sig" if seen.encoding == "utf-8" else "cp1252", errors="replace")
    header = text.split("\n", 1)[0].rstrip("\r")
    csv.field_size_limit(LONGEST_HEAD)
    names = tuple(name.strip() for name in next(csv.reader([header], delimiter=seen.separator), []))
    _refuse_double(path, names)
    if len(names) < 2 or len({name.upper() for name in names}) < len(names):
        raise PlanirError(
            "snds_entete",
            f"« {path.name} » n'a pas, en première ligne, les noms de ses colonnes : redemandez cet extrait.",
        )
    read = set_right(con, path, structure, seen, len(names)) if seen.mixed or seen.aside else path
    listed = ", ".join(f"{_quoted(name.upper())}: 'VARCHAR'" for name in names)
    # What is read of an extract is codes, numbers and dates: Latin-1 is enough for Windows-1252.
    encoding = "utf-8" if seen.encoding == "utf-8" or read != path else "latin-1"
    relation = (
        f"read_csv({_quoted(str(read))}, auto_detect = false, header = true, delim = {_quoted(seen.separator)}, "
        f"quote = '\"', escape = '\"', encoding = '{encoding}', columns = {{{listed}}}, strict_mode = true, "
        f"store_rejects = true, rejects_table = {_quoted(structure)}, "
        f"rejects_scan = {_quoted(structure + '_lectures')})"
    )
    return OpenFile(path, names, relation, structure, seen.rows(len(names)))


def _refuse_double(path: Path, names: tuple[str, ...]) -> None:
    """A doubled value of a first line that is no header says nothing, and is not to be shown."""
    written = [name.upper() for name in names]
    double = next((name for name in written if written.count(name) > 1 and _NAME.fullmatch(name)), None)
    if double is not None:
        raise PlanirError("colonne_double", f"« {path.name} » a deux colonnes « {double} » : n'en gardez qu'une.")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
