"""The parameters as a page in French: what each number is, since when, where it is written, how sure it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import groupby

from planir.law.parameter import DatedValue, Parameter
from planir.law.parameters import Parameters

_HEAD = "| Paramètre | Valeur | Unité | Depuis | Référence | Vérifié le | Sûreté |\n|---|---|---|---|---|---|---|\n"
_CONFIDENCE = """\
Sûreté : **L** texte de loi lu ; **S** source secondaire lue ; **P** base de paramètres ouverte ; **C** calculé ;
**M** de mémoire, à vérifier avant de s'y fier ; **D** document source de PLANIR ; **choix** décision, que la caisse
peut changer. Une valeur sans fin connue qui n'a pas été vérifiée depuis plus de treize mois n'est plus utilisée :
le programme qui la lit le dit.
"""


def parameters_markdown(parameters: Parameters, on: date) -> str:
    """A page: one table for each group (or programme), the value of that day and the ones before."""
    parts = [f"# Les paramètres au {_day(on)}\n\n", _CONFIDENCE]
    for group, names in groupby(parameters.names(), key=lambda name: name.partition(".")[0]):
        parts += [f"\n## {group}\n\n", _HEAD]
        parts += [_line(parameters.parameter(name), on) for name in names]
    return "".join(parts)


def _line(parameter: Parameter, on: date) -> str:
    dated = parameter.in_force(on)
    named = f"`{parameter.name}`<br>{_cell('. '.join(_said(parameter, dated)))}"
    checked = "clos" if parameter.checked is None else _day(parameter.checked)
    if dated is None:
        shown = ["pas encore", parameter.unit, _day(parameter.values[0].start), "", checked, ""]
    else:
        value = "n'existe plus" if dated.value is None else _number(dated.value)
        shown = [value, parameter.unit, _day(dated.start), dated.reference, checked, dated.confidence]
    return f"| {' | '.join([named, *map(_cell, shown)])} |\n"


def _said(parameter: Parameter, dated: DatedValue | None) -> Iterator[str]:
    yield parameter.description.rstrip(".")
    others = [
        f"{'plus rien' if other.value is None else _number(other.value)} depuis le {_day(other.start)}"
        for other in parameter.values
        if other is not dated
    ]
    if others:
        yield f"Autres valeurs : {', '.join(others)}"
    if parameter.note is not None:
        yield parameter.note


def _number(value: Decimal | int) -> str:
    return str(value).replace(".", ",")


def _day(day: date) -> str:
    return day.strftime("%d/%m/%Y")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
