"""The numbers of the law at a date, as a table and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from rich.table import Table
from rich.text import Text

from planir.cli.terminal import open_console
from planir.law.parameter import Parameter
from planir.law.parameters import Parameters


def show(known: Parameters, names: Sequence[str], on: date) -> None:
    """Print these parameters: the value of that day, since when, where it is written; what cannot be relied on."""
    console = open_console()
    console.print(f"Paramètres au {on:%d/%m/%Y}", style="bold")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column, justify in (("paramètre", "left"), ("valeur", "right"), ("depuis", "left"), ("source", "left")):
        table.add_column(column, justify=justify, overflow="fold")  # type: ignore[arg-type] # a word of Rich
    for name in names:
        parameter = known.parameter(name)
        dated, state = parameter.in_force(on), _state(parameter, on)
        if dated is None or dated.value is None:
            table.add_row(name, Text(state, style="yellow"), "", "", style="dim")
            continue
        checked = "" if parameter.checked is None else f" ; vérifié le {parameter.checked:%d/%m/%Y}"
        sure = f"{dated.reference} [{dated.confidence}]{checked}"
        value = f"{dated.value} {parameter.unit}".replace(".", ",", 1)
        shown = Text(f"{value} ({state})", style="yellow") if state else Text(value)
        table.add_row(f"{name}\n{parameter.description}", shown, f"{dated.start:%d/%m/%Y}", Text(sure, style="dim"))
    console.print(table)


def to_json(known: Parameters, names: Sequence[str], on: date) -> dict[str, Any]:
    """The same with stable keys; a value is a text, exact, and `etat` is `sur` where it can be relied on."""
    return {"au": on.isoformat(), "parametres": [_one(known.parameter(name), on) for name in names]}


def _one(parameter: Parameter, on: date) -> dict[str, Any]:
    dated = parameter.in_force(on)
    return {
        "nom": parameter.name,
        "description": parameter.description,
        "valeur": None if dated is None or dated.value is None else str(dated.value),
        "unite": parameter.unit,
        "depuis": None if dated is None else dated.start.isoformat(),
        "reference": None if dated is None else dated.reference,
        "surete": None if dated is None else dated.confidence,
        "verifie_le": None if parameter.checked is None else parameter.checked.isoformat(),
        "etat": _state(parameter, on) or "sur",
    }


def _state(parameter: Parameter, on: date) -> str:
    dated, limit = parameter.in_force(on), parameter.reliable_until
    if dated is None:
        return "pas encore"
    if dated.value is None:
        return "n'existe plus"
    return "à revérifier" if limit is not None and dated is parameter.values[-1] and on > limit else ""
