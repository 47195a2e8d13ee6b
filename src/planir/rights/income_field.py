"""The incomes of one person as a file tells them: what is written is known, what is not written is not.

ressources: aucune              # nothing at all, and that is known
ressources: inconnues           # as if the key were not there
ressources:
  salaire: 1200.50              # net euros, every month of the reference period
  chomage: {2026-01: 800, 2026-02: 812.40}   # these months; the others of the period are known to be zero
  aah: {total: 9600}            # over the whole period, in equal months
  autres: aucune                # every other nature is known to be zero
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from planir.population.contract import tables
from planir.rights.yaml_field import Field

NONE, UNKNOWN, OTHERS, TOTAL = "aucune", "inconnues", "autres", "total"
ALL = "toutes"
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Income:
    """`amounts`: (first day of the month, nature, net euros). `known`: natures known over the whole period."""

    amounts: Sequence[tuple[date, str, Decimal]]
    known: Collection[str]


def natures() -> tuple[str, ...]:
    """The natures of the contract."""
    return tables()["ressource"].field("nature").enum


def incomes(raw: Field, period: Sequence[date]) -> Income:
    """`period`: first days of the months counted. Raises PlanirError `foyer_illisible`."""
    if raw.value == NONE:
        return Income((), (ALL,))
    if raw.value == UNKNOWN:
        return Income((), ())
    if isinstance(raw.value, str):
        raise raw.refused(f"on attend « {NONE} », « {UNKNOWN} » ou des natures et leurs montants")
    given = raw.mapping({*natures(), OTHERS})
    if OTHERS in given:
        given[OTHERS].choice((NONE,))
    named = [nature for nature in given if nature != OTHERS]
    amounts = [(month, nature, amount) for nature in named for month, amount in _months(given[nature], period)]
    return Income(amounts, (ALL,) if OTHERS in given else tuple(named))


def _months(raw: Field, period: Sequence[date]) -> Iterator[tuple[date, Decimal]]:
    if not isinstance(raw.value, dict):
        amount = raw.money()
        yield from ((month, amount) for month in period)
    elif TOTAL in raw.value:
        yield from _spread(raw.mapping({TOTAL})[TOTAL].money(), period)
    else:
        written = {f"{month:%Y-%m}": month for month in period}
        for key in raw.value:
            if key not in written:
                raise raw.refused(
                    f"« {key} » n'est pas un mois de la période de référence ; "
                    f"on attend de {period[0]:%Y-%m} à {period[-1]:%Y-%m}, ou « {TOTAL} »"
                )
        for key, amount_field in raw.mapping(written).items():
            yield written[key], amount_field.money()


def _spread(total: Decimal, period: Sequence[date]) -> Iterator[tuple[date, Decimal]]:
    """Equal months to the cent; the last one takes what is left, so that the sum is the total."""
    each = (total / len(period)).quantize(_CENT)
    for month in period[:-1]:
        yield month, each
    yield period[-1], total - each * (len(period) - 1)
