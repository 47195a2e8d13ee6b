"""For a value outside the list of its column, the listed one it may stand for: the end of the reason of its refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planir.engine.naming import suggestion
from planir.population.contract import Table
from planir.population.importing.checks import OUTSIDE
from planir.population.importing.source import MASK

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST = 1_000
"""Distinct values of a column looked at, the most frequent: a column that holds more is not one of codes."""

_LONGEST = 40


def suggest(con: DuckDBPyConnection, table: Table) -> None:
    """Complete the reasons of the refused rows, in the temporary table `refus`, where the value may be shown.

    A value that is masked gets none: what it is close to would tell what it is.
    """
    for field in (field for field in table.supplied if field.enum and field.sensitivity == "courant"):
        values = con.execute(
            "SELECT _valeur FROM refus WHERE _colonne = $1 AND starts_with(_motif, $2) AND _valeur <> $3 "
            "AND length(_valeur) <= $4 GROUP BY _valeur ORDER BY count(*) DESC, _valeur LIMIT $5",
            [field.name, OUTSIDE, MASK, _LONGEST, MOST],
        ).fetchall()
        told = {str(value): end for (value,) in values if (end := suggestion(str(value), field.enum)) != "."}
        if told:
            con.execute(
                "UPDATE refus SET _motif = _motif || proche.fin FROM (SELECT unnest($1::VARCHAR[]) AS valeur, "
                "unnest($2::VARCHAR[]) AS fin) AS proche WHERE _colonne = $3 AND starts_with(_motif, $4) "
                "AND _valeur = proche.valeur",
                [list(told), list(told.values()), field.name, OUTSIDE],
            )
