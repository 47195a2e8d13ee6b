"""Rows of a file that PLANIR wrote which are no longer held true: known until a day, they are the past of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planir.population.contract import Table
from planir.population.importing.columns import CLOSED
from planir.population.importing.source import Remark
from planir.population.importing.values import SENTINELS, given, read

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def still_true(table: Table, column: str) -> str:
    """Condition under which a row is imported, `column` being its text of `connu_jusqu`: empty, or a sentinel date."""
    field = table.field(CLOSED)
    text = given(field, column, "VARCHAR")
    sentinels = ", ".join(f"DATE '{day}'" for day in SENTINELS)
    return f"(({text}) IS NULL OR coalesce(({read(field, text, 'VARCHAR')}) IN ({sentinels}), false))"


def closed_rows(con: DuckDBPyConnection, relation: str, condition: str) -> int:
    """How many rows of `relation` do not meet the condition."""
    row = con.execute(f"SELECT count(*) FROM {relation} WHERE NOT {condition}").fetchone()
    return int(row[0]) if row else 0


def left_out(file: str, closed: int) -> Remark | None:
    """What is told of the rows left out; None when there are none."""
    if not closed:
        return None
    many = closed > 1
    return Remark(file, f"{closed} ligne{'s' * many} close{'s' * many} (connu_jusqu) laissée{'s' * many} de côté.")
