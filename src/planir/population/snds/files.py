"""Opens one extract, CSV or Parquet: its columns, and the DuckDB relation of its raw rows."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from planir.engine.errors import PlanirError
from planir.population.importing.scan import Scan, scan
from planir.population.importing.shape import SEPARATORS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class OpenFile:
    """A file that can be read: its columns as it writes them, all VARCHAR and in capitals in `relation`.

    `structure` names the DuckDB table of the lines that could not be cut into columns (text only).
    """

    path: Path
    columns: tuple[str, ...]
    relation: str
    structure: str | None

    def missing(self, names: tuple[str, ...]) -> list[str]:
        present = {column.upper() for column in self.columns}
        return [name for name in names if name not in present]


def open_file(con: DuckDBPyConnection, path: Path, structure: str) -> OpenFile:
    """Raises PlanirError: `snds_entete`, `fichier_illisible`, and those of `scan`."""
    if path.suffix.lower() == ".parquet":
        return _open_parquet(con, path)
    return _open_text(path, scan(path), structure)


def _open_parquet(con: DuckDBPyConnection, path: Path) -> OpenFile:
    source = f"read_parquet({_quoted(str(path))}, binary_as_string = true)"
    try:
        described = con.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    except duckdb.Error as error:
        raise PlanirError(
            "fichier_illisible", f"« {path.name} » n'est pas un fichier Parquet entier : redemandez cet extrait."
        ) from error
    names = tuple(str(row[0]) for row in described)
    texts = ", ".join(f'CAST("{name}" AS VARCHAR) AS "{name.upper()}"' for name in names)
    return OpenFile(path, names, f"(SELECT {texts} FROM {source})", None)


def _open_text(path: Path, seen: Scan, structure: str) -> OpenFile:
    text = seen.head.decode("utf-8-sig" if seen.encoding == "utf-8" else "cp1252", errors="replace")
    header = text.split("\n", 1)[0].rstrip("\r")
    separator = max(SEPARATORS, key=header.count)
    names = tuple(name.strip() for name in next(csv.reader([header], delimiter=separator), []))
    if len(names) < 2 or len({name.upper() for name in names}) < len(names):
        raise PlanirError(
            "snds_entete",
            f"« {path.name} » n'a pas, en première ligne, les noms de ses colonnes : redemandez cet extrait.",
        )
    listed = ", ".join(f"{_quoted(name.upper())}: 'VARCHAR'" for name in names)
    # What is read of an extract is codes, numbers and dates: Latin-1 is enough for Windows-1252.
    encoding = "utf-8" if seen.encoding == "utf-8" else "latin-1"
    relation = (
        f"read_csv({_quoted(str(path))}, auto_detect = false, header = true, delim = {_quoted(separator)}, "
        f"quote = '\"', escape = '\"', encoding = '{encoding}', columns = {{{listed}}}, strict_mode = true, "
        f"store_rejects = true, rejects_table = {_quoted(structure)}, "
        f"rejects_scan = {_quoted(structure + '_lectures')})"
    )
    return OpenFile(path, names, relation, structure)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
