"""Whether a query gives one row at most for each value of a column, told from its form alone.

Counting distinct persons costs four times as much as making the step it counts; most steps filter a relation that
has one row a person, and there a plain count says the same.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlglot import exp


def one_row_per(query: exp.Expression, column: str, unique: Collection[str]) -> bool:
    """True only when it is certain: `unique` are the relations that have one row for each value of `column`."""
    if not isinstance(query, exp.Select) or query.args.get("laterals"):
        return False
    known = set(unique)
    for named in query.ctes:
        known.discard(named.alias)
        if one_row_per(named.this, column, known):
            known.add(named.alias)
    return _one_row_per(query, column, known)


def _one_row_per(query: exp.Select, column: str, unique: Collection[str]) -> bool:
    if not any(_is_column(one.unalias(), column) and one.alias_or_name == column for one in query.expressions):
        return False
    group = query.args.get("group")
    if group is not None:
        return len(group.expressions) == 1 and _is_column(group.expressions[0], column)
    if query.args.get("distinct") is not None and len(query.expressions) == 1:
        return True
    source = query.args.get("from_")
    if source is None or not _is_unique(source.this, unique):
        return False
    return all(_keeps(join, column, unique) for join in query.args.get("joins") or ())


def _keeps(join: exp.Expression, column: str, unique: Collection[str]) -> bool:
    """A join on the column itself to a unique relation adds no row; a full or right one may."""
    if join.args.get("side") not in {None, "", "LEFT"} or not _is_unique(join.this, unique):
        return False
    using = join.args.get("using")
    if using:
        return len(using) == 1 and using[0].name == column
    condition = join.args.get("on")
    return (
        isinstance(condition, exp.EQ)
        and _is_column(condition.this, column)
        and _is_column(condition.expression, column)
        and condition.this.table != condition.expression.table
    )


def _is_unique(source: exp.Expression, unique: Collection[str]) -> bool:
    return isinstance(source, exp.Table) and source.name in unique


def _is_column(expression: exp.Expression, column: str) -> bool:
    return isinstance(expression, exp.Column) and expression.name == column
