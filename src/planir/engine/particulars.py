"""What the dialect asks of particular nodes, beyond being in the allow-list: names, literals, types, windows…"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from sqlglot import exp

from planir.engine.binding import MARK
from planir.engine.calls import read_call
from planir.engine.functions import FUNCTIONS
from planir.engine.located import refused
from planir.engine.naming import shown
from planir.engine.nodes import TYPES, reason

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}")
_NUMBER = re.compile(r"[0-9]{1,18}|[0-9]{0,18}\.[0-9]{1,9}")
_WHOLE = re.compile(r"[0-9]{1,9}")


def whole(node: exp.Expr, smallest: int, largest: int) -> bool:
    """Whether the node is a whole number written in digits, between these bounds."""
    return (
        isinstance(node, exp.Literal)
        and not node.is_string
        and _WHOLE.fullmatch(node.name) is not None
        and smallest <= int(node.name) <= largest
    )


def _select(node: exp.Expr) -> None:
    if node.args.get("from_") is None:
        raise refused(node, "un SELECT sans FROM n'est pas admis : dites de quelle relation il lit.")
    if not node.expressions:
        raise refused(node, "ce SELECT ne rend aucune colonne : nommez-les (SELECT 1 dans EXISTS).")


def _identifier(node: exp.Expr) -> None:
    if not _IDENTIFIER.fullmatch(node.name) or MARK in node.name.lower():
        raise refused(
            node,
            f"le nom « {shown(node.name)} » n'est pas admis : des lettres sans accent, des chiffres et _, "
            "sans lire de fichier.",
        )


def _literal(node: exp.Expr) -> None:
    assert isinstance(node, exp.Literal)
    if not node.is_string:
        if not _NUMBER.fullmatch(node.name):
            raise refused(
                node, f"le nombre « {shown(node.name)} » s'écrit en chiffres, avec un point pour les décimales."
            )
    elif MARK in node.name.lower():
        raise refused(node, f"un texte ne peut pas contenir « {MARK} ».")
    elif "\\" in node.name or not node.name.isprintable():
        raise refused(node, "un texte ne peut pas contenir de barre oblique inverse ni de caractère invisible.")


def _placeholder(node: exp.Expr) -> None:
    if node.name not in {"au", "connu_au"}:
        raise refused(node, f"le repère « :{shown(node.name)} » n'existe pas : les seuls sont :au et :connu_au.")


def _alias(node: exp.Expr) -> None:
    if not (isinstance(node.parent, exp.Select) and node.arg_key == "expressions"):
        raise refused(node, "AS ne nomme qu'une colonne rendue par SELECT, ou une table.")


def _table(node: exp.Expr) -> None:
    if not isinstance(node.this, exp.Identifier):
        raise refused(node, "seules des relations nommées se lisent : ni fichier, ni fonction dans FROM ou JOIN.")


def _distinct(node: exp.Expr) -> None:
    if isinstance(node.parent, exp.Select):
        if node.expressions:
            raise refused(node, "DISTINCT ne prend pas de colonnes entre parenthèses.")
    elif not (isinstance(node.parent, (exp.Count, exp.Sum)) and len(node.expressions) == 1):
        raise refused(node, "DISTINCT s'écrit SELECT DISTINCT ou count(DISTINCT x).")


def _order(node: exp.Expr) -> None:
    if not isinstance(node.parent, exp.Window):
        raise refused(node, reason("order"))


def _numbered(node: exp.Expr) -> None:
    children = node.expressions if isinstance(node, exp.Group) else [node.this]
    if not children:
        raise refused(node, "GROUP BY est suivi de colonnes.")
    if any(isinstance(child, exp.Literal) for child in children):
        raise refused(node, "les colonnes se nomment, elles ne se numérotent pas.")


def _if(node: exp.Expr) -> None:
    if not isinstance(node.parent, exp.Case):
        raise refused(node, "IF(…) s'écrit CASE WHEN … THEN … ELSE … END.")


def _is(node: exp.Expr) -> None:
    if not isinstance(node.expression, (exp.Null, exp.Boolean)):
        raise refused(node, "IS est suivi de NULL, TRUE ou FALSE.")


def _in(node: exp.Expr) -> None:
    if node.args.get("query") is None:
        if not node.expressions:
            raise refused(node, "IN est suivi d'une liste de valeurs entre parenthèses.")
        return
    if isinstance(node.parent, exp.Not):
        raise refused(
            node, "NOT IN (SELECT …) ne rend rien dès qu'une valeur est absente : écrivez NOT EXISTS (SELECT 1 …)."
        )
    # Elsewhere than in a condition, a value absent from the list shows: nothing for DuckDB, false for Spark.
    around = node.parent
    while isinstance(around, (exp.And, exp.Or, exp.Paren)):
        around = around.parent
    if not isinstance(around, exp.Where):
        raise refused(node, "IN (SELECT …) ne s'emploie que dans WHERE : ailleurs, écrivez EXISTS (SELECT 1 …).")


def _type(node: exp.Expr) -> None:
    assert isinstance(node, exp.DataType)
    width = [part.this.name for part in node.expressions if isinstance(part, exp.DataTypeParam)]
    if node.this in {exp.DataType.Type.DOUBLE, exp.DataType.Type.FLOAT}:
        raise refused(
            node, "DOUBLE n'est pas admis : sa somme dépend de l'ordre des lignes ; écrivez DECIMAL(18, 6), exact."
        )
    if node.this not in TYPES:
        raise refused(node, "CAST rend DATE, INTEGER, BIGINT, VARCHAR, DECIMAL(12, 2) ou BOOLEAN.")
    if node.this == exp.DataType.Type.DECIMAL:
        if len(width) != 2 or not all(map(_WHOLE.fullmatch, width)) or not _fits(*map(int, width)):
            raise refused(
                node, "DECIMAL s'écrit avec sa taille, au plus 18 chiffres dont 9 décimales : DECIMAL(12, 2)."
            )
    elif node.expressions:
        raise refused(node, "seul DECIMAL prend une taille entre parenthèses.")


def _fits(digits: int, decimals: int) -> bool:
    return 1 <= digits <= 18 and decimals <= min(9, digits)


def _cast(node: exp.Expr) -> None:
    assert isinstance(node, exp.Cast)
    text = node.this
    if node.to.this == exp.DataType.Type.DATE and isinstance(text, exp.Literal) and not _is_date(text.name):
        raise refused(node, f"« {shown(text.name)} » n'est pas une date : elle s'écrit DATE 'AAAA-MM-JJ'.")


def _is_date(text: str) -> bool:
    try:
        return len(text) == len("AAAA-MM-JJ") and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _window(node: exp.Expr) -> None:
    aggregate = node.this.this if isinstance(node.this, exp.Filter) else node.this
    call = read_call(aggregate)
    kind = FUNCTIONS[call.name].kind if call is not None and call.name in FUNCTIONS else None
    if node.args.get("over") != "OVER" or kind not in {"agregat", "fenetre"}:
        raise refused(node, "OVER (…) suit un agrégat (sum, max…) ou row_number, lag, lead.")
    if kind == "fenetre" and node.args.get("order") is None:
        raise refused(node, "cette fenêtre a besoin d'un ordre : ajoutez ORDER BY dans OVER (…).")
    if aggregate.find(exp.Distinct) is not None:
        raise refused(node, "DISTINCT n'est pas admis dans une fenêtre.")


def _filter(node: exp.Expr) -> None:
    call = read_call(node.this)
    if call is None or call.name not in FUNCTIONS or FUNCTIONS[call.name].kind != "agregat":
        raise refused(node, "FILTER (WHERE …) suit un agrégat (count, sum, max…).")


def _spec(node: exp.Expr) -> None:
    kind = str(node.args.get("kind")).upper()
    bounds = [(node.args.get(side), str(node.args.get(f"{side}_side")).upper()) for side in ("start", "end")]
    if kind not in {"ROWS", "RANGE"} or bounds[0][0] is None or not all(_bound(kind, *bound) for bound in bounds):
        raise refused(
            node,
            "une fenêtre se borne par ROWS BETWEEN … AND …, avec UNBOUNDED ou un nombre, PRECEDING ou FOLLOWING, "
            "ou CURRENT ROW.",
        )


def _bound(kind: str, bound: object, side: str) -> bool:
    if bound is None or bound == "CURRENT ROW":
        return side == "NONE"
    counted = kind == "ROWS" and isinstance(bound, exp.Expr) and whole(bound, 0, 10_000)
    return side in {"PRECEDING", "FOLLOWING"} and (bound == "UNBOUNDED" or counted)


PARTICULAR: Mapping[type[exp.Expr], Callable[[exp.Expr], None]] = {
    exp.Select: _select,
    exp.Identifier: _identifier,
    exp.Literal: _literal,
    exp.Placeholder: _placeholder,
    exp.Alias: _alias,
    exp.Table: _table,
    exp.Window: _window,
    exp.Filter: _filter,
    exp.Distinct: _distinct,
    exp.Order: _order,
    exp.Group: _numbered,
    exp.Ordered: _numbered,
    exp.If: _if,
    exp.Is: _is,
    exp.In: _in,
    exp.Cast: _cast,
    exp.DataType: _type,
    exp.WindowSpec: _spec,
}
