"""One number of the law, by date: its values, where each is written, when it was last checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from planir.engine.errors import PlanirError
from planir.law.calendar import months_after

MONTHS_BEFORE_STALE = 13
"""A value without known end must have been checked within these months: a yearly review, a month of grace."""


@dataclass(frozen=True)
class DatedValue:
    """A value from its first day on; `value` is None from the day the parameter no longer exists."""

    start: date
    value: Decimal | int | None
    reference: str
    confidence: str
    """L law text, S secondary source, P open parameter base, C computed, M memory only, D source document."""


@dataclass(frozen=True)
class Parameter:
    """A number that the law (or a programme's policy) sets, `groupe.nom`, with its values in order of date."""

    name: str
    description: str
    unit: str
    values: tuple[DatedValue, ...]
    checked: date | None
    """Day the last value was last seen in force; None when an explicit end closes the parameter."""
    note: str | None = None

    @property
    def closed(self) -> bool:
        return self.values[-1].value is None

    @property
    def reliable_until(self) -> date | None:
        """Last day the last value may be used without a new check; None when the parameter is closed."""
        return None if self.checked is None else months_after(self.checked, MONTHS_BEFORE_STALE)

    def in_force(self, on: date) -> DatedValue | None:
        """What is written for that day, stale or not; None before the first value."""
        return next((dated for dated in reversed(self.values) if dated.start <= on), None)

    def at(self, on: date) -> DatedValue:
        """The value of that day, whose `value` is never None.

        Raises PlanirError `parametre_pas_encore` (before the first value), `parametre_clos` (after the explicit
        end), `parametre_perime` (the last value has not been checked for more than 13 months).
        """
        dated = self.in_force(on)
        if dated is None:
            raise PlanirError(
                "parametre_pas_encore",
                f"Le paramètre « {self.name} » n'a pas de valeur au {_day(on)} : "
                f"sa première valeur connue est du {_day(self.values[0].start)}.",
            )
        if dated.value is None:
            raise PlanirError(
                "parametre_clos",
                f"Le paramètre « {self.name} » n'existe plus au {_day(on)} : "
                f"il a pris fin le {_day(dated.start)} ({dated.reference}).",
            )
        limit = self.reliable_until
        if limit is not None and dated is self.values[-1] and on > limit:
            raise PlanirError(
                "parametre_perime",
                f"La valeur du paramètre « {self.name} » n'est plus sûre au {_day(on)} : la dernière connue, "
                f"{str(dated.value).replace('.', ',')}, vaut depuis le {_day(dated.start)}, et sa dernière "
                f"vérification est du {_day(self.checked or limit)}, plus de {MONTHS_BEFORE_STALE} mois avant. "
                "Vérifiez-la, puis changez « last_value_still_valid_on » dans son fichier.",
            )
        return dated


def _day(day: date) -> str:
    return day.strftime("%d/%m/%Y")
