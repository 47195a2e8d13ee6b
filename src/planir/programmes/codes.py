"""The words that a rule compares with a column of the contract: are they values that the column can take?

`sexe = 'Femme'` is a correct query that finds nobody, for ever, in silence. The contract knows what the column takes:
a list of values (`enum`), or the codes of a national nomenclature, which the project does not ship.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from planir.engine import dialect
from planir.engine.behind import queries_behind
from planir.engine.binding import MARK
from planir.engine.located import error
from planir.engine.names import Resolution, Source, resolve
from planir.engine.naming import shown, suggestion
from planir.engine.reading import bounded
from planir.population.contract import Field, tables
from planir.population.relations import Relation

Origins = frozenset[tuple[str, str]]
"""The (table, column) of the contract that a column may copy: several after a UNION, none when it is computed."""

_NOWHERE: Origins = frozenset()
_EQUALITIES = (exp.EQ, exp.NEQ, exp.NullSafeEQ, exp.NullSafeNEQ)
_TOKEN = re.compile(rf"{MARK}\w+?__(?!\w)")
"""A date or a parameter in the text of a view: no column, and none of the values looked at here."""


def wrong_codes(
    tree: exp.Expr, relations: Mapping[str, Relation], nomenclatures: Mapping[str, Collection[int]] | None = None
) -> Iterator[str]:
    """One French sentence, with its line, for each literal that its column never holds; `tree` must resolve.

    Looks at =, <>, IS [NOT] DISTINCT FROM, IN and CASE … WHEN, through aliases, steps, subqueries and views. A column
    that is computed is not judged. `nomenclatures` (name → codes): without it, their codes are only known to be whole.
    """
    origins_of = origins_in(tree, relations)
    for column, literal in _comparisons(tree):
        origins = origins_of(column)
        fault = _fault(literal, origins, nomenclatures or {}) if origins else None
        if fault is not None:
            yield error("code_inconnu", literal, fault).sentence


def origins_in(tree: exp.Expr, relations: Mapping[str, Relation]) -> Callable[[exp.Column], Origins]:
    """What says, of each column of a statement that resolves, the columns of the contract that it may copy."""
    query = _Query(tree, resolve(tree, {name: relation.columns for name, relation in relations.items()}), relations)
    return bounded(query.origins)


def view_tree(sql: str) -> exp.Expression:
    """The statement of a compiled view, dates and parameters left out."""
    return dialect.parse(_TOKEN.sub("NULL", sql))


def _comparisons(tree: exp.Expr) -> Iterator[tuple[exp.Column, exp.Expr]]:
    """Every (column, literal) that the statement compares."""
    for node in tree.walk():
        sides: list[tuple[exp.Expr, exp.Expr]] = []
        if isinstance(node, _EQUALITIES):
            sides = [(node.this, node.expression), (node.expression, node.this)]
        elif isinstance(node, exp.In):
            sides = [(node.this, one) for one in node.expressions]
        elif isinstance(node, exp.Case) and node.this is not None:
            sides = [(node.this, one.this) for one in node.args["ifs"]]
        for left, right in sides:
            column, literal = left.unnest(), right.unnest()
            if isinstance(column, exp.Column) and _value(literal) is not None:
                yield column, literal


def _value(node: exp.Expr) -> str | None:
    """The text of a literal, its sign included; None for any other expression."""
    if isinstance(node, exp.Neg):
        inside = _value(node.this.unnest())
        return None if inside is None else f"-{inside}"
    return str(node.this) if isinstance(node, exp.Literal) else None


def _fault(literal: exp.Expr, origins: Origins, nomenclatures: Mapping[str, Collection[int]]) -> str | None:
    fields = [tables()[table].field(column) for table, column in sorted(origins)]
    name = " ou ".join(f"{table}.{column}" for table, column in sorted(origins))
    text = _value(literal) or ""
    if all(one.enum for one in fields):
        return _not_listed(literal, text, name, fields)
    nomenclature = fields[0].nomenclature
    if nomenclature is None or any(one.nomenclature != nomenclature for one in fields):
        return None
    if literal.is_string and text.isdecimal():
        return f"{name} est un nombre (nomenclature {nomenclature}) : écrivez {shown(text)}, sans apostrophes."
    if not text.removeprefix("-").isdecimal():
        return f"{name} est un nombre entier (nomenclature {nomenclature}) : « {shown(text)} » n'en est pas un."
    if nomenclature in nomenclatures and int(text) not in nomenclatures[nomenclature]:
        return f"le code {shown(text)} n'existe pas dans la nomenclature {nomenclature}, que suit {name}."
    return None


def _not_listed(literal: exp.Expr, text: str, name: str, fields: list[Field]) -> str | None:
    values = list(dict.fromkeys(value for one in fields for value in one.enum))
    if text not in values:
        listed = ", ".join(values)
        return f"« {shown(text)} » n'est pas une valeur de {name} ({listed}){suggestion(text, values)}"
    return None if literal.is_string else f"les valeurs de {name} sont du texte : écrivez '{text}'."


@dataclass
class _Query:
    """A resolved statement, and the views it reads, opened when a column leads to them."""

    tree: exp.Expr
    names: Resolution
    relations: Mapping[str, Relation]
    views: dict[str, _Query] = field(default_factory=dict)
    outputs: dict[tuple[int, int], Origins] = field(default_factory=dict)
    queries: Mapping[int, exp.Expr] = field(init=False)

    def __post_init__(self) -> None:
        self.queries = queries_behind(self.tree, self.names)

    def origins(self, column: exp.Column) -> Origins:
        source = self.names.origin.get(id(column))
        return _NOWHERE if source is None else self._of_source(source, column.name.lower())

    def output(self, query: exp.Expr, rank: int) -> Origins:
        """Origins of the column at this rank of a query; a branch of UNION that computes it leaves none."""
        query = query.unnest()
        if (id(query), rank) not in self.outputs:
            self.outputs[id(query), rank] = self._output(query, rank)
        return self.outputs[id(query), rank]

    def _output(self, query: exp.Expr, rank: int) -> Origins:
        if isinstance(query, exp.SetOperation):
            left, right = self.output(query.left, rank), self.output(query.right, rank)
            return left | right if left and right else _NOWHERE
        copied = list(self._copied(query))[rank] if isinstance(query, exp.Select) else None
        return _NOWHERE if copied is None else self._of_source(*copied)

    def _copied(self, query: exp.Select) -> Iterator[tuple[Source, str] | None]:
        """The column that each output copies, stars opened; None for an output that is computed."""
        for projection in query.expressions:
            one = projection.unalias().unnest()
            if isinstance(one, (exp.Star, exp.Column)) and one.is_star:
                opened = [query.args["from_"].this, *(join.this for join in query.args.get("joins") or ())]
                for source in (self.names.sources[id(node)] for node in opened):
                    if isinstance(one, exp.Star) or one.table.lower() == source.alias:
                        yield from ((source, column) for column in source.columns)
            else:
                source_read = self.names.origin.get(id(one))
                yield None if source_read is None else (source_read, one.name.lower())

    def _of_source(self, source: Source, column: str) -> Origins:
        if source.relation is None:
            return self.output(self.queries[id(source)], source.columns.index(column))
        relation = self.relations[source.relation]
        if relation.kind == "coupe":
            return frozenset({(relation.name, column)})
        if relation.sql is None or relation.kind not in {"vue", "regle"}:
            return _NOWHERE
        if relation.name not in self.views:
            tree = view_tree(relation.sql)
            columns = {name: known.columns for name, known in self.relations.items()}
            self.views[relation.name] = _Query(tree, resolve(tree, columns), self.relations, self.views)
        view = self.views[relation.name]
        return view.output(view.tree, list(relation.columns).index(column))
