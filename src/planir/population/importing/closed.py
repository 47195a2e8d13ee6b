"""Rows of a file that PLANIR wrote which are no longer held true: known until a day, they are the past of others.

One known until a day to come is still held true; one whose day cannot be read is refused.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from planir.population.contract import Table
from planir.population.importing.checks import unread
from planir.population.importing.columns import CLOSED
from planir.population.importing.source import Remark
from planir.population.importing.values import given, kept, read

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def still_true(rows: str, table: Table, known: date | None) -> str:
    """SELECT of the rows that an import of the day `known` takes, but for `connu_jusqu`; some with their `_rejet`.

    `rows` gives `connu_jusqu` as text.
    """
    understood = unread(table.field(CLOSED))
    assert understood is not None, "a date may be unreadable"
    return (
        f"SELECT * EXCLUDE ({CLOSED}, _lu_{CLOSED}, _val_{CLOSED}), "
        f"CASE WHEN {understood.bad} THEN '{understood.reason}' END AS _rejet, "
        f"'{CLOSED}' AS _colonne, _lu_{CLOSED} AS _valeur FROM ({_values(rows, table)}) "
        f"WHERE coalesce({understood.bad}, false) OR {_held(table, known)}"
    )


def closed_rows(con: DuckDBPyConnection, rows: str, table: Table, known: date | None) -> int:
    """How many rows `still_true` leaves out."""
    understood = unread(table.field(CLOSED))
    assert understood is not None, "a date may be unreadable"
    row = con.execute(
        f"SELECT count(*) FROM ({_values(rows, table)}) "
        f"WHERE NOT coalesce({understood.bad}, false) AND NOT {_held(table, known)}"
    ).fetchone()
    return int(row[0]) if row else 0


def left_out(file: str, closed: int) -> Remark | None:
    """What is told of the rows left out; None when there are none."""
    if not closed:
        return None
    many = closed > 1
    return Remark(file, f"{closed} ligne{'s' * many} close{'s' * many} (connu_jusqu) laissée{'s' * many} de côté.")


def _values(rows: str, table: Table) -> str:
    field = table.field(CLOSED)
    return (
        f"SELECT *, {read(field, f'_lu_{CLOSED}', 'VARCHAR')} AS _val_{CLOSED} "
        f"FROM (SELECT *, {given(field, CLOSED, 'VARCHAR')} AS _lu_{CLOSED} FROM ({rows}))"
    )


def _held(table: Table, known: date | None) -> str:
    """No end, a sentinel for none, or an end to come."""
    end = kept(table.field(CLOSED), f"_val_{CLOSED}")
    to_come = f" OR ({end}) > DATE '{known}'" if known else ""
    return f"(({end}) IS NULL{to_come})"
