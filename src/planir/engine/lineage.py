"""Which columns a rule reads: the ground of the register of data used and of the access it needs."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from planir.engine.names import resolve

EVERY_ROW = "*"
"""Stands for a column when a relation is read, but none of its columns (`count(*)`, `EXISTS (SELECT 1 …)`)."""


def columns_read(tree: exp.Expr, relations: Mapping[str, Mapping[str, object]]) -> frozenset[tuple[str, str]]:
    """The (relation, column) pairs read anywhere in the statement: SELECT, WHERE, JOIN, subqueries…

    A column read by an intermediate query counts, used afterwards or not. A relation none of whose columns is read
    gives (relation, "*"). Names are in lower case. Raises PlanirError as `names.resolve` when one is unknown.
    """
    found = resolve(tree, relations)
    bare = {(name, EVERY_ROW) for name in found.relations - {relation for relation, _ in found.reads}}
    return frozenset(found.reads | bare)
