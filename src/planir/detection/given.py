"""Tables of the contract filled with rows given by hand: those of an example, or of a household at the desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from planir.population.contract import Table

Row = Mapping[str, Any]


def fill(connection: duckdb.DuckDBPyConnection, schema: str, table: Table, rows: Sequence[Row]) -> None:
    """Create `schema.table` with these rows; a column that a row does not give has its default, or is null."""
    columns = ", ".join(f"{field.name} {field.sql_type}" for field in table.fields)
    connection.execute(f"CREATE TABLE {schema}.{table.name} ({columns})")
    if rows:
        marks = ", ".join(f"({', '.join('?' for _ in table.fields)})" for _ in rows)
        values = [row.get(field.name, field.missing) for row in rows for field in table.fields]
        connection.execute(f"INSERT INTO {schema}.{table.name} VALUES {marks}", values)
