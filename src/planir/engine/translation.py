"""Writes a rule of the dialect for DuckDB or for Spark, its dates and parameters left as tokens for `bind`.

What differs from one engine to the other comes from the table of functions and from `_OPERATORS`; SQLGlot writes the
rest. Every name is quoted, so that a column called `fin` or `order` means the same to both.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from sqlglot import exp

from planir.engine.binding import AU, CONNU_AU, parameter_token
from planir.engine.calls import read_call
from planir.engine.functions import FUNCTIONS, INTEGER, Writing
from planir.engine.reading import bounded

Engine = Literal["duckdb", "spark"]

# A division is a decimal rounded to six places, and nothing when the divisor is zero: DuckDB divides into a double,
# Spark into an exact decimal, and they fail differently on zero. The unary plus of sums refuses dates, whose
# difference is a number for DuckDB and an interval for Spark: dates move by functions only.
_OPERATORS: Mapping[type[exp.Expr], str] = {
    exp.Add: "(+{0} + +{1})",
    exp.Sub: "(+{0} - +{1})",
    exp.Div: "CAST(CAST({0} AS DOUBLE) / nullif(CAST({1} AS DOUBLE), 0) AS DECIMAL(18, 6))",
    exp.Mod: "({0} % nullif({1}, 0))",
    exp.DPipe: "(CAST({0} AS {text}) || CAST({1} AS {text}))",
}
_CALL = "planir_call"
"""Where a written call keeps the node it was."""
_OPERAND = (exp.Binary, exp.Not, exp.Neg, exp.In, exp.Between)
_TEXT: Mapping[Engine, str] = {"duckdb": "VARCHAR", "spark": "STRING"}
_INTEGERS = {exp.DataType.Type.INT: "INTEGER", exp.DataType.Type.BIGINT: "BIGINT"}


def to_duckdb(tree: exp.Expr) -> str:
    """The statement as DuckDB reads it, on one line, tokens in place of `:au`, `:connu_au` and parameters.

    `tree` is left untouched. Raises PlanirError `regle_illisible` when it is nested too deep.
    """
    return _write(tree, "duckdb")


def to_spark(tree: exp.Expr) -> str:
    """The same statement for Spark SQL (4 or later, ANSI mode), with the same tokens."""
    return _write(tree, "spark")


@bounded
def _write(tree: exp.Expr, engine: Engine) -> str:
    written = tree.copy()
    # From the leaves to the root: a call receives the text of its arguments, already written.
    for node in reversed(list(written.dfs())):
        text = _text(node, engine)
        if text is not None:
            replacement = exp.Var(this=text)
            replacement.meta[_CALL] = node
            if node is written:
                written = replacement
            else:
                node.replace(replacement)
        elif isinstance(node, exp.Ordered):
            # Same place for what is absent, whichever engine: last, unless the rule says otherwise.
            node.set("nulls_first", bool(node.args.get("nulls_first")))
        elif _needs_brackets(node):
            brackets = exp.Paren()
            node.replace(brackets)
            brackets.set("this", node)
    return _sql(written, engine)


def _needs_brackets(node: exp.Expr) -> bool:
    """Whether an operator is the operand of another: the engines do not rank all of them alike."""
    parent = node.parent
    if not (isinstance(node, _OPERAND) and isinstance(parent, _OPERAND)):
        return False
    return not (isinstance(node, exp.Connector) and type(node) is type(parent))


def _text(node: exp.Expr, engine: Engine) -> str | None:
    """What replaces `node`, None for what SQLGlot writes alike for both engines."""
    if isinstance(node, exp.Placeholder):
        return {"au": AU, "connu_au": CONNU_AU}.get(node.name)
    if isinstance(node, (exp.Filter, exp.Window)):
        return _around(node, engine)
    return _operator(node, engine) or _call(node, engine)


def _operator(node: exp.Expr, engine: Engine) -> str | None:
    if type(node) in _OPERATORS:
        parts = (_sql(node.this, engine), _sql(node.expression, engine))
        return _OPERATORS[type(node)].format(*parts, text=_TEXT[engine])
    if isinstance(node, exp.Cast) and node.to.this in _INTEGERS:
        return INTEGER.replace("INTEGER", _INTEGERS[node.to.this]).format(_sql(node.this, engine))
    return None


def _call(node: exp.Expr, engine: Engine) -> str | None:
    call = read_call(node)
    if call is None or call.name not in FUNCTIONS or call.strange:
        return None
    if call.name == "parametre":
        return parameter_token(call.arguments[0].name)
    writing = _writing(call.name, engine)
    arguments = [_sql(argument, engine) for argument in call.arguments]
    arguments.extend(writing.fill[len(arguments) :])
    text = writing.text.format(*arguments, args=", ".join(writing.each.format(part) for part in arguments))
    inside = isinstance(node.parent, (exp.Filter, exp.Window)) and node.arg_key == "this"
    return text if inside else writing.around.format(text)


def _around(node: exp.Filter | exp.Window, engine: Engine) -> str | None:
    """A FILTER or OVER whose aggregate must be dressed from outside."""
    if isinstance(node.parent, exp.Window):
        return None
    aggregate = node.this.this if isinstance(node.this, exp.Filter) else node.this
    call = read_call(aggregate.meta[_CALL]) if _CALL in aggregate.meta else None
    return _writing(call.name, engine).around.format(_sql(node, engine)) if call else None


def _writing(name: str, engine: Engine) -> Writing:
    function = FUNCTIONS[name]
    return function.duckdb if engine == "duckdb" else function.spark


def _sql(node: exp.Expr, engine: Engine) -> str:
    return node.sql(dialect=engine, identify=True, comments=False)
