"""How long a rule may run, and what is said of one that fails: its kind, never a value that it read."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from planir.detection.obstacle import Obstacle

RULE_SECONDS = 120.0
"""A programme of a night that lasts longer is interrupted, and the others go on."""

_MEMORY = "sa règle demande plus de mémoire que permis"
_TIME = "sa règle dure plus de deux minutes"
_RULE = "sa règle s'arrête sur une erreur : lancez « planir programmes check »"
_OUTCOME = "son résultat s'arrête sur une erreur : lancez « planir programmes check »"

DOUBLES = Obstacle("non_examine", "sa règle rend deux lignes pour la même personne et le même objet")

GROWS = Obstacle(
    "non_examine",
    "une étape de sa règle garde plus de personnes que l'étape d'avant : lancez « planir programmes check »",
)

NOBODY = Obstacle(
    "non_examine",
    "sa règle rend une personne qui n'est pas dans la population : la colonne « assure » se lit, sans calcul",
)
NO_DAY = Obstacle("non_examine", "sa règle rend une échéance impossible (avant 1900 ou après 2200)")

RUN_TIME = frozenset({_MEMORY, _TIME, _RULE, _OUTCOME})
"""Reasons that another run on the same data may not give: a record that holds one is computed anew."""


@contextmanager
def time_limit(connection: duckdb.DuckDBPyConnection, seconds: float) -> Iterator[None]:
    """Interrupt the query still running after `seconds`: it then raises `duckdb.InterruptException`."""
    timer = threading.Timer(seconds, connection.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def failure(error: duckdb.Error, *, outcome: bool = False) -> Obstacle:
    """What a night and a desk say of a rule (or of its `resultat.sql`) that failed."""
    if isinstance(error, duckdb.OutOfMemoryException):
        return Obstacle("non_examine", _MEMORY)
    if isinstance(error, duckdb.InterruptException):
        return Obstacle("non_examine", _TIME)
    return Obstacle("non_examine", _OUTCOME if outcome else _RULE)
