"""The types of values in a rule, and those that each function takes and gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Type = Literal["date", "nombre", "texte", "booleen", "absent"]
"""Whole numbers and decimals are one type; `absent` is NULL, which goes with all."""

SAID: Mapping[Type, str] = {
    "date": "une date",
    "nombre": "un nombre",
    "texte": "un texte",
    "booleen": "un oui/non (BOOLEAN)",
    "absent": "rien (NULL)",
}


@dataclass(frozen=True)
class Signature:
    """`takes`: the type of each argument, the last one repeated; None for any, `same` when all must be of one type.

    `gives`: the type of the result, None for that of the first argument.
    """

    takes: tuple[Type | None, ...]
    gives: Type | None
    same: bool = False


_SAME = Signature((None,), None, same=True)
_FIRST = Signature((None, "nombre"), None)
_MOVED = Signature(("date", "nombre"), "date")
_COUNTED = Signature(("date",), "nombre")
_WRITTEN = Signature(("texte",), "texte")
_NUMBER = Signature(("nombre",), "nombre")
_TRUTH = Signature(("booleen",), "booleen")

SIGNATURES: Mapping[str, Signature] = {
    **dict.fromkeys(("jours_avant", "jours_apres", "mois_avant", "mois_apres", "ans_avant", "ans_apres"), _MOVED),
    **dict.fromkeys(("age_au", "jours_entre", "mois_entre", "annee", "mois", "jour"), _COUNTED),
    **dict.fromkeys(("premier_du_mois", "fin_du_mois"), Signature(("date",), "date")),
    **dict.fromkeys(("abs", "round", "sum", "avg"), _NUMBER),
    **dict.fromkeys(("lower", "upper", "trim"), _WRITTEN),
    **dict.fromkeys(("left", "substr"), Signature(("texte", "nombre"), "texte")),
    **dict.fromkeys(("coalesce", "nullif", "least", "greatest"), _SAME),
    **dict.fromkeys(("bool_or", "bool_and"), _TRUTH),
    **dict.fromkeys(("min", "max", "lag", "lead"), _FIRST),
    "concat": Signature((None,), "texte"),
    "starts_with": Signature(("texte",), "booleen"),
    "length": Signature(("texte",), "nombre"),
    "count": Signature((None,), "nombre"),
    "row_number": Signature((), "nombre"),
    "parametre": Signature(("texte",), "nombre"),
}
"""By name of function; every function of the dialect is here."""
