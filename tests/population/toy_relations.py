"""Two small tables of whole numbers, views over them, and the answer of a view once its tables are filled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import duckdb

from planir.engine.columns import EVERY_ROW
from planir.engine.view import View
from planir.population.relations import Relation, needed
from planir.population.relations_compiler import with_views

TABLES: Mapping[str, tuple[str, ...]] = {"t": ("a", "b", "c", "d"), "u": ("a", "b", "e")}

Row = list[int | None]

Filled = Mapping[str, Sequence[Row]]
"""The rows of each table."""

Kind = Literal["vue", "regle"]


def compiled(views: Mapping[str, tuple[Sequence[str], str]]) -> Mapping[str, Relation]:
    """The two tables and these views: for each, the names of its columns and its text."""
    cut = {
        name: Relation(
            name=name,
            kind="coupe",
            title="",
            description="",
            columns=dict.fromkeys(columns, ""),
            types=dict.fromkeys(columns, "nombre"),
            sql=None,
            uses=frozenset(),
            behind=dict.fromkeys((*columns, EVERY_ROW), frozenset()),
            single=False,
        )
        for name, columns in TABLES.items()
    }
    kind: Kind = "vue"
    read = [(View(name, "", "", dict.fromkeys(columns, ""), text), kind) for name, (columns, text) in views.items()]
    return with_views(cut, read)


def opened(connection: duckdb.DuckDBPyConnection, relations: Mapping[str, Relation]) -> None:
    """Create the tables, empty, and the views."""
    for name in needed(relations, relations):
        sql = relations[name].sql
        if sql is None:
            connection.execute(f"CREATE TABLE {name} ({', '.join(f'{column} INTEGER' for column in TABLES[name])})")
        else:
            connection.execute(f"CREATE VIEW {name} AS {sql}")


def answer(
    connection: duckdb.DuckDBPyConnection, view: str, columns: Iterable[str], filled: Filled
) -> list[tuple[object, ...]]:
    """What the view says in these columns, in an order of its own, when the tables hold these rows."""
    for name, rows in filled.items():
        connection.execute(f"DELETE FROM {name}")
        if rows:
            values = ", ".join(f"({', '.join('NULL' if cell is None else str(cell) for cell in row)})" for row in rows)
            connection.execute(f"INSERT INTO {name} VALUES {values}")
    return sorted(connection.execute(f"SELECT {', '.join(columns)} FROM {view}").fetchall(), key=repr)
