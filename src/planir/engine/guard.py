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
  groupes_incorrects   a column outside GROUP BY, an aggregate in WHERE or in another one
  parametre_inconnu    a parameter that does not exist
  regle_illisible      (from `parse`) not a SELECT of the dialect, too long, too deep
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlglot import exp

from planir.engine.binding import PARAMETER_NAME
from planir.engine.calls import Call, read_call
from planir.engine.functions import FUNCTIONS, INSTEAD
from planir.engine.grouping import check_groups
from planir.engine.joins import check_joins
from planir.engine.located import error, refused
from planir.engine.names import resolve
from planir.engine.naming import shown, suggestion
from planir.engine.nodes import NODES, REASONS, reason
from planir.engine.particulars import PARTICULAR, whole
from planir.engine.reading import bounded

_MOST_MONTH_COUNTS = 4
_TYPED = {"timestamp_trunc": "date_trunc", "time_to_str": "strftime", "str_to_time": "strptime"}
"""Names that the parser gives to what was typed otherwise."""


@bounded
def check(tree: exp.Expr, relations: Mapping[str, Collection[str]], parameters: Collection[str]) -> None:
    """Refuse the rule unless every node, function, name and parameter is allowed.

    `relations` gives the columns of each relation the rule may name (the one-row `jugement` is the only one that may
    be cross-joined); `parameters` are the names of those that exist. Raises PlanirError, codes above, French sentence.
    """
    for node in tree.walk():
        _check_node(node)
        call = read_call(node)
        if call is not None:
            _check_call(node, call, parameters)
    resolution = resolve(tree, relations)
    check_joins(tree, resolution)
    check_groups(tree, resolution)


def _check_node(node: exp.Expr) -> None:
    kind = type(node)
    if kind in NODES:
        for key, value in node.args.items():
            if value and key not in NODES[kind]:
                raise refused(node, reason(key))
        particular = PARTICULAR.get(kind)
        if particular is not None:
            particular(node)
    elif read_call(node) is None:
        name = kind.__name__
        if isinstance(node, exp.Func) and name not in REASONS:
            raise error("fonction_inconnue", node, _unknown_function(node.sql_name().lower()))
        raise refused(node, reason(name))


def _check_call(node: exp.Expr, call: Call, parameters: Collection[str]) -> None:
    function = FUNCTIONS.get(call.name)
    if function is None:
        raise error("fonction_inconnue", node, _unknown_function(call.name))
    if call.strange:
        raise error("fonction_inconnue", node, f"la fonction s'écrit {function.signature}, sans rien d'autre.")
    count = len(call.arguments)
    if count < function.least or (function.most is not None and count > function.most):
        raise error("fonction_inconnue", node, f"la fonction s'écrit {function.signature}.")
    for rank, (smallest, largest) in function.whole.items():
        if rank < count and not whole(call.arguments[rank], smallest, largest):
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
    name = _TYPED.get(name, name)
    instead = f" : utilisez {INSTEAD[name]}." if name in INSTEAD else suggestion(name, FUNCTIONS)
    return f"la fonction « {shown(name)} » n'existe pas ici{instead}"


def _check_parameter(node: exp.Expr, call: Call, parameters: Collection[str]) -> None:
    name = call.arguments[0]
    if not (isinstance(name, exp.Literal) and name.is_string):
        raise error("parametre_inconnu", node, "un paramètre se nomme entre apostrophes : parametre('groupe.nom').")
    if not PARAMETER_NAME.fullmatch(name.name) or name.name not in parameters:
        whole = [one for one in parameters if one.endswith(f".{name.name}")]
        close = suggestion(whole[0] if len(whole) == 1 else name.name, parameters)
        raise error("parametre_inconnu", node, f"le paramètre « {shown(name.name)} » n'existe pas{close}")


def _check_repetition(node: exp.Expr) -> None:
    """These two are written with each argument twice: nested, the text would double at each level."""
    around, count = node.parent, 1
    while around is not None:
        call = read_call(around)
        count += call is not None and call.name in {"age_au", "mois_entre"}
        around = around.parent
    if count > _MOST_MONTH_COUNTS:
        raise refused(node, "trop de age_au ou mois_entre l'un dans l'autre : calculez-les dans une étape.")
