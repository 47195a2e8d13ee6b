"""The parameters as a relation `parametre(nom, debut, fin, valeur)`, for a rule that needs a value of another day.

`parametre('groupe.nom')` gives the value of the day judged; this relation gives the one that held when a leave began.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

from planir.engine.signatures import Type
from planir.law.parameters import Parameters

COLUMNS: Mapping[str, str] = {
    "nom": "nom du paramètre, groupe.nom",
    "debut": "premier jour de la valeur",
    "fin": "dernier jour de la valeur ; pour la dernière, dernier jour où elle peut servir sans être revérifiée",
    "valeur": "la valeur",
}

TYPES: Mapping[str, Type] = {"nom": "texte", "debut": "date", "fin": "date", "valeur": "nombre"}


def rows(parameters: Parameters) -> Iterator[tuple[str, date, date, Decimal | int]]:
    """(nom, debut, fin, valeur), in order; a value that nobody checked in time ends, so that no join uses it."""
    for name in parameters.names():
        parameter = parameters.parameter(name)
        ends = [later.start - timedelta(days=1) for later in parameter.values[1:]]
        for dated, end in zip(parameter.values, [*ends, parameter.reliable_until], strict=True):
            if dated.value is not None and end is not None:
                yield name, dated.start, end, dated.value


def parameters_sql(parameters: Parameters) -> str:
    """A SELECT that gives these rows on any engine; `valeur` is a DECIMAL(18, 4)."""
    written = (
        f"('{name}', DATE '{start}', DATE '{end}', CAST({value} AS DECIMAL(18, 4)))"
        for name, start, end, value in rows(parameters)
    )
    return f"SELECT nom, debut, fin, valeur FROM (VALUES {', '.join(written)}) AS p (nom, debut, fin, valeur)"
