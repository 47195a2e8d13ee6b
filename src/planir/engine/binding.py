"""Gives a translated rule its dates and parameters: tokens of its text become literals.

Kept apart from the translation, and free of SQLGlot, because a cached catalogue is bound without parsing anything.
A rule that passed the guard holds a token nowhere but where the translation wrote it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from planir.engine.errors import PlanirError

MARK = "__planir_"
AU = f"{MARK}au__"
CONNU_AU = f"{MARK}connu_au__"

Number = Decimal | int | float

PARAMETER_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*(\.[a-z][a-z0-9]*(_[a-z0-9]+)*)+")
"""`groupe.nom`: never two underscores in a row, so that a token names one parameter only."""

_TOKEN = re.compile(rf"{MARK}(?:(?P<date>au|connu_au)|parametre__(?P<parameter>\w+?))__(?!\w)", re.ASCII)


def parameter_token(name: str) -> str:
    """The token that stands for `parametre('groupe.nom')`; `name` matches PARAMETER_NAME."""
    return f"{MARK}parametre__{name.replace('.', '__')}__"


def bind(sql: str, au: date, connu_au: date, parameters: Mapping[str, Number]) -> str:
    """Replace the tokens of `sql` by literals both engines read alike: `DATE '2026-11-01'`, `16`, `22.40`.

    A whole number stays a whole number. `parameters` may hold more than the rule uses.
    Raises PlanirError `parametre_inconnu` when it lacks one, `parametre_illisible` for a value that is no number.
    """
    dates = {"au": au, "connu_au": connu_au}

    def literal(match: re.Match[str]) -> str:
        if match["date"]:
            return f"DATE '{dates[match['date']].isoformat()}'"
        name = match["parameter"].replace("__", ".")
        if name not in parameters:
            raise PlanirError("parametre_inconnu", f"le paramètre « {name} » n'a pas de valeur à cette date.")
        return _number(name, parameters[name])

    return _TOKEN.sub(literal, sql)


def _number(name: str, value: Number) -> str:
    if isinstance(value, bool) or not math.isfinite(value):
        raise PlanirError("parametre_illisible", f"le paramètre « {name} » n'est pas un nombre.")
    # Not 1e-07, which both engines read as a double: the digits as they were written.
    text = str(value) if isinstance(value, int) else format(Decimal(str(value)), "f")
    return f"({text})" if text.startswith("-") else text


def parameters_used(sql: str) -> frozenset[str]:
    """Names (`groupe.nom`) of the parameters whose tokens are in a translated rule."""
    return frozenset(match["parameter"].replace("__", ".") for match in _TOKEN.finditer(sql) if match["parameter"])
