"""Joins and subqueries that would multiply rows, or that compare a column with itself: refused.

A join without an equality between its two sides reads every pair of rows: on a million persons it never ends.
"""

from __future__ import annotations

from sqlglot import exp

from planir.engine.located import refused
from planir.engine.names import Resolution, Source

ONE_ROW = "jugement"
"""The only relation that may be joined without a condition: it holds the two dates, on one row."""


def check_joins(tree: exp.Expr, resolution: Resolution) -> None:
    """Refuse (PlanirError `regle_refusee`) cross joins, joins other than JOIN and LEFT JOIN, and empty conditions."""
    for node in tree.walk():
        if isinstance(node, exp.Join):
            _check_join(node, resolution)
        elif isinstance(node, exp.Subquery):
            _check_subquery(node, resolution)
        elif isinstance(node, exp.Star):
            _check_star(node, resolution)
        elif isinstance(node, (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)):
            _check_comparison(node, resolution)


def _check_join(node: exp.Join, resolution: Resolution) -> None:
    if node.side not in {"", "LEFT"} or node.kind not in {"", "INNER", "OUTER", "CROSS"}:
        raise refused(node, "seuls JOIN et LEFT JOIN, avec ON ou USING, sont admis.")
    joined = resolution.sources[id(node.this)]
    before = {source for source in resolution.before[id(node)] if source.relation != ONE_ROW}
    if node.args.get("using") or joined.relation == ONE_ROW or not before:
        return
    condition = node.args.get("on")
    if condition is None:
        raise refused(node, "chaque table se joint par une condition (ON ou USING) ; seule jugement s'en passe.")
    if not _links(condition, joined, before, resolution):
        raise refused(
            node,
            f"la jointure avec {joined.alias} lui compare toutes les lignes : ajoutez dans ON une égalité entre une de "
            "ses colonnes et une colonne d'une table précédente.",
        )


def _links(condition: exp.Expr, joined: Source, before: set[Source], resolution: Resolution) -> bool:
    """Whether an AND-ed equality of `condition` has the joined table on one side, and an earlier one on the other."""
    if isinstance(condition, exp.Paren):
        return _links(condition.this, joined, before, resolution)
    if isinstance(condition, exp.And):
        return any(_links(side, joined, before, resolution) for side in (condition.left, condition.right))
    if not isinstance(condition, exp.EQ):
        return False
    left, right = (_sources(side, resolution) for side in (condition.left, condition.right))
    return (left == {joined} and bool(right & before) and joined not in right) or (
        right == {joined} and bool(left & before) and joined not in left
    )


def _sources(node: exp.Expr, resolution: Resolution) -> set[Source]:
    return {resolution.origin[id(column)] for column in node.find_all(exp.Column) if id(column) in resolution.origin}


def _check_subquery(node: exp.Subquery, resolution: Resolution) -> None:
    if isinstance(node.parent, (exp.From, exp.Join)):
        if not node.alias:
            raise refused(node, "une sous-requête dans FROM porte un nom : (SELECT …) AS nom.")
        return
    if node.alias:
        raise refused(node, "une sous-requête ne porte un nom que dans FROM.")
    if isinstance(node.parent, (exp.SetOperation, exp.CTE, exp.In, exp.Exists, exp.Subquery)):
        return
    inner = node.this
    one_value = isinstance(inner, exp.Select) and len(inner.expressions) == 1
    if not one_value or not (_one_group(inner) or _only_judgement(inner, resolution)):
        raise refused(
            node,
            "une sous-requête employée comme valeur rend une seule ligne : un agrégat (max, sum…) sans GROUP BY.",
        )


def _one_group(inner: exp.Select) -> bool:
    if inner.args.get("group"):
        return False
    return any(
        aggregate.find_ancestor(exp.Window, exp.Select) is inner
        for aggregate in inner.expressions[0].find_all(exp.AggFunc)
    )


def _only_judgement(inner: exp.Select, resolution: Resolution) -> bool:
    clause = inner.args["from_"]
    return not inner.args.get("joins") and resolution.sources[id(clause.this)].relation == ONE_ROW


def _check_star(node: exp.Star, resolution: Resolution) -> None:
    """`*` means the columns of one earlier step: those of a relation may change under the rule."""
    if isinstance(node.parent, exp.Count):
        return
    column = node.parent if isinstance(node.parent, exp.Column) else node
    select = column.parent
    if not isinstance(select, exp.Select):
        raise refused(node, "« * » ne s'emploie que dans count(*).")
    tables = [select.args["from_"].this, *(join.this for join in select.args.get("joins") or ())]
    sources = [resolution.sources[id(table)] for table in tables]
    if isinstance(column, exp.Column):
        sources = [source for source in sources if source.alias == column.table.lower()]
    if len(sources) != 1 or sources[0].relation is not None:
        raise refused(
            node, "« * » n'est admis que sur une seule étape : nommez les colonnes lues (EXISTS s'écrit avec SELECT 1)."
        )


def _check_comparison(node: exp.Binary, resolution: Resolution) -> None:
    left, right = node.left, node.right
    if not (isinstance(left, exp.Column) and isinstance(right, exp.Column)):
        return
    same = resolution.origin.get(id(left)) is resolution.origin.get(id(right))
    if same and left.name.lower() == right.name.lower():
        raise refused(
            node,
            f"« {left.sql()} » est comparée à elle-même : précédez chaque colonne du nom de sa table.",
        )
