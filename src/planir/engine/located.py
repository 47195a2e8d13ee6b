"""Errors that point at a line of a rule, in the words of its author."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

from sqlglot import exp

from planir.engine.errors import PlanirError


def error(code: str, node: exp.Expr, sentence: str) -> PlanirError:
    """An error that says the line of `node`, when it is known."""
    line = _line(node)
    return PlanirError(code, f"ligne {line} : {sentence}" if line else sentence)


def refused(node: exp.Expr, sentence: str) -> PlanirError:
    """A construct that the dialect does not have: `regle_refusee`."""
    return error("regle_refusee", node, sentence)


def shown(name: str) -> str:
    """A name as a sentence may show it: one line, not too long."""
    text = "".join(character if character.isprintable() else "?" for character in name)
    return text if len(text) <= 60 else f"{text[:57]}…"


def written(node: exp.Expr) -> str:
    """An expression as its author would write it, not too long."""
    text = node.sql(dialect="duckdb", comments=False, normalize_functions="lower")
    return shown(text.replace("$au", ":au").replace("$connu_au", ":connu_au"))


def suggestion(name: str, known: Collection[str]) -> str:
    """The end of a sentence about an unknown name: a full stop, and the known name it may stand for."""
    lowered = {one.lower(): one for one in known}
    close = get_close_matches(name[:60].lower(), list(lowered), n=1)
    return f". Vouliez-vous dire « {lowered[close[0]]} » ?" if close else "."


def _line(node: exp.Expr) -> int | None:
    lines = [int(child.meta["line"]) for child in node.walk() if "line" in child.meta]
    if lines:
        return min(lines)
    return _line(node.parent) if node.parent is not None else None
