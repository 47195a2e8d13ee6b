"""Opens one extract, CSV or Parquet: its columns, and the DuckDB relation of its raw rows."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from planir.engine.errors import PlanirError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_SEPARATORS = (";", ",", "\t", "|")


@dataclass(frozen=True)
class OpenFile:
    """A file that can be read: its columns as it writes them, all VARCHAR in `relation`.

    `structure` names the DuckDB table of the lines that could not be cut into columns (CSV only).
    """

    path: Path
    columns: tuple[str, ...]
    relation: str
    structure: str | None

    def missing(self, names: tuple[str, ...]) -> list[str]:
        present = {column.upper() for column in self.columns}
        return [name for name in names if name not in present]


def open_file(con: DuckDBPyConnection, path: Path, structure: str) -> OpenFile:
    """Raises PlanirError `snds_fichier_illisible` when the file is not what its name says."""
    if path.suffix.lower() == ".parquet":
        return _open_parquet(con, path)
    return _open_csv(path, structure)


def _open_parquet(con: DuckDBPyConnection, path: Path) -> OpenFile:
    source = f"read_parquet({_quoted(str(path))})"
    try:
        described = con.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    except duckdb.Error as error:
        raise _unreadable(path, "n'est pas un fichier Parquet entier") from error
    names = tuple(str(row[0]) for row in described)
    texts = ", ".join(f'CAST("{name}" AS VARCHAR) AS "{name.upper()}"' for name in names)
    return OpenFile(path, names, f"(SELECT {texts} FROM {source})", None)


def _open_csv(path: Path, structure: str) -> OpenFile:
    header = _first_line(path)
    separator = max(_SEPARATORS, key=header.count)
    names = tuple(name.strip().strip('"') for name in header.split(separator))
    if len(names) < 2 or len({name.upper() for name in names}) < len(names):
        raise _unreadable(path, "n'a pas, en première ligne, les noms de ses colonnes")
    listed = ", ".join(f"{_quoted(name.upper())}: 'VARCHAR'" for name in names)
    relation = (
        f"read_csv({_quoted(str(path))}, auto_detect = false, header = true, delim = {_quoted(separator)}, "
        f"quote = '\"', escape = '\"', columns = {{{listed}}}, store_rejects = true, "
        f"rejects_table = {_quoted(structure)}, rejects_scan = {_quoted(structure + '_lectures')})"
    )
    return OpenFile(path, names, relation, structure)


def _first_line(path: Path) -> str:
    try:
        if path.name.lower().endswith(".gz"):
            with gzip.open(path, "rt", encoding="utf-8-sig", errors="replace") as stream:
                header = stream.readline(1_000_000)
        else:
            with path.open(encoding="utf-8-sig", errors="replace") as stream:
                header = stream.readline(1_000_000)
    except (OSError, EOFError) as error:
        raise _unreadable(path, "ne s'ouvre pas") from error
    if not header.strip():
        raise _unreadable(path, "est vide")
    return header.rstrip("\r\n")


def _unreadable(path: Path, why: str) -> PlanirError:
    return PlanirError(
        "snds_fichier_illisible", f"« {path.name} » {why} : redemandez cet extrait, ou retirez-le du dossier."
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
