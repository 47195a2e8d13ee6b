"""Errors that point at a line of a rule, in the words of its author."""

from __future__ import annotations

from sqlglot import exp

from planir.engine.errors import PlanirError
from planir.engine.naming import shown


def error(code: str, node: exp.Expr, sentence: str) -> PlanirError:
    """An error that says the line of `node`, when it is known."""
    line = _line(node)
    return PlanirError(code, f"ligne {line} : {sentence}" if line else sentence)


def refused(node: exp.Expr, sentence: str) -> PlanirError:
    """A construct that the dialect does not have: `regle_refusee`."""
    return error("regle_refusee", node, sentence)


def written(node: exp.Expr) -> str:
    """An expression as its author would write it, not too long."""
    text = node.sql(dialect="duckdb", comments=False, normalize_functions="lower")
    return shown(text.replace("$au", ":au").replace("$connu_au", ":connu_au"))


def _line(node: exp.Expr) -> int | None:
    lines = [int(child.meta["line"]) for child in node.walk() if "line" in child.meta]
    if lines:
        return min(lines)
    return _line(node.parent) if node.parent is not None else None
