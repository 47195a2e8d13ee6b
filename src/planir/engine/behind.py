"""The query behind each name of a FROM that is no relation: a step of the WITH around it, or a subquery."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from planir.engine.names import Resolution


def queries_behind(tree: exp.Expr, names: Resolution) -> Mapping[int, exp.Expr]:
    """What a step or a subquery of a FROM is made of, by the id of its source; `names` is the resolution of `tree`."""
    behind: dict[int, exp.Expr] = {}
    for node in tree.find_all(exp.Table, exp.Subquery):
        source = names.sources.get(id(node))
        if source is not None and source.relation is None:
            behind[id(source)] = _step(node) if isinstance(node, exp.Table) else node.this
    return behind


def _step(table: exp.Table) -> exp.Expr:
    """The query of the step that a FROM names: the nearest WITH around it that defines this name."""
    around = table.parent
    while around is not None:
        clause = around.args.get("with_")
        for step in clause.expressions if clause is not None else ():
            if step.alias.lower() == table.name.lower():
                found: exp.Expr = step.this
                return found
        around = around.parent
    raise LookupError(f"no step is named {table.name}")
