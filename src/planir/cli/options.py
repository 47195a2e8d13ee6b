"""Options that several commands share, and how a date is read."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from planir.engine.errors import PlanirError

FIRST_YEAR, LAST_YEAR = 1990, 2100

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_FRENCH = re.compile(r"(\d{2})/(\d{2})/(\d{4})")


def read_date(text: str) -> date:
    """`2026-11-01` or `01/11/2026`. Raises PlanirError `date_illisible`."""
    iso, french = _ISO.fullmatch(text.strip()), _FRENCH.fullmatch(text.strip())
    try:
        if iso:
            return _plausible(date(int(iso[1]), int(iso[2]), int(iso[3])), text)
        if french:
            return _plausible(date(int(french[3]), int(french[2]), int(french[1])), text)
    except ValueError:
        pass
    raise PlanirError("date_illisible", f"« {text} » n'est pas une date : écrivez-la 2026-11-01 ou 01/11/2026.")


def _plausible(day: date, text: str) -> date:
    """A day that a rule can count back from and forward to."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise PlanirError("date_illisible", f"« {text} » : donnez une date entre {FIRST_YEAR} et {LAST_YEAR}.")
    return day


Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Dossier de la caisse (celui de population.json).")]
Au = Annotated[
    date, typer.Option("--au", metavar="DATE", parser=read_date, help="Le jour jugé : 2026-11-01 ou 01/11/2026.")
]
ConnuAu = Annotated[
    date | None,
    typer.Option(
        "--connu-au",
        metavar="DATE",
        parser=read_date,
        help="Ne tenir compte que de ce qui était connu ce jour-là (à défaut, le jour jugé, ou aujourd'hui avant lui).",
    ),
]
Programmes = Annotated[
    list[Path],
    typer.Option(
        "--programmes", metavar="DIR", help="Dossier des programmes de la caisse, ajoutés au catalogue ; à répéter."
    ),
]
Access = Annotated[
    list[str],
    typer.Option("--acces", metavar="medical", help="Accès dont vous disposez : « medical » (service médical)."),
]


def today() -> date:
    """The day that the clock of this machine shows."""
    return datetime.now().astimezone().date()


def knowledge(folder: Path, au: date, connu_au: date | None) -> date:
    """The day whose knowledge is used: `connu_au`, else `au`; never a day to come, of which nothing is known.

    A night judged with the knowledge of next month would block every import until then. Raises PlanirError
    `connu_au_a_venir`, and as `open_population`.
    """
    from planir.population.store import open_population

    last = max(today(), open_population(folder).known)
    if connu_au is not None and connu_au > last:
        raise PlanirError(
            "connu_au_a_venir",
            f"Le {connu_au:%d/%m/%Y} n'est pas encore là : ce qui sera connu ce jour-là ne se sait pas. "
            f"Donnez à --connu-au une date jusqu'au {last:%d/%m/%Y}.",
        )
    return connu_au or min(au, last)


def read_access(values: list[str]) -> tuple[str, ...]:
    """Raises PlanirError `acces_inconnu`."""
    for value in values:
        if value != "medical":
            raise PlanirError("acces_inconnu", f"L'accès « {value} » n'existe pas : seul « medical » se demande.")
    return tuple(sorted(set(values)))
