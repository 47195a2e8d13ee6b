"""Which values a programme looks for in a column that a source may know in part: of benefits, the SNDS knows one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sqlglot import exp

from planir.population.contract import Table, tables
from planir.population.relations import Relation, needed, tables_needed
from planir.programmes.codes import origins_in, view_tree

_CARRIED = (exp.Select, exp.Alias, exp.Group, exp.Order, exp.Ordered, exp.Window)


def values_read(
    trees: Iterable[exp.Expression], relations: Mapping[str, Relation], base: frozenset[tuple[str, str]]
) -> frozenset[tuple[str, str]]:
    """(table, value) compared by these statements, or by a view that they read, with a `partial` column.

    Only `column = 'value'` and `column IN (…)` look for some values: any other test, or none at all, looks for all.
    """
    partial = [tables()[name] for name in sorted({name for name, _ in base}) if tables()[name].partial is not None]
    if not partial:
        return frozenset()
    read = list(trees)
    names = {table.name for tree in read for table in tree.find_all(exp.Table)}
    for name in needed(relations, names):
        sql = relations[name].sql
        if sql is not None and relations[name].kind in {"vue", "regle"} and _opens(name, relations, partial):
            read.append(view_tree(sql))
    found: set[tuple[str, str]] = set()
    for table in partial:
        values = {value for tree in read for value in _values(tree, table, relations)}
        every = table.field(table.partial or "").enum
        found |= {(table.name, value) for value in (values or every)}
    return frozenset(found)


def _opens(name: str, relations: Mapping[str, Relation], partial: Iterable[Table]) -> bool:
    return not {table.name for table in partial}.isdisjoint(tables_needed(relations, [name]))


def _values(tree: exp.Expression, table: Table, relations: Mapping[str, Relation]) -> Iterator[str]:
    origin_of = origins_in(tree, relations)
    for column in tree.find_all(exp.Column):
        test = column.parent
        if isinstance(test, _CARRIED) or (table.name, table.partial) not in origin_of(column):
            continue
        literals = _sought(column, test)
        yield from literals or table.field(table.partial or "").enum


def _sought(column: exp.Column, test: exp.Expr | None) -> list[str]:
    """The literals that a test asks of a column; empty when it asks anything else of it."""
    if isinstance(test, exp.EQ):
        asked = [test.expression if test.this is column else test.this]
    elif isinstance(test, exp.In) and not isinstance(test.parent, exp.Not):
        asked = list(test.expressions)
    else:
        return []
    return [str(one.this) for one in asked] if all(isinstance(one, exp.Literal) for one in asked) else []
