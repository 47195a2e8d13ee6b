"""Reads a call out of a SQLGlot tree: which function of the table, with which arguments.

SQLGlot gives a class of its own to the functions it knows, and sometimes one class to several spellings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlglot import exp

_Keys = tuple[str, ...]

_CLASSES: Mapping[type[exp.Expr], tuple[str, _Keys]] = {
    exp.Abs: ("abs", ("this",)),
    exp.Round: ("round", ("this", "decimals")),
    exp.Lower: ("lower", ("this",)),
    exp.Upper: ("upper", ("this",)),
    exp.Trim: ("trim", ("this",)),
    exp.Concat: ("concat", ("expressions",)),
    exp.StartsWith: ("starts_with", ("this", "expression")),
    exp.Left: ("left", ("this", "expression")),
    exp.Substring: ("substr", ("this", "start", "length")),
    exp.Length: ("length", ("this",)),
    exp.Coalesce: ("coalesce", ("this", "expressions")),
    exp.Nullif: ("nullif", ("this", "expression")),
    exp.Least: ("least", ("this", "expressions")),
    exp.Greatest: ("greatest", ("this", "expressions")),
    exp.Count: ("count", ("this", "expressions")),
    exp.Sum: ("sum", ("this",)),
    exp.Min: ("min", ("this", "expressions")),
    exp.Max: ("max", ("this", "expressions")),
    exp.Avg: ("avg", ("this",)),
    exp.LogicalOr: ("bool_or", ("this",)),
    exp.LogicalAnd: ("bool_and", ("this",)),
    exp.RowNumber: ("row_number", ()),
    exp.Lag: ("lag", ("this", "offset")),
    exp.Lead: ("lead", ("this", "offset")),
}

# What SQLGlot notes for itself on a call, from its spelling: not written by the author of the rule.
_NOTES = frozenset({"safe", "coalesce", "big_int", "ignore_nulls"})


@dataclass(frozen=True)
class Call:
    """A call as it was read. `strange` names what the call carries besides arguments (`count(x ORDER BY y)`…)."""

    name: str
    arguments: tuple[exp.Expr, ...]
    strange: tuple[str, ...]


def read_call(node: exp.Expr) -> Call | None:
    """The call that `node` is, None when it is not one. The name is in lower case, and may be unknown."""
    if isinstance(node, exp.Anonymous):
        quoted: _Keys = () if isinstance(node.this, str) else ("name",)
        return Call(node.name.lower(), tuple(node.expressions), quoted)
    known = _CLASSES.get(type(node))
    if known is None:
        return None
    name, keys = known
    arguments: list[exp.Expr] = []
    for key in keys:
        value = node.args.get(key)
        if isinstance(value, list):
            arguments.extend(value)
        elif value is not None:
            arguments.append(value)
    strange = tuple(key for key, value in node.args.items() if key not in keys and key not in _NOTES and value)
    return Call(name, tuple(arguments), strange)
