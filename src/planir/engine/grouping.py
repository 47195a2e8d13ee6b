"""Says where a rule mixes rows and groups: a column outside GROUP BY, an aggregate in WHERE or in another one."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from planir.engine.calls import read_call
from planir.engine.functions import FUNCTIONS
from planir.engine.located import error, written
from planir.engine.names import Resolution
from planir.engine.naming import shown
from planir.engine.reading import bounded


@bounded
def check_groups(tree: exp.Expr, names: Resolution) -> None:
    """Raises PlanirError `groupes_incorrects`, with the line and what to write; `names` resolves `tree`."""
    for select in tree.find_all(exp.Select):
        _check_places(select)
        _check_columns(select, names)


def _check_places(select: exp.Select) -> None:
    """An aggregate is computed after WHERE, ON and GROUP BY, and a window after HAVING too."""
    group = select.args.get("group")
    places = [
        ("WHERE", [select.args.get("where")]),
        ("ON", [join.args.get("on") for join in select.args.get("joins") or ()]),
        ("GROUP BY", group.expressions if group is not None else []),
        ("HAVING", [select.args.get("having")]),
    ]
    for place, nodes in places:
        for node in (inside for one in nodes if one is not None for inside in _within(one)):
            if isinstance(node, exp.Window):
                raise error(
                    "groupes_incorrects",
                    node,
                    f"une fenêtre (OVER) ne s'emploie pas dans {place} : calculez-la dans une étape, "
                    "filtrez dans la suivante.",
                )
            if place != "HAVING" and _aggregate(node):
                instead = "HAVING" if place == "WHERE" else "une étape précédente"
                raise error(
                    "groupes_incorrects",
                    node,
                    f"l'agrégat « {written(node)} » ne s'emploie pas dans {place} : employez-le dans {instead}.",
                )
    for node in (one for projection in select.expressions for one in _within(projection)):
        if _aggregate(node) and any(_aggregate(inside) for inside in _within(node) if inside is not node):
            raise error(
                "groupes_incorrects",
                node,
                f"« {written(node)} » met un agrégat dans un agrégat : calculez le premier dans une étape.",
            )


def _check_columns(select: exp.Select, names: Resolution) -> None:
    group, having = select.args.get("group"), select.args.get("having")
    outputs = [*select.expressions, *([having] if having is not None else [])]
    if group is None and having is None and not any(_aggregate(node) for one in outputs for node in _within(one)):
        return
    keys = list(group.expressions) if group is not None else []
    columns = {_column(key, names) for key in keys if isinstance(key, exp.Column)}
    opened = [select.args["from_"].this, *(join.this for join in select.args.get("joins") or ())]
    own = {id(names.sources[id(node)]) for node in opened}
    for one in outputs:
        for node in _alone(one, keys):
            if not isinstance(node, exp.Column) or node.is_star:
                continue
            source, name = _column(node, names)
            if source in own and (source, name) not in columns:
                # Of two columns of one name, only one is in GROUP BY: then the table says which.
                twin = node.table and any(other == name for _, other in columns)
                said = shown(f"{node.table}.{name}" if twin else name)
                raise error(
                    "groupes_incorrects",
                    node,
                    f"la colonne « {said} » n'est ni dans GROUP BY ni dans un agrégat : ajoutez-la à GROUP BY, "
                    f"ou prenez par exemple max({said}).",
                )


def _alone(node: exp.Expr, keys: list[exp.Expr]) -> Iterator[exp.Expr]:
    """The nodes that are neither in an aggregate nor in an expression of GROUP BY."""
    whole = node.this if isinstance(node, exp.Filter) else node
    if _aggregate(whole) or any(node == key for key in keys if not isinstance(key, exp.Column)):
        return
    yield node
    for child in node.iter_expressions():
        yield from _alone(child, keys)


def _within(node: exp.Expr) -> Iterator[exp.Expr]:
    """The node and what it is made of, the queries inside it apart: those have groups of their own."""
    if isinstance(node, (exp.Select, exp.SetOperation)):
        return
    yield node
    for child in node.iter_expressions():
        yield from _within(child)


def _aggregate(node: exp.Expr) -> bool:
    """An aggregate of the rows of a group; not one that OVER spreads on the rows of a window."""
    call = read_call(node)
    if call is None or call.name not in FUNCTIONS or FUNCTIONS[call.name].kind != "agregat":
        return False
    around = node.parent
    if isinstance(around, exp.Filter) and node.arg_key == "this":
        node, around = around, around.parent
    return not (isinstance(around, exp.Window) and node.arg_key == "this")


def _column(node: exp.Expr, names: Resolution) -> tuple[int, str]:
    return id(names.origin.get(id(node))), node.name.lower()
