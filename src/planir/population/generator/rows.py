"""Rows of one table of the contract, from columns: every field present, sorted by person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from planir.population.contract import Field, Table, tables
from planir.population.generator.arrays import Bools, Ints
from planir.population.generator.columns import NUMBER, Column

ARROW_TYPES = {
    "string": pa.string(),
    "integer": pa.int32(),
    "number": NUMBER,
    "boolean": pa.bool_(),
    "date": pa.date32(),
}

Columns = Mapping[str, Column]


@dataclass(frozen=True)
class Rows:
    """Rows of one table of the contract, sorted by `persons` (None: a table that is not about persons)."""

    table: str
    content: pa.Table
    persons: Ints | None


def rows(table: str, columns: Columns) -> Rows:
    """Rows of a table of the contract. Fields not given are missing; `provenance` is then « caisse ».

    Sorted by the person's index (column `assure`), in the order given within a person.
    """
    contract = tables()[table]
    unknown = set(columns) - set(contract.names)
    if unknown:
        raise ValueError(f"{table}: columns {sorted(unknown)} are not in the contract")
    count = len(next(iter(columns.values())))
    ordered = _sorted(contract, columns)
    content = pa.table([_arrow(field, ordered, count) for field in contract.fields], schema(contract))
    return Rows(table, content, ordered[contract.person].values if contract.person else None)


def merged(parts: Sequence[Rows]) -> Rows:
    """Rows of one table that come from several files of the generator, sorted by person again."""
    if len(parts) == 1:
        return parts[0]
    content = pa.concat_tables([part.content for part in parts])
    if any(part.persons is None for part in parts):
        return Rows(parts[0].table, content, None)
    persons = np.concatenate([part.persons for part in parts if part.persons is not None])
    order = np.argsort(persons, kind="stable")
    return Rows(parts[0].table, content.take(pa.array(order)), persons[order])


def stacked(parts: Sequence[Columns]) -> dict[str, Column]:
    """Several groups of rows of one table, one after the other; they give the same columns."""
    first, *others = parts
    return {name: column.followed_by([part[name] for part in others]) for name, column in first.items()}


def chosen(columns: Columns, kept: Bools | Ints) -> dict[str, Column]:
    """The rows where `kept` (positions, or true and false)."""
    positions: Ints = np.flatnonzero(kept) if kept.dtype == np.bool_ else kept.astype(np.int64)
    return {name: column.take(positions) for name, column in columns.items()}


def schema(contract: Table) -> pa.Schema:
    return pa.schema([pa.field(field.name, ARROW_TYPES[field.type]) for field in contract.fields])


def _sorted(contract: Table, columns: Columns) -> Columns:
    if contract.person is None:
        return columns
    persons = columns[contract.person].values
    if np.all(persons[1:] >= persons[:-1]):
        return columns
    return chosen(columns, np.argsort(persons, kind="stable"))


def _arrow(field: Field, columns: Columns, count: int) -> pa.Array:
    if field.name in columns:
        return columns[field.name].arrow()
    if field.missing is not None:
        return pa.array([field.missing]).take(pa.array(np.zeros(count, dtype=np.int32)))
    return pa.nulls(count, ARROW_TYPES[field.type])
