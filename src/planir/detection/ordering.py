"""The order of an answer: what the question asks, by names or ranks of its columns; else every one, left to right.

The dialect has no ORDER BY, for a rule's rows have no order. A question is read by someone: theirs do.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from planir.detection.shorthand import rank
from planir.engine.errors import PlanirError


def take_order(tree: exp.Expr) -> str:
    """Take the last ORDER BY off the question; the clause to put back after its translation.

    Raises PlanirError `tri_refuse` for an order by anything but a column of the result.
    """
    order = tree.args.get("order")
    if not isinstance(order, exp.Order):
        return "ORDER BY ALL"
    tree.set("order", None)
    names = [name.lower() for name in tree.named_selects] if isinstance(tree, exp.Query) else []
    return "ORDER BY " + ", ".join(_one(key, names) for key in order.expressions)


def _one(key: exp.Expr, names: Sequence[str]) -> str:
    column = key.this if isinstance(key, exp.Ordered) else key
    place = rank(column)
    if place is not None and "*" not in names and 0 < place <= len(names):
        column = exp.column(names[place - 1])
    if not isinstance(column, exp.Column) or column.table or column.name.lower() not in names:
        raise PlanirError(
            "tri_refuse",
            "ORDER BY se fait sur une colonne du résultat, par son nom ou son rang : nommez-la (AS n), puis "
            "écrivez ORDER BY n.",
        )
    name = column.name.replace('"', '""')
    return f'"{name}"{" DESC" if key.args.get("desc") else ""} NULLS LAST'
