"""The type of every expression of a rule: says in French where two of them do not go together.

The engines would say it in their own words, or change a value without a word, each in its way: a date compared with a
number, a text that is summed, the two sides of a UNION. Here nothing changes type but by CAST.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from sqlglot import exp

from planir.engine.behind import queries_behind
from planir.engine.calls import Call, read_call
from planir.engine.errors import PlanirError
from planir.engine.functions import FUNCTIONS
from planir.engine.located import error, written
from planir.engine.names import Resolution, Source, resolve
from planir.engine.naming import shown
from planir.engine.reading import bounded
from planir.engine.signatures import SAID, SIGNATURES, Type

_CASTS: Mapping[object, Type] = {
    exp.DataType.Type.DATE: "date",
    exp.DataType.Type.VARCHAR: "texte",
    exp.DataType.Type.TEXT: "texte",
    exp.DataType.Type.BOOLEAN: "booleen",
}
_HINTS: Mapping[frozenset[Type], str] = {
    frozenset({"date", "nombre"}): (
        "une date se compare à une date (:au, mois_avant(:au, 6), DATE '2026-11-01'), un nombre à annee(d), "
        "age_au(d, :au) ou jours_entre(d, :au)"
    ),
    frozenset({"date", "texte"}): "une date s'écrit DATE '2026-11-01'",
    frozenset({"nombre", "texte"}): "un nombre s'écrit sans apostrophes (80), un texte avec ('80')",
    frozenset({"booleen", "texte"}): "un oui/non s'écrit TRUE ou FALSE, sans apostrophes",
    frozenset({"booleen", "nombre"}): "un oui/non s'écrit TRUE ou FALSE",
    frozenset({"booleen", "date"}): "comparez la date à une autre pour obtenir un oui/non",
}


@bounded
def column_types(tree: exp.Expr, relations: Mapping[str, Mapping[str, Type]]) -> tuple[Type, ...]:
    """The type of each column that the statement gives, in order; `relations`: name → column → type.

    Raises PlanirError `types_incompatibles`, with the line and what to write, and as `names.resolve`.
    """
    names = resolve(tree, relations)
    return _Types(names, queries_behind(tree, names), relations).query(tree)


class _Types:
    """Types by node, each computed once: `seen` for expressions, `outputs` for queries."""

    def __init__(
        self,
        names: Resolution,
        behind: Mapping[int, exp.Expr],
        relations: Mapping[str, Mapping[str, Type]],
    ) -> None:
        self.names = names
        self.behind = behind
        self.relations = relations
        self.seen: dict[int, Type] = {}
        self.outputs: dict[int, tuple[Type, ...]] = {}

    def query(self, node: exp.Expr) -> tuple[Type, ...]:
        node = node.unnest()
        if id(node) not in self.outputs:
            clause = node.args.get("with_")
            for step in clause.expressions if clause is not None else ():
                self.query(step.this)
            self.outputs[id(node)] = self._union(node) if isinstance(node, exp.SetOperation) else self._select(node)
        return self.outputs[id(node)]

    def _union(self, node: exp.SetOperation) -> tuple[Type, ...]:
        left, right = self.query(node.left), self.query(node.right)
        for rank, (one, other) in enumerate(zip(left, right, strict=True), 1):
            if one != other and "absent" not in {one, other}:
                raise _wrong(
                    node.right,
                    f"la colonne {rank} de UNION est {SAID[one]} d'un côté et {SAID[other]} de l'autre : "
                    "mettez les colonnes dans le même ordre, ou écrivez CAST(… AS …)",
                )
        return tuple(other if one == "absent" else one for one, other in zip(left, right, strict=True))

    def _select(self, node: exp.Expr) -> tuple[Type, ...]:
        joins = node.args.get("joins") or ()
        opened = [self.names.sources[id(one)] for one in (node.args["from_"].this, *(join.this for join in joins))]
        for rank, join in enumerate(joins, 1):
            self._using(join, opened[:rank], opened[rank])
            if join.args.get("on") is not None:
                self._condition(join.args["on"])
        given: list[Type] = []
        for projection in node.expressions:
            if isinstance(projection, (exp.Star, exp.Column)) and projection.is_star:
                table = projection.text("table").lower()
                sources = [one for one in opened if table in {"", one.alias}]
                given.extend(self._column(source, column) for source in sources for column in source.columns)
            else:
                given.append(self.of(projection))
        for key in ("where", "having"):
            if node.args.get(key) is not None:
                self._condition(node.args[key].this)
        if node.args.get("group") is not None:
            for one in node.args["group"].expressions:
                self.of(one)
        return tuple(given)

    def _using(self, join: exp.Expr, before: Iterable[Source], source: Source) -> None:
        for identifier in join.args.get("using") or ():
            name = identifier.name.lower()
            right = self._column(source, name)
            for left in (self._column(one, name) for one in before if name in one.columns):
                if left != right and "absent" not in {left, right}:
                    raise _wrong(
                        identifier,
                        f"la colonne « {shown(name)} » de USING est {SAID[left]} d'un côté et {SAID[right]} de l'autre",
                    )

    def _column(self, source: Source, name: str) -> Type:
        if source.relation is not None:
            return self.relations[source.relation][name]
        return self.query(self.behind[id(source)])[source.columns.index(name)]

    def of(self, node: exp.Expr) -> Type:
        """The type of an expression, once all that it is made of has been looked at."""
        if id(node) not in self.seen:
            self.seen[id(node)] = self._of(node)
        return self.seen[id(node)]

    def _of(self, node: exp.Expr) -> Type:
        call = read_call(node)
        if call is not None:
            return self._call(node, call)
        return _READERS[type(node)](self, node)

    def _read(self, node: exp.Expr) -> Type:
        return self._column(self.names.origin[id(node)], node.name.lower())

    def _literal(self, node: exp.Expr) -> Type:
        return "texte" if node.args["is_string"] else "nombre"

    def _inside(self, node: exp.Expr) -> Type:
        return self.of(node.this)

    def _value(self, node: exp.Expr) -> Type:
        return self.query(node)[0]

    def _logical(self, node: exp.Expr) -> Type:
        for child in node.iter_expressions():
            self._condition(child)
        return "booleen"

    def _exists(self, node: exp.Expr) -> Type:
        self.query(node.this)
        return "booleen"

    def _is(self, node: exp.Expr) -> Type:
        if isinstance(node.expression, exp.Boolean):
            self._condition(node.this)
        else:
            self.of(node.this)
        return "booleen"

    def _compared(self, node: exp.Expr) -> Type:
        if any(isinstance(child.unnest(), exp.Null) for child in node.iter_expressions()) and not isinstance(
            node, (exp.NullSafeEQ, exp.NullSafeNEQ)
        ):
            raise _wrong(node, f"« {written(node)} » n'est jamais vrai : ce qui est absent se dit IS NULL, IS NOT NULL")
        self._one_type(node, list(node.iter_expressions()), "compare")
        return "booleen"

    def _computed(self, node: exp.Expr) -> Type:
        for child in node.iter_expressions():
            self._number(child, node)
        return "nombre"

    def _joined(self, node: exp.Expr) -> Type:
        for child in node.iter_expressions():
            self.of(child)
        return "texte"

    def _filter(self, node: exp.Expr) -> Type:
        self._condition(node.expression.this)
        return self.of(node.this)

    def _window(self, node: exp.Expr) -> Type:
        order = node.args.get("order")
        for child in (*(node.args.get("partition_by") or ()), *(order.expressions if order else ())):
            self.of(child.this if isinstance(child, exp.Ordered) else child)
        return self.of(node.this)

    def _call(self, node: exp.Expr, call: Call) -> Type:
        signature = SIGNATURES[call.name]
        arguments = [
            inside
            for argument in call.arguments
            for inside in (argument.expressions if isinstance(argument, exp.Distinct) else [argument])
            if not isinstance(inside, exp.Star)
        ]
        if signature.same:
            return self._one_type(node, arguments, "mêle")
        found = [self.of(argument) for argument in arguments]
        for rank, (argument, kind) in enumerate(zip(arguments, found, strict=True)):
            wanted = signature.takes[min(rank, len(signature.takes) - 1)]
            if wanted is not None and kind not in {wanted, "absent"} and not (wanted == "date" and _is_date(argument)):
                raise _wrong(
                    node,
                    f"{FUNCTIONS[call.name].signature} attend {SAID[wanted]}, et « {written(argument)} » est "
                    f"{SAID[kind]}{_instead(call.name, kind)}",
                )
        return signature.gives or (found[0] if found else "absent")

    def _case(self, node: exp.Expr) -> Type:
        for branch in node.args["ifs"]:
            if node.this is None:
                self._condition(branch.this)
        if node.this is not None:
            self._one_type(node, [node.this, *(branch.this for branch in node.args["ifs"])], "compare")
        results = [branch.args["true"] for branch in node.args["ifs"]]
        if node.args.get("default") is not None:
            results.append(node.args["default"])
        return self._one_type(node, results, "rend selon le cas")

    def _cast(self, node: exp.Expr) -> Type:
        kind, to = self.of(node.this), _CASTS.get(node.args["to"].this, "nombre")
        if kind != to and "texte" not in {kind, to} and kind != "absent" and "date" in {kind, to}:
            raise _wrong(
                node,
                f"« {written(node)} » : CAST ne change pas {SAID[kind]} en {SAID[to]} ; "
                "utilisez annee, mois, jour, jours_entre… pour passer d'une date à un nombre",
            )
        return to

    def _condition(self, node: exp.Expr) -> None:
        kind = self.of(node)
        if kind not in {"booleen", "absent"}:
            raise _wrong(
                node,
                f"« {written(node)} » est {SAID[kind]}, une condition est attendue (x = …, x > …, x IS NOT NULL)",
            )

    def _number(self, node: exp.Expr, around: exp.Expr) -> None:
        kind = self.of(node)
        if kind not in {"nombre", "absent"}:
            hint = (
                "une date se déplace par jours_apres, mois_avant…, et deux dates se comptent par jours_entre"
                if kind == "date"
                else "un calcul ne prend que des nombres ; des textes se joignent par || ou concat"
            )
            raise _wrong(around, f"« {written(around)} » calcule avec {SAID[kind]} : {hint}")

    def _one_type(self, around: exp.Expr, nodes: list[exp.Expr], verb: str) -> Type:
        """The one type of these expressions; what is absent goes with all, a text that is a date goes with dates."""
        found: dict[Type, exp.Expr] = {}
        for node in nodes:
            found.setdefault(self.of(node), node)
        found.pop("absent", None)
        if "date" in found and "texte" in found and all(map(_is_date, _texts(nodes, self))):
            del found["texte"]
        if len(found) > 1:
            one, other = list(found)[:2]
            raise _wrong(
                around,
                f"« {written(around)} » {verb} {SAID[one]} et {SAID[other]} : {_HINTS[frozenset({one, other})]}",
            )
        return next(iter(found), "absent")


_READERS: Mapping[type[exp.Expr], Callable[[_Types, exp.Expr], Type]] = {
    exp.Column: _Types._read,
    exp.Literal: _Types._literal,
    exp.Placeholder: lambda _, __: "date",
    exp.Null: lambda _, __: "absent",
    exp.Boolean: lambda _, __: "booleen",
    **dict.fromkeys((exp.Paren, exp.Alias), _Types._inside),
    **dict.fromkeys((exp.Subquery, exp.Select, exp.Union), _Types._value),
    **dict.fromkeys((exp.And, exp.Or, exp.Not), _Types._logical),
    exp.Exists: _Types._exists,
    exp.Is: _Types._is,
    **dict.fromkeys((exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE), _Types._compared),
    **dict.fromkeys((exp.NullSafeEQ, exp.NullSafeNEQ, exp.Between, exp.In), _Types._compared),
    **dict.fromkeys((exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod, exp.Neg), _Types._computed),
    exp.DPipe: _Types._joined,
    exp.Case: _Types._case,
    exp.Cast: _Types._cast,
    exp.Filter: _Types._filter,
    exp.Window: _Types._window,
}
"""How each expression that the guard lets through is read."""


def _texts(nodes: Iterable[exp.Expr], types: _Types) -> list[exp.Expr]:
    return [node for node in nodes if types.of(node) == "texte"]


def _is_date(node: exp.Expr) -> bool:
    """Whether this is a date between apostrophes, which both engines read as one beside a date."""
    node = node.unnest()
    try:
        return isinstance(node, exp.Literal) and node.is_string and bool(date.fromisoformat(node.name))
    except ValueError:
        return False


def _instead(name: str, kind: Type) -> str:
    if kind == "booleen" and name in {"sum", "avg"}:
        return " : comptez par count(*) FILTER (WHERE …)"
    if kind == "texte" and name in {"sum", "avg"}:
        return " : comptez par count, ou changez-le par CAST(… AS INTEGER)"
    return ""


def _wrong(node: exp.Expr, sentence: str) -> PlanirError:
    return error("types_incompatibles", node, f"{sentence}.")
