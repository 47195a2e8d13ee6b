"""A small population judged on one day: rows in, the rows of one view out, by the SQL that runs at night."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import duckdb

from planir.detection.judgement import Dates, Judgement, create_relations
from planir.engine.connection import connect
from planir.law.parameters import load
from planir.population.contract import tables
from planir.population.relations import Relation, needed
from planir.population.relations_compiler import compile_relations

Row = Mapping[str, Any]


@cache
def relations() -> Mapping[str, Relation]:
    return compile_relations()


@dataclass(frozen=True)
class Judged:
    """Views ready at one day; `rows` fills the tables (those not named are empty) and reads one view."""

    connection: duckdb.DuckDBPyConnection
    filled: tuple[str, ...]

    def rows(self, view: str, given: Mapping[str, Sequence[Row]]) -> list[dict[str, Any]]:
        for name in self.filled:
            self.connection.execute(f"DELETE FROM magasin.{name}")
            rows = [
                [row.get(field.name, field.missing) for field in tables()[name].fields] for row in given.get(name, ())
            ]
            if rows:
                marks = ", ".join("?" for _ in tables()[name].fields)
                self.connection.executemany(f"INSERT INTO magasin.{name} VALUES ({marks})", rows)
        result = self.connection.execute(f"SELECT * FROM {view}")
        names = [column[0] for column in result.description or ()]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


@contextmanager
def judged(view: str, au: date, **parameters: Decimal | int) -> Iterator[Judged]:
    """One view at `au`, with the parameters of that day, some of them replaced (`groupe__nom=…`)."""
    values = {**load().values(au), **{name.replace("__", ".", 1): value for name, value in parameters.items()}}
    filled = tuple(name for name in needed(relations(), [view]) if relations()[name].kind == "coupe")
    with connect(memory="200MB", threads=1) as connection:
        connection.execute("CREATE SCHEMA magasin")
        for name in filled:
            columns = ", ".join(f"{field.name} {field.sql_type}" for field in tables()[name].fields)
            connection.execute(f"CREATE TABLE magasin.{name} ({columns})")
        judgement = Judgement(Dates(au, au), values, {name: f"magasin.{name}" for name in filled})
        create_relations(connection, relations(), judgement, [view], {})
        yield Judged(connection, filled)
