"""A rule in named steps: the common table expressions of one SELECT, some of them headed `-- étape : phrase`.

A step is where people leave the rule; an explanation is the first step without the person. Queries without
that header are auxiliary. The last step is the SELECT itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlglot import exp

from planir.engine import dialect
from planir.engine.errors import PlanirError
from planir.engine.restriction import restrict_steps
from planir.engine.uniqueness import one_row_per

_STEP = re.compile(r"^[ \t]*--[ \t]*(?:é|e\u0301?)tape[ \t]*:[ \t]*(.*?)[ \t]*$", re.MULTILINE | re.IGNORECASE)
"""Typed with its accent, in one character or two, or without: a header that is not seen would be lost in silence."""


@dataclass(frozen=True)
class Part:
    """One query of a rule: its name, its DuckDB text (before binding), and its sentence if it is a step.

    `single`: it certainly gives one row at most for each value of the rule's key. `readers`: how many times
    the other parts read it. `through`: the parts that it reads, directly or through others.
    """

    name: str
    sql: str
    sentence: str | None
    single: bool
    readers: int
    through: frozenset[str]


@dataclass(frozen=True)
class Rule:
    """A rule ready to run: its parts in order, the last one giving the rows, and the columns of these rows."""

    tree: exp.Expression
    parts: tuple[Part, ...]
    columns: tuple[str, ...]

    @property
    def steps(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.sentence is not None)


def read_rule(text: str, *, prefix: str, final: str, key: str, unique: Collection[str]) -> Rule:
    """Split a rule into its parts, named `prefix__name`; the SELECT itself is named `prefix__final`.

    `unique` are the relations that have one row for each value of `key`.

    Raises PlanirError: `regle_illisible` when it is not one SELECT, `etape_sans_requete` when a header has
    nothing under it, `etape_vide` when its sentence is missing.
    """
    tree = dialect.parse(text)
    sentences = _sentences(text, tree)
    queries = _queries(tree)
    renamed = {name: f"{prefix}__{name}" for name in queries}
    body = tree.copy()
    if body.args.get("with_") is not None:
        body.set("with_", None)
    parts = []
    single = set(unique)
    read = Counter(table.name for query in (*queries.values(), body) for table in query.find_all(exp.Table))
    through: dict[str, frozenset[str]] = {}
    for name, query in [*queries.items(), ("", body)]:
        direct = {table.name for table in query.find_all(exp.Table)} & set(through)
        through[name] = frozenset(direct).union(*(through[one] for one in direct))
        alone = one_row_per(query, key, single)
        if alone:
            single.add(name)
        sql = dialect.to_duckdb(_rename(query, renamed))
        reached = frozenset(renamed[one] for one in through[name])
        parts.append(
            Part(renamed.get(name, f"{prefix}__{final}"), sql, sentences.get(name), alone, read[name], reached)
        )
    return Rule(tree, tuple(parts), selected(tree))


def restricted(rule: Rule, relations: Mapping[str, Collection[str]], *, prefix: str, key: str) -> Mapping[str, str]:
    """For some auxiliary parts of a rule that passed the guard, the text that reads the persons of the last step only.

    By the name of the part. What the steps after it give is the same, as long as each holds persons of the one before.
    """
    renamed = {name: f"{prefix}__{name}" for name in _queries(rule.tree)}
    steps = {name for name in renamed if any(step.name == renamed[name] for step in rule.steps)}
    cut = restrict_steps(rule.tree, relations, key, steps)
    return {renamed[name]: dialect.to_duckdb(_rename(query, renamed)) for name, query in cut.items()}


def selected(tree: exp.Expression) -> tuple[str, ...]:
    """Names of the columns that a query gives, in order."""
    return tuple(tree.named_selects) if isinstance(tree, exp.Query) else ()


def _queries(tree: exp.Expression) -> Mapping[str, exp.Expression]:
    clause = tree.args.get("with_")
    return {query.alias: query.this for query in clause.expressions} if clause is not None else {}


def _sentences(text: str, tree: exp.Expression) -> Mapping[str, str]:
    """The sentence of each step by the name of its query; the SELECT itself is named ''."""
    starts = [(_offset(name, text, tree), name) for name in _queries(tree)]
    found: dict[str, str] = {}
    for header in _STEP.finditer(text):
        line = text.count("\n", 0, header.start()) + 1
        if not header.group(1):
            raise PlanirError("etape_vide", f"ligne {line} : écrivez ce que l'étape demande, après « -- étape : ».")
        name = next((name for start, name in starts if start > header.start()), "")
        if name in found:
            raise PlanirError(
                "etape_sans_requete", f"ligne {line} : l'étape « {found[name]} » n'a pas de requête sous elle."
            )
        found[name] = header.group(1)
    return found


def _offset(name: str, text: str, tree: exp.Expression) -> int:
    clause = tree.args["with_"]
    query = next(query for query in clause.expressions if query.alias == name)
    start = query.args["alias"].this.meta.get("start")
    if isinstance(start, int):
        return start
    return text.index(name)


def _rename(tree: exp.Expression, renamed: Mapping[str, str]) -> exp.Expression:
    """The query with its sibling queries called by their full names, their short names kept as aliases."""
    copy = tree.copy()
    inner = {query.alias for query in copy.find_all(exp.CTE)}
    for table in copy.find_all(exp.Table):
        if table.name in renamed and table.name not in inner:
            if not table.alias:
                table.set("alias", exp.TableAlias(this=exp.to_identifier(table.name)))
            table.set("this", exp.to_identifier(renamed[table.name]))
    return copy
