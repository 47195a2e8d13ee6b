"""Programmes whose situations cannot be right, whatever their author meant: set aside before anything is compared."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import duckdb

from planir.detection.examine import Step
from planir.detection.limits import DOUBLES, GROWS, NO_DAY, NOBODY
from planir.detection.obstacle import Obstacle

FIRST_DAY, LAST_DAY = "1900-01-01", "2200-12-31"
"""A deadline outside these is a fault of calculation."""


def set_aside(connection: duckdb.DuckDBPyConnection, examined: Mapping[str, tuple[Step, ...]]) -> dict[str, Obstacle]:
    """Withdraw from the table `situation` those of the programmes at fault; why, by programme."""
    growing = {
        code: GROWS
        for code, steps in examined.items()
        if any(after.persons > before.persons for before, after in pairwise(steps))
    }
    found = {
        **growing,
        **_about_nobody(connection),
        **_of(connection, NO_DAY, f"WHERE s.echeance NOT BETWEEN DATE '{FIRST_DAY}' AND DATE '{LAST_DAY}'"),
        **_of(connection, DOUBLES, "GROUP BY s.programme, s.assure, s.objet HAVING count(*) > 1"),
    }
    for code in found:
        connection.execute("DELETE FROM situation WHERE programme = ?", [code])
    return found


def _about_nobody(connection: duckdb.DuckDBPyConnection) -> dict[str, Obstacle]:
    """Those that give a person whom the fund never held; the dead are looked for only where one is not alive."""
    if not _of(connection, NOBODY, "ANTI JOIN assure_au_jour USING (assure)"):
        return {}
    return _of(connection, NOBODY, "ANTI JOIN assure USING (assure)")


def _of(connection: duckdb.DuckDBPyConnection, said: Obstacle, condition: str) -> dict[str, Obstacle]:
    rows = connection.execute(f"SELECT s.programme FROM situation AS s {condition}").fetchall()
    return {str(code): said for (code,) in rows}
