"""Who may run a rule: computed from what it reads, never declared (CSS, L.161-29)."""

from __future__ import annotations

from collections.abc import Iterable

from planir.engine.columns import EVERY_ROW
from planir.population.contract import tables
from planir.programmes.programme import Access


def access_of(base: Iterable[tuple[str, str]]) -> Access:
    """The most demanding sensitivity among columns of the contract and their tables.

    Being on a medical list is the information, whatever is read of it, be it the day a row was known.
    """
    contract, read = tables(), tuple(base)
    found = {contract[table].sensitivity for table, _ in read}
    found |= {contract[table].field(column).sensitivity for table, column in read if column != EVERY_ROW}
    return "medical" if "medical" in found else "restreint" if "restreint" in found else "courant"
