"""Whether a query gives one row at most for each value of a column, told from its form alone.

Counting distinct persons costs four times as much as making the step it counts; most steps filter a relation that
has one row a person, and there a plain count says the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TypeGuard

from sqlglot import exp


def one_row_per(query: exp.Expression, column: str, unique: Collection[str]) -> bool:
    """True only when it is certain: `unique` are the relations that have one row for each value of `column`.

    An empty value is a value: it may be there once. Names must be those that `guard.check` allows.
    """
    if not isinstance(query, exp.Select) or query.args.get("laterals"):
        return False
    known = set(unique)
    for named in query.ctes:
        known.discard(named.alias)
        if one_row_per(named.this, column, known):
            known.add(named.alias)
    return _one_row_per(query, column, known)


def _one_row_per(query: exp.Select, column: str, unique: Collection[str]) -> bool:
    given = next((one.unalias() for one in query.expressions if one.alias_or_name == column), None)
    source = query.args.get("from_")
    if source is None or not isinstance(given, exp.Column) or given.name != column:
        return False
    joins = query.args.get("joins") or ()
    group = query.args.get("group")
    if group is not None:
        key = group.expressions[0] if len(group.expressions) == 1 else None
        return _is_column(key, column) and (not joins or key == given)
    if query.args.get("distinct") is not None and len(query.expressions) == 1:
        return True
    if not _is_unique(source.this, unique):
        return False
    if not all(_is_unique(join.this, unique) and _adds_no_row(join, column) for join in joins):
        return False
    # Every table has the column: without a name before it, it is the one that USING merged, that of FROM.
    return given.table.lower() in {"", *_same_key(source.this.alias_or_name.lower(), joins, column)}


def _adds_no_row(join: exp.Expression, column: str) -> bool:
    """For one row of the tables before it, the join asks for one value of the key; a full or right one adds rows."""
    if join.args.get("side") not in {None, "", "LEFT"}:
        return False
    return any(name.name == column for name in join.args.get("using") or ()) or any(
        not isinstance(value, exp.Query)
        and all(one.table and one.table.lower() != _joined(join) for one in value.find_all(exp.Column))
        and value.find(exp.Query) is None
        for value in _key_values(join, column)
    )


def _same_key(first: str, joins: Collection[exp.Expression], column: str) -> frozenset[str]:
    """The tables whose key is that of the first one in every row: a LEFT JOIN leaves it empty, many times perhaps."""
    same = {first}
    for join in joins:
        using = any(name.name == column for name in join.args.get("using") or ())
        equal = any(_is_column(one, column) and one.table.lower() in same for one in _key_values(join, column))
        if not join.args.get("side") and (using or equal):
            same.add(_joined(join))
    return frozenset(same)


def _key_values(join: exp.Expression, column: str) -> Iterator[exp.Expr]:
    """What the AND-ed equalities of ON compare with the key of the joined table."""
    conditions = [join.args.get("on")]
    while conditions:
        condition = conditions.pop()
        if isinstance(condition, exp.Paren):
            conditions.append(condition.this)
        elif isinstance(condition, exp.And):
            conditions += [condition.left, condition.right]
        elif isinstance(condition, exp.EQ):
            for one, other in ((condition.left, condition.right), (condition.right, condition.left)):
                if _is_column(one, column) and one.table.lower() == _joined(join):
                    yield other


def _joined(join: exp.Expression) -> str:
    return str(join.this.alias_or_name).lower()


def _is_unique(source: exp.Expression, unique: Collection[str]) -> bool:
    return isinstance(source, exp.Table) and source.name in unique


def _is_column(expression: exp.Expr | None, column: str) -> TypeGuard[exp.Column]:
    return isinstance(expression, exp.Column) and expression.name == column
