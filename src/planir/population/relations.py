"""What a rule may read: the tables of the contract cut at two dates, and the views derived from them.

Compiled once into plain text: nothing here needs the SQL parser when the relations come from a cache.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from planir.engine.columns import EVERY_ROW, ColumnsRead
from planir.engine.signatures import Type
from planir.population.contract import Table, tables

VIEWS = Path(__file__).parent / "vues"
UNREADABLE = frozenset({"contact", "nir"})
"""Sensitivities that no rule reads: these columns are not in the views."""

TYPES: Mapping[str, Type] = {
    "string": "texte",
    "integer": "nombre",
    "number": "nombre",
    "boolean": "booleen",
    "date": "date",
}
"""What a rule takes a column of the contract for, by its type there."""

Kind = Literal["jugement", "extraction", "parametre", "coupe", "vue", "regle"]


@dataclass(frozen=True)
class Relation:
    """A relation known to rules.

    `columns`: name and meaning of each column, in order; `types`: their types. `sql`: DuckDB text before binding
    (None for a cut table, written by `cut`). `uses`: (relation, column) that its text reads, needed to create it.
    `behind`: for each of its columns, the pairs on which the values of that column may depend; for "*", those that
    decide which rows there are.
    """

    name: str
    kind: Kind
    title: str
    description: str
    columns: Mapping[str, str]
    types: Mapping[str, Type]
    sql: str | None
    uses: ColumnsRead
    behind: Mapping[str, ColumnsRead]
    single: bool
    """It certainly has one row at most a person."""
    plain: bool = False
    """A view of one table, row by row: reading it costs little more than reading the table."""

    @property
    def reads(self) -> frozenset[str]:
        """Relations that it reads."""
        return frozenset(name for name, _ in self.uses)


def readable_columns(table: Table) -> Mapping[str, str]:
    """Columns of a table that rules may read, with their meaning."""
    return {field.name: field.description for field in table.supplied if field.sensitivity not in UNREADABLE}


def cut_relations() -> Mapping[str, Relation]:
    """One relation for each table of the contract that rules may read."""
    readable = {name: table for name, table in tables().items() if table.sensitivity not in UNREADABLE}
    return {
        name: Relation(
            name=name,
            kind="coupe",
            title=table.title,
            description=table.description,
            columns=readable_columns(table),
            types={name: TYPES[table.field(name).type] for name in readable_columns(table)},
            sql=None,
            uses=frozenset(),
            behind=dict.fromkeys((*readable_columns(table), EVERY_ROW), _cut_by(table)),
            single=table.primary_key == ("assure",),
        )
        for name, table in readable.items()
    }


def cut(table: Table, store: str, au: date, connu_au: date) -> str:
    """The SELECT that cuts a stored table at two dates. `store`: the DuckDB relation that holds its rows.

    A row whose date of knowledge is empty has always been known.
    """
    known = [f"(connu_le IS NULL OR connu_le <= {_day(connu_au)})"]
    if table.nature == "fait":
        known.append(f"(connu_jusqu IS NULL OR connu_jusqu > {_day(connu_au)})")
    else:
        known.append(f"{table.date} <= {_day(au)}")
    return f"SELECT {', '.join(readable_columns(table))} FROM {store} WHERE {' AND '.join(known)}"


def needed(relations: Mapping[str, Relation], wanted: Iterable[str]) -> tuple[str, ...]:
    """The relations wanted and all that they read, each after those that it reads."""
    ordered: dict[str, None] = {}

    def visit(name: str) -> None:
        if name in ordered or name not in relations:
            return
        for read in sorted(relations[name].reads):
            visit(read)
        ordered[name] = None

    for name in sorted(set(wanted)):
        visit(name)
    return tuple(ordered)


def columns_reached(relations: Mapping[str, Relation], read: Iterable[tuple[str, str]]) -> ColumnsRead:
    """The columns read, and all those on which their values may depend, views crossed.

    A column counts the rows of its relation; (relation, "*") is among the answers for each relation reached.
    """
    reached: set[tuple[str, str]] = set()
    waiting = [pair for name, column in read for pair in ((name, column), (name, EVERY_ROW))]
    while waiting:
        pair = waiting.pop()
        if pair not in reached:
            reached.add(pair)
            name, column = pair
            waiting.extend(relations[name].behind[column])
    return frozenset(reached)


def base_columns(relations: Mapping[str, Relation], read: Iterable[tuple[str, str]]) -> ColumnsRead:
    """Columns of the contract on which columns of relations may depend; ("soin", "*") when only rows count.

    The two dates of knowledge, by which every table is cut, are left out: they would be everywhere.
    """
    found = {pair for pair in columns_reached(relations, read) if relations[pair[0]].kind == "coupe"}
    named = {name for name, column in found if column != EVERY_ROW}
    return frozenset((name, column) for name, column in found if column != EVERY_ROW or name not in named)


def tables_needed(relations: Mapping[str, Relation], wanted: Iterable[str]) -> tuple[str, ...]:
    """Tables of the contract to open for these relations to exist, in alphabetical order."""
    return tuple(sorted(name for name in needed(relations, wanted) if relations[name].kind == "coupe"))


def missing_tables(relations: Mapping[str, Relation], reads: Iterable[str], supplied: Collection[str]) -> list[str]:
    """Tables of the contract that these reads need and that the fund did not supply, in alphabetical order."""
    return sorted(set(tables_needed(relations, reads)) - set(supplied))


def _cut_by(table: Table) -> ColumnsRead:
    """The date of the act, by which `cut` chooses the rows of a flow."""
    return frozenset() if table.date is None else frozenset({(table.name, table.date)})


def _day(day: date) -> str:
    return f"DATE '{day.isoformat()}'"
