"""What a rule may read: the tables of the contract cut at two dates, and the views derived from them.

Compiled once into plain text: nothing here needs the SQL parser when the relations come from a cache.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

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

Kind = Literal["jugement", "parametre", "coupe", "vue", "regle"]


@dataclass(frozen=True)
class Relation:
    """A relation known to rules.

    `columns`: name and meaning of each column, in order; `types`: their types. `sql`: DuckDB text before binding
    (None for a cut table, written by `cut`). `uses`: (relation, column) that it reads; `base`: columns of the contract
    it comes from. Both say ("soin", "*") when a table is read without a column.
    """

    name: str
    kind: Kind
    title: str
    description: str
    columns: Mapping[str, str]
    types: Mapping[str, Type]
    sql: str | None
    uses: frozenset[tuple[str, str]]
    base: frozenset[tuple[str, str]]
    single: bool
    """It certainly has one row at most a person."""

    @property
    def reads(self) -> frozenset[str]:
        """Relations that it reads."""
        return frozenset(name for name, _ in self.uses)

    @property
    def base_tables(self) -> frozenset[str]:
        return frozenset(table for table, _ in self.base)


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
            base=frozenset((name, column) for column in readable_columns(table)),
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


def missing_tables(relations: Mapping[str, Relation], reads: Iterable[str], supplied: Collection[str]) -> list[str]:
    """Tables of the contract that these reads need and that the fund did not supply, in alphabetical order."""
    cut_names = [name for name in needed(relations, reads) if relations[name].kind == "coupe"]
    return sorted(set(cut_names) - set(supplied))


def _day(day: date) -> str:
    return f"DATE '{day.isoformat()}'"
