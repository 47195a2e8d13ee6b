"""Why a person is not among those protected on the day judged: said before any programme, which would only say no."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import duckdb

from planir.detection.judgement import Dates

State = Literal["decedee", "partie", "pas_encore_nee", "pas_encore_affiliee", "pas_enregistree"]

STANDING = ("date_naissance", "precision_naissance", "affilie_depuis", "affilie_jusqu", "date_deces")
"""Columns of `assure` that `absence` needs."""


@dataclass(frozen=True)
class Absence:
    """`day`: of the death, the birth, or the bound of the affiliation; None for who was not recorded."""

    state: State
    day: date | None
    sentence: str


def absence(connection: duckdb.DuckDBPyConnection, person: str, dates: Dates) -> Absence | None:
    """None for a person alive and affiliated at `au`, as known at `connu_au`.

    The connection holds the relations `assure` and `assure_au_jour`, cut at these dates: a death learnt later is not
    there, and is not said.
    """
    if connection.execute("SELECT 1 FROM assure_au_jour WHERE assure = ? LIMIT 1", [person]).fetchone():
        return None
    row = connection.execute(
        "SELECT date_deces, date_naissance, coalesce(precision_naissance, 'jour'), affilie_jusqu, affilie_depuis "
        "FROM assure WHERE assure = ? ORDER BY date_deces NULLS LAST, affilie_depuis DESC NULLS LAST LIMIT 1",
        [person],
    ).fetchone()
    if row is None:
        return Absence(
            "pas_enregistree",
            None,
            f"Cette personne n'est pas enregistrée à la caisse, d'après ce qui était connu le {_text(dates.connu_au)}.",
        )
    return _of(row, dates.au)


def _of(row: tuple[date | None, date | None, str, date | None, date | None], au: date) -> Absence:
    death, birth, precision, until, since = row
    if death is not None and death <= au:
        said = "aucun droit à repérer pour elle ; ses proches peuvent être concernés."
        return Absence("decedee", death, f"Cette personne est décédée le {_text(death)} : {said}")
    if birth is not None and birth > au:
        exact = "" if precision == "jour" else "au plus tôt "
        said = f"elle est née {exact}le {_text(birth)}."
        return Absence("pas_encore_nee", birth, f"Cette personne n'était pas née le {_text(au)} : {said}")
    if until is not None and until < au:
        said = f"son affiliation a pris fin le {_text(until)}. Un autre organisme peut suivre ses droits."
        return Absence("partie", until, f"Cette personne n'est plus affiliée à la caisse : {said}")
    assert since is not None, "the view leaves out nobody for another reason"
    said = f"son affiliation commence le {_text(since)}."
    return Absence(
        "pas_encore_affiliee", since, f"Cette personne n'est pas affiliée à la caisse le {_text(au)} : {said}"
    )


def _text(day: date) -> str:
    return f"{day:%d/%m/%Y}"
