"""A population opened at two dates: the relations that the rules read, ready in one connection."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

import duckdb

from planir.engine.binding import bind, parameters_used
from planir.engine.columns import EVERY_ROW
from planir.population.contract import Table, tables
from planir.population.extraction import extractions_sql
from planir.population.relations import Relation, cut, needed, readable_columns

PLAIN_READERS = 5
"""A view of one table, row by row, is read as often before keeping its rows costs less."""


@dataclass(frozen=True)
class Dates:
    """The day judged, and the day whose knowledge is used."""

    au: date
    connu_au: date


@dataclass(frozen=True)
class Judgement:
    """What binds a rule: the dates, the parameters in force at `au`, and where stored tables are.

    `stores`: for each table supplied, the DuckDB relation holding its rows. `extracted`: when each was taken from the
    fund's systems; none for rows that are true the day judged, as an example's are.
    """

    dates: Dates
    parameters: Mapping[str, Decimal | int]
    stores: Mapping[str, str]
    extracted: Mapping[str, date] = field(default_factory=dict)

    def bind(self, sql: str) -> str:
        return bind(sql, self.dates.au, self.dates.connu_au, self.parameters)


def create_relations(
    connection: duckdb.DuckDBPyConnection,
    relations: Mapping[str, Relation],
    judgement: Judgement,
    wanted: Iterable[str],
    materialised: Mapping[str, Collection[str]],
) -> None:
    """Create the relations wanted, and those that they read. A table without a store is one that programmes can do
    without (`facultatif`): it is there, and empty.

    `materialised`: relations computed once instead of at each reading, with the columns worth keeping.
    """
    for name in needed(relations, wanted):
        sql = relation_sql(relations[name], judgement)
        if name in materialised:
            kept = ", ".join(sorted(materialised[name])) or "*"
            connection.execute(f"CREATE TEMP TABLE {name} AS SELECT {kept} FROM ({sql})")
        else:
            connection.execute(f"CREATE TEMP {stored_as(relations[name])} {name} AS {sql}")


def stored_as(relation: Relation) -> Literal["TABLE", "VIEW"]:
    """A view is planned again in each of its readers: the hundreds of rows of the law cost more so than kept."""
    return "TABLE" if relation.kind == "parametre" else "VIEW"


def computed_once(relations: Mapping[str, Relation], asked: Collection[str]) -> Mapping[str, frozenset[str]]:
    """Derived relations that several others read, or that are `asked` and read one: as views, they would be planned
    again inside each of their readers. For each, the columns that these read; all of them (none named) if `asked`."""
    reached = needed(relations, asked)
    derived = {name for name in reached if relations[name].kind in {"vue", "regle"}}
    readers = [name for one in reached for name in relations[one].reads]
    columns: dict[str, set[str]] = {}
    for one in reached:
        for name, column in relations[one].uses:
            columns.setdefault(name, set()).update({column} - {EVERY_ROW})
    return {
        name: frozenset() if name in asked else frozenset(columns[name])
        for name in reached
        if name in derived
        and (
            readers.count(name) > (PLAIN_READERS if relations[name].plain else 1)
            or (name in asked and relations[name].reads & derived)
        )
    }


def relation_sql(relation: Relation, judgement: Judgement) -> str:
    """The SELECT that makes a relation out of the stores and of the relations that it reads."""
    if relation.kind == "coupe":
        table, store = tables()[relation.name], judgement.stores.get(relation.name)
        return _empty(table) if store is None else cut(table, store, judgement.dates.au, judgement.dates.connu_au)
    if relation.kind == "extraction":
        return extractions_sql(judgement.extracted)
    assert relation.sql is not None
    return judgement.bind(relation.sql)


def _empty(table: Table) -> str:
    columns = (f"CAST(NULL AS {table.field(name).sql_type}) AS {name}" for name in readable_columns(table))
    return f"SELECT {', '.join(columns)} WHERE false"


def parameters_needed(relations: Mapping[str, Relation], wanted: Iterable[str]) -> frozenset[str]:
    """Names of the parameters that these relations use, directly or through what they read."""
    return frozenset(
        parameter for name in needed(relations, wanted) for parameter in parameters_used(relations[name].sql or "")
    )
