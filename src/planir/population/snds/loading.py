"""Loads the extracts into a compressed in-memory database, `snds`: typed columns, one row a line, in file order.

The rows stay within DuckDB, which spills them to its temporary folder beyond its memory limit.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from planir.engine.errors import PlanirError
from planir.population.importing.failures import refuse_a_loss, told
from planir.population.snds.columns import Column, columns, key_sql
from planir.population.snds.files import OpenFile, open_file

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SQL = Path(__file__).parent / "sql"


@dataclass(frozen=True)
class LoadedFile:
    """A file whose rows are loaded: `number` is its `_fichier`, `structure` the table of the lines that do not cut."""

    number: int
    table: str
    name: str
    rows: int
    structure: str | None
    absent: tuple[str, ...]
    """Columns of `tables.yaml` that the file does not have."""


def prepare(con: DuckDBPyConnection) -> None:
    """Attach the working database and say how a raw text is read."""
    con.execute("ATTACH IF NOT EXISTS ':memory:' AS snds (COMPRESS)")
    run_sql(con, "lecture")
    # Filled from IR_IMB_R when it is there.
    con.execute("CREATE OR REPLACE TABLE snds.exoneration (num INTEGER, usage VARCHAR, rejet VARCHAR, ecart VARCHAR)")
    con.execute("CREATE OR REPLACE TABLE snds.fichier (fichier USMALLINT, premier BIGINT, base BIGINT)")
    con.execute("CREATE OR REPLACE TABLE snds.decalage (fichier USMALLINT, seuil BIGINT, decalage BIGINT)")


def run_sql(con: DuckDBPyConnection, name: str) -> None:
    con.execute((SQL / f"{name}.sql").read_text(encoding="utf-8"))


def load(con: DuckDBPyConnection, table: str, paths: tuple[Path, ...], first_number: int) -> list[LoadedFile]:
    """Load every file of one SNDS table into `snds.brut_<table>`, and `snds.<table>` with line numbers.

    Raises PlanirError: `snds_colonne_absente`, `lignes_perdues`, and those of `open_file`.
    """
    read = columns()[table]
    raw = f"snds.brut_{table.lower()}"
    loaded: list[LoadedFile] = []
    rows = 0
    with _order_kept(con):
        for number, path in enumerate(paths, start=first_number):
            opened = open_file(con, path, f"snds_structure_{number}")
            _refuse_missing(opened, read)
            verb = f"CREATE OR REPLACE TABLE {raw} AS" if not loaded else f"INSERT INTO {raw}"
            with told(f"« {path.name} »"):
                con.execute(f"{verb} {_typed(opened, read, number)}")
            total = _count(con, raw)
            con.execute(
                "INSERT INTO snds.fichier VALUES (?, ?, ?)", [number, rows, 2 if opened.structure is not None else 1]
            )
            _shift_lines(con, number, opened.structure)
            _refuse_a_loss(con, opened, total - rows)
            absent = tuple(opened.missing(tuple(column.name for column in read)))
            loaded.append(LoadedFile(number, table, path.name, total - rows, opened.structure, absent))
            rows = total
    _number_lines(con, table)
    return loaded


def unload(con: DuckDBPyConnection, table: str) -> None:
    """Forget the rows as they were read, once judged."""
    con.execute(f"DROP VIEW snds.{table.lower()}")
    con.execute(f"DROP TABLE snds.brut_{table.lower()}")


def _typed(opened: OpenFile, read: tuple[Column, ...], number: int) -> str:
    present = {name.upper() for name in opened.columns}
    typed = [column.typed(present=column.name in present) for column in read]
    names = ", ".join(f"t.{column.name}" for column in read)
    key = key_sql(tuple(column.name for column in read))
    numbers = [column for column in read if column.is_number and column.name in present]
    unread = " ".join(column.unread() for column in numbers)
    reason = f"CASE {unread} END" if unread else "CAST(NULL AS VARCHAR)"
    raw = ", ".join([*typed, *(column.raw() for column in numbers)])
    return (
        f"SELECT CAST({number} AS USMALLINT) AS _fichier, {names}, {reason} AS _illisible{key} "
        f"FROM (SELECT {raw} FROM {opened.relation}) AS t"
    )


def _refuse_missing(opened: OpenFile, read: tuple[Column, ...]) -> None:
    missing = opened.missing(tuple(column.name for column in read if column.required))
    if missing:
        many = len(missing) > 1
        raise PlanirError(
            "snds_colonne_absente",
            f"« {opened.path.name} » n'a pas {'les colonnes' if many else 'la colonne'} {', '.join(missing)} : "
            f"l'extrait doit {'les' if many else 'la'} contenir (voir docs/lecture-snds.md).",
        )


def _shift_lines(con: DuckDBPyConnection, number: int, structure: str | None) -> None:
    """Lines that do not parse are not rows: after each, the line number of a row is one more."""
    if structure is None:
        return
    con.execute(
        "INSERT INTO snds.decalage "
        f"SELECT {number}, line - 1 - place, max(place) FROM "
        f"(SELECT line, row_number() OVER (ORDER BY line) AS place FROM (SELECT DISTINCT line FROM {structure})) "
        "GROUP BY ALL"
    )


def _refuse_a_loss(con: DuckDBPyConnection, opened: OpenFile, read: int) -> None:
    if opened.lines is None:
        return
    seen = read + _count(con, f"(SELECT DISTINCT line_byte_position FROM {opened.structure})")
    refuse_a_loss(opened.path.name, opened.lines, seen)


def _number_lines(con: DuckDBPyConnection, table: str) -> None:
    shifted = _count(con, "snds.decalage") > 0
    shift = "coalesce(d.decalage, 0)" if shifted else "0"
    join = (
        "ASOF LEFT JOIN snds.decalage AS d ON d.fichier = b._fichier AND d.seuil <= b._rang - b._premier"
        if shifted
        else ""
    )
    con.execute(
        f"CREATE OR REPLACE VIEW snds.{table.lower()} AS "
        f"SELECT b.* EXCLUDE (_premier, _base), b._rang - b._premier + b._base + {shift} AS _ligne FROM ("
        f"SELECT r.*, r.rowid AS _rang, f.premier AS _premier, f.base AS _base "
        f"FROM snds.brut_{table.lower()} AS r JOIN snds.fichier AS f ON f.fichier = r._fichier) AS b {join}"
    )


@contextmanager
def _order_kept(con: DuckDBPyConnection) -> Iterator[None]:
    """Rows keep the order of the file, so that their place is their line."""
    row = con.execute("SELECT current_setting('preserve_insertion_order')").fetchone()
    before = bool(row[0]) if row else True
    con.execute("SET preserve_insertion_order = true")
    try:
        yield
    finally:
        con.execute(f"SET preserve_insertion_order = {str(before).lower()}")


def _count(con: DuckDBPyConnection, relation: str) -> int:
    row = con.execute(f"SELECT count(*) FROM {relation}").fetchone()
    assert row is not None, "count(*) gives one row"
    return int(row[0])
