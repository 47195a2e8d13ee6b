"""What a question may leave unsaid and a rule may not: the columns of `*`, and those that `GROUP BY 1` counts.

Written out in full before the guard looks at it: what is read, and so the access asked, is what the columns say.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlglot import exp

from planir.engine.located import refused
from planir.engine.reading import bounded

_DIGITS = 4
"""A longer number is no rank."""

Relations = Mapping[str, Collection[str]]


@bounded
def spell_out(tree: exp.Expr, relations: Relations) -> None:
    """Put columns in the place of stars and of ranks, in `tree` itself.

    `relations`: the readable columns of each relation. Raises PlanirError `regle_refusee`, with its line, for a star
    that mixes tables and for a rank that is none of the columns; what is not understood is left to the guard.
    """
    steps = {step.alias.lower() for step in tree.find_all(exp.CTE)}
    readable = {name: columns for name, columns in relations.items() if name not in steps}
    for select in list(tree.find_all(exp.Select)):
        _open_stars(select, readable)
        _replace_ranks(select)


def rank(node: exp.Expr) -> int | None:
    """The rank that a literal is, None for anything else."""
    written = isinstance(node, exp.Literal) and not node.is_string and node.name.isdecimal()
    return int(node.name) if written and len(node.name) <= _DIGITS else None


def _open_stars(select: exp.Select, relations: Relations) -> None:
    clause, joins = select.args.get("from_"), select.args.get("joins") or ()
    opened = [one.this for one in (clause, *joins) if one is not None]
    columns = {
        one.alias_or_name.lower(): relations[one.name.lower()]
        for one in opened
        if isinstance(one, exp.Table) and not one.args.get("db") and one.name.lower() in relations
    }
    if not columns:
        return
    projections: list[exp.Expr] = []
    for one in select.expressions:
        star = one.this if isinstance(one, exp.Column) else one
        if not isinstance(star, exp.Star) or any(star.args.values()):
            projections.append(one)
        elif isinstance(select.parent, exp.Exists):
            raise refused(one, "EXISTS s'écrit avec SELECT 1, et non avec « * ».")
        elif isinstance(one, exp.Column):
            table = one.table
            named = columns.get(table.lower())
            projections += [one] if named is None else [exp.column(name, table=table) for name in named]
        elif len(opened) > 1:
            raise refused(one, "« * » ne s'emploie pas avec une jointure : nommez les colonnes, ou écrivez table.*.")
        else:
            projections += [exp.column(name) for name in next(iter(columns.values()))]
    select.set("expressions", projections)


def _replace_ranks(select: exp.Select) -> None:
    group = select.args.get("group")
    if not isinstance(group, exp.Group):
        return
    keys: list[exp.Expr] = []
    for key in group.expressions:
        place = rank(key)
        if place is None:
            keys.append(key)
            continue
        chosen = select.expressions[place - 1].unalias() if 0 < place <= len(select.expressions) else None
        # A constant in GROUP BY would be read as another rank.
        if chosen is None or chosen.is_star or isinstance(chosen.unnest(), (exp.Literal, exp.Neg)):
            raise refused(key, f"GROUP BY {place} ne désigne aucune colonne du SELECT : nommez-la.")
        keys.append(chosen.copy())
    group.set("expressions", keys)
