"""Who may run a rule: computed from what it reads, never declared (CSS, L.161-29)."""

from __future__ import annotations

from collections.abc import Iterable

from planir.population.contract import tables
from planir.programmes.programme import Access


def access_of(base: Iterable[tuple[str, str]]) -> Access:
    """The most demanding sensitivity among columns of the contract; ("soin", "*") counts as its table."""
    contract = tables()
    found = {
        contract[table].sensitivity if column == "*" else contract[table].field(column).sensitivity
        for table, column in base
    }
    return "medical" if "medical" in found else "restreint" if "restreint" in found else "courant"
