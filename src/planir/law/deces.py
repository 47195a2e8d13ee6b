"""The capital paid at a death: whether it is due, how much, to whom, and until when it may be asked.

CSS, L.361-1 to L.361-5, R.361-5, D.361-1, L.332-1. It is never paid unasked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Literal, get_args

from planir.engine.errors import PlanirError
from planir.law.calendar import months_after
from planir.law.parameters import Parameters

Work = Literal["emploi", "chomage", "pension_invalidite", "rente_at_mp", "retraite", "independant"]
Link = Literal["conjoint", "descendant", "ascendant"]
ORDER: tuple[Link, ...] = get_args(Link)
_CENT = Decimal("0.01")
_MAINTAINED: frozenset[Work] = frozenset({"emploi", "chomage"})
_OPENING: frozenset[Work] = frozenset({"emploi", "chomage", "pension_invalidite", "rente_at_mp"})


@dataclass(frozen=True)
class Period:
    """What the person lived on: from `start` to `end` (None: until the death). `incapacity`: per cent, of a rent."""

    work: Work
    start: date
    end: date | None = None
    incapacity: Decimal | None = None


@dataclass(frozen=True)
class Relative:
    """A relative: the spouse or partner of a PACS not separated, a descendant, an ascendant.

    `in_charge`: in total, effective and permanent charge of the person. `asked_on`: the day of a request, None without.
    """

    name: str
    link: Link
    in_charge: bool = False
    asked_on: date | None = None


@dataclass(frozen=True)
class Share:
    """What one relative receives, in euros; shares add up to the capital to the cent."""

    name: str
    amount: Decimal
    by_priority: bool


@dataclass(frozen=True)
class DeathCapital:
    """`due`: the person's situation opens it. `amount`: euros, by the day of the death; None when it is not due.

    `priority_until`, `claim_until`: last days to claim the priority, and to ask at all. `shares`: who would be paid for
    the requests made so far; empty when there is none in time.
    """

    due: bool
    reason: str
    amount: Decimal | None
    priority_until: date
    claim_until: date
    shares: tuple[Share, ...]


def death_capital(
    death: date, periods: Sequence[Period], relatives: Sequence[Relative], parameters: Parameters
) -> DeathCapital:
    """The capital of someone who died on `death`. Raises PlanirError `deces_impossible`, or as `Parameters.value`."""
    _refuse(death, periods, relatives)
    priority = months_after(death, int(parameters.value("deces.priorite_mois", death)))
    claim = months_after(death, 12 * int(parameters.value("deces.demande_ans", death)))
    reason = _opens(death, periods, parameters)
    if reason is None:
        said = "aucune activité, indemnisation, pension ou rente connue dans les trois mois avant le décès"
        return DeathCapital(False, said, None, priority, claim, ())
    amount = Decimal(parameters.value("deces.capital", death))
    return DeathCapital(True, reason, amount, priority, claim, _shares(amount, relatives, priority, claim))


def _refuse(death: date, periods: Sequence[Period], relatives: Sequence[Relative]) -> None:
    for period in periods:
        if period.start > death or (period.end is not None and period.end < period.start):
            raise PlanirError("deces_impossible", "Une période commence après le décès, ou finit avant de commencer.")
    if any(one.asked_on is not None and one.asked_on < death for one in relatives):
        raise PlanirError("deces_impossible", "Une demande est d'avant le décès : vérifiez les deux dates.")


def _opens(death: date, periods: Sequence[Period], parameters: Parameters) -> str | None:
    """« Moins de trois mois avant » (L.361-1), or rights maintained a year after work or unemployment (L.161-8)."""
    recent = months_after(death, -int(parameters.value("deces.situation_mois", death)))
    maintained = months_after(death, -int(parameters.value("indemnites_journalieres.maintien_droits_mois", death)))
    least = Decimal(parameters.value("deces.incapacite_minimum", death))
    words = {
        "emploi": "la personne travaillait",
        "chomage": "la personne était indemnisée par l'assurance chômage",
        "pension_invalidite": "la personne recevait une pension d'invalidité",
        "rente_at_mp": "la personne recevait une rente d'accident du travail ou de maladie professionnelle",
    }
    for period in periods:
        enough = period.work != "rente_at_mp" or (period.incapacity is not None and period.incapacity >= least)
        if period.work in _OPENING and enough and (period.end is None or period.end > recent):
            return f"{words[period.work]} moins de trois mois avant son décès"
    if any(one.work in _MAINTAINED and one.end is not None and one.end > maintained for one in periods):
        return "ses droits étaient maintenus un an après la fin de son travail ou de son chômage"
    return None


def _shares(amount: Decimal, relatives: Sequence[Relative], priority: date, claim: date) -> tuple[Share, ...]:
    """Those in charge who claimed in the month; else, of all who asked in time, the first in the order of the law."""
    asked = [(one, one.asked_on) for one in relatives if one.asked_on is not None and one.asked_on <= claim]
    first = [one for one, day in asked if one.in_charge and day <= priority]
    for by_priority, among in ((True, first), (False, [one for one, _ in asked])):
        for link in ORDER:
            same = [one for one in among if one.link == link]
            if same:
                return _split(amount, same, by_priority=by_priority)
    return ()


def _split(amount: Decimal, relatives: Sequence[Relative], *, by_priority: bool) -> tuple[Share, ...]:
    """Equal shares to the cent; the cents that are left go to the first ones."""
    each = (amount / len(relatives)).quantize(_CENT, ROUND_DOWN)
    left = int((amount - each * len(relatives)) / _CENT)
    return tuple(
        Share(one.name, each + (_CENT if rank < left else 0), by_priority) for rank, one in enumerate(relatives)
    )
