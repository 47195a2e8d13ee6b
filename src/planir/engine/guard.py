"""Says whether a rule may run: only what the dialect allows, over relations it may name. A rule may come from anyone.

Codes of the PlanirError raised, stable:
  regle_refusee        a construct the dialect does not have (LIMIT, INTERVAL, file, cross join…)
  fonction_inconnue    a function that is not in `functions.FUNCTIONS`, or wrong arguments
  relation_inconnue    a relation or alias that does not exist
  relation_masquee     a CTE or alias that takes the name of another
  colonne_inconnue     a column that its relation does not have
  colonne_ambigue      a column that several tables have
  colonne_sans_nom     an output column without a name
  colonne_en_double    two output columns of one name
  parametre_inconnu    a parameter that does not exist
  regle_illisible      (from `parse`) not a SELECT of the dialect, too long, too deep
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping

from sqlglot import exp

from planir.engine.binding import MARK, PARAMETER_NAME
from planir.engine.calls import Call, read_call
from planir.engine.functions import FUNCTIONS
from planir.engine.joins import check_joins
from planir.engine.names import error, refused, resolve, shown, suggestion
from planir.engine.nodes import NODES, REASONS, TYPES
from planir.engine.reading import bounded

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}")
_NUMBER = re.compile(r"\d{1,18}|\d{0,18}\.\d{1,9}")
_WHOLE = re.compile(r"\d{1,9}")
_MOST_MONTH_COUNTS = 4


@bounded
def check(tree: exp.Expr, relations: Mapping[str, Collection[str]], parameters: Callable[[str], bool]) -> None:
    """Refuse the rule unless every node, function, name and parameter is allowed.

    `relations` gives the columns of each relation the rule may name (the one-row `jugement` is the only one that may
    be cross-joined); `parameters` says whether a parameter exists. Raises PlanirError, codes above, French sentence.
    """
    for node in tree.walk():
        _check_node(node)
        call = read_call(node)
        if call is not None:
            _check_call(node, call, parameters)
    resolution = resolve(tree, relations)
    check_joins(tree, resolution)


def _check_node(node: exp.Expr) -> None:
    kind = type(node)
    if kind in NODES:
        for key, value in node.args.items():
            if value and key not in NODES[kind]:
                raise refused(node, _reason(key))
        particular = _PARTICULAR.get(kind)
        if particular is not None:
            particular(node)
    elif read_call(node) is None:
        name = kind.__name__
        if isinstance(node, exp.Func) and name not in REASONS:
            raise error("fonction_inconnue", node, _unknown_function(node.sql_name().lower()))
        raise refused(node, _reason(name))


def _reason(key: str) -> str:
    return f"{REASONS[key]}." if key in REASONS else f"cette écriture ({key}) n'est pas admise dans une règle."


def _check_call(node: exp.Expr, call: Call, parameters: Callable[[str], bool]) -> None:
    function = FUNCTIONS.get(call.name)
    if function is None:
        raise error("fonction_inconnue", node, _unknown_function(call.name))
    if call.strange:
        raise error("fonction_inconnue", node, f"la fonction s'écrit {function.signature}, sans rien d'autre.")
    count = len(call.arguments)
    if count < function.least or (function.most is not None and count > function.most):
        raise error("fonction_inconnue", node, f"la fonction s'écrit {function.signature}.")
    for rank, (smallest, largest) in function.whole.items():
        if rank < count and not _whole(call.arguments[rank], smallest, largest):
            raise error(
                "fonction_inconnue",
                node,
                f"dans {function.signature}, l'argument {rank + 1} s'écrit en chiffres, de {smallest} à {largest}.",
            )
    if function.kind == "fenetre" and not (isinstance(node.parent, exp.Window) and node.arg_key == "this"):
        raise error("fonction_inconnue", node, f"{function.signature} se calcule sur une fenêtre : ajoutez OVER (…).")
    if call.name == "parametre":
        _check_parameter(node, call, parameters)
    if call.name in {"age_au", "mois_entre"}:
        _check_repetition(node)


def _unknown_function(name: str) -> str:
    return f"la fonction « {shown(name)} » n'existe pas dans une règle{suggestion(name, FUNCTIONS)}."


def _whole(node: exp.Expr, smallest: int, largest: int) -> bool:
    return (
        isinstance(node, exp.Literal)
        and not node.is_string
        and _WHOLE.fullmatch(node.name) is not None
        and smallest <= int(node.name) <= largest
    )


def _check_parameter(node: exp.Expr, call: Call, parameters: Callable[[str], bool]) -> None:
    name = call.arguments[0]
    if not (isinstance(name, exp.Literal) and name.is_string):
        raise error("parametre_inconnu", node, "un paramètre se nomme entre apostrophes : parametre('groupe.nom').")
    if not PARAMETER_NAME.fullmatch(name.name) or not parameters(name.name):
        raise error("parametre_inconnu", node, f"le paramètre « {shown(name.name)} » n'existe pas.")


def _check_repetition(node: exp.Expr) -> None:
    """These two are written with each argument twice: nested, the text would double at each level."""
    around, count = node.parent, 1
    while around is not None and not isinstance(around, exp.Query):
        call = read_call(around)
        count += call is not None and call.name in {"age_au", "mois_entre"}
        around = around.parent
    if count > _MOST_MONTH_COUNTS:
        raise refused(node, "trop de age_au ou mois_entre l'un dans l'autre : calculez-les dans une étape.")


def _select(node: exp.Expr) -> None:
    if node.args.get("from_") is None:
        raise refused(node, "un SELECT sans FROM n'est pas admis : dites de quelle relation il lit.")


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


def _table(node: exp.Expr) -> None:
    if not isinstance(node.this, exp.Identifier):
        raise refused(node, "une règle ne lit que des relations nommées : ni fichier, ni fonction dans FROM ou JOIN.")


def _distinct(node: exp.Expr) -> None:
    if isinstance(node.parent, exp.Select):
        if node.expressions:
            raise refused(node, "DISTINCT ne prend pas de colonnes entre parenthèses.")
    elif not (isinstance(node.parent, (exp.Count, exp.Sum)) and len(node.expressions) == 1):
        raise refused(node, "DISTINCT s'écrit SELECT DISTINCT ou count(DISTINCT x).")


def _order(node: exp.Expr) -> None:
    if not isinstance(node.parent, exp.Window):
        raise refused(node, _reason("order"))


def _numbered(node: exp.Expr) -> None:
    children = node.expressions if isinstance(node, exp.Group) else [node.this]
    if any(isinstance(child, exp.Literal) for child in children):
        raise refused(node, "les colonnes se nomment, elles ne se numérotent pas.")


def _if(node: exp.Expr) -> None:
    if not isinstance(node.parent, exp.Case):
        raise refused(node, "IF(…) s'écrit CASE WHEN … THEN … ELSE … END.")


def _is(node: exp.Expr) -> None:
    if not isinstance(node.expression, (exp.Null, exp.Boolean)):
        raise refused(node, "IS est suivi de NULL, TRUE ou FALSE.")


def _in(node: exp.Expr) -> None:
    if node.args.get("query") is not None and isinstance(node.parent, exp.Not):
        raise refused(
            node, "NOT IN (SELECT …) ne rend rien dès qu'une valeur est absente : écrivez NOT EXISTS (SELECT 1 …)."
        )


def _type(node: exp.Expr) -> None:
    assert isinstance(node, exp.DataType)
    width = [part.this.name for part in node.expressions if isinstance(part, exp.DataTypeParam)]
    if node.this not in TYPES:
        raise refused(node, "CAST rend DATE, INTEGER, BIGINT, DOUBLE, VARCHAR, DECIMAL(12, 2) ou BOOLEAN.")
    if node.this == exp.DataType.Type.DECIMAL:
        if len(width) != 2 or not all(map(_WHOLE.fullmatch, width)) or not 0 < int(width[0]) <= 18 or int(width[1]) > 9:
            raise refused(node, "DECIMAL s'écrit avec sa taille, 18 chiffres au plus : DECIMAL(12, 2).")
    elif node.expressions:
        raise refused(node, "seul DECIMAL prend une taille entre parenthèses.")


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
    bounds = [node.args.get("start"), node.args.get("end")]
    if str(node.args.get("kind")).upper() not in {"ROWS", "RANGE"}:
        raise refused(node, "une fenêtre se borne par ROWS ou RANGE.")
    for bound in bounds:
        if isinstance(bound, exp.Expr) and (node.args["kind"].upper() != "ROWS" or not _whole(bound, 0, 10_000)):
            raise refused(node, "une borne de fenêtre s'écrit ROWS n PRECEDING ou FOLLOWING, n en chiffres.")


_PARTICULAR: Mapping[type[exp.Expr], Callable[[exp.Expr], None]] = {
    exp.Select: _select,
    exp.Identifier: _identifier,
    exp.Literal: _literal,
    exp.Placeholder: _placeholder,
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
    exp.DataType: _type,
    exp.WindowSpec: _spec,
}
