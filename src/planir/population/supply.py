"""What the fund said of each table, import after import: a past night is judged on what was said then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from planir.population import contract

MOST_ROWS = 10**12


@dataclass(frozen=True)
class Supply:
    """What an import said of a table: its rows, the period of its acts, when it was extracted.

    `first` and `last` bound the dates of what the rows tell (None for a table without dates or rows). `covered`: the
    values of its `partial` column that its source knows (None: all); of the others, nothing is known.
    """

    rows: int
    extracted: date
    first: date | None = None
    last: date | None = None
    covered: tuple[str, ...] | None = None


@dataclass(frozen=True)
class StoredTable(Supply):
    """One table of a version: what the last import of it said.

    `key` is None for a file that is not encrypted. `known_from` is the day of the import that first supplied the
    table (None: the population's first): no earlier night knew it. A table that was not supplied is not here.
    `earlier`: what the imports before said, each with the day of the one that replaced it, the oldest first.
    """

    key: str | None = None
    known_from: date | None = None
    earlier: tuple[tuple[date, Supply], ...] = field(default=(), repr=False)

    def at(self, day: date) -> StoredTable | None:
        """The table as a night knew it that day; None when it had not been supplied yet."""
        if self.known_from is not None and self.known_from > day:
            return None
        said = next((supply for until, supply in self.earlier if day < until), None)
        if said is None:
            return replace(self, earlier=())
        return replace(
            self,
            rows=said.rows,
            extracted=said.extracted,
            first=said.first,
            last=said.last,
            covered=said.covered,
            earlier=(),
        )

    def replaced(self, day: date) -> tuple[tuple[date, Supply], ...]:
        """What is to be kept of this table when an import of that day replaces it.

        Of two imports of one day, what was said before the first is kept: no night was judged between them.
        """
        if self.earlier and self.earlier[-1][0] >= day:
            return self.earlier
        said = Supply(self.rows, self.extracted, self.first, self.last, self.covered)
        return (*self.earlier, (day, said))


def extracted(tables: Mapping[str, StoredTable]) -> Mapping[str, date]:
    """When each table was taken from the fund's systems."""
    return {name: table.extracted for name, table in tables.items()}


def read_stored(name: str, raw: Mapping[str, Any]) -> StoredTable:
    """One table of `population.json`, in clear or under the key that the contract gives it.

    Raises ValueError, TypeError, LookupError on anything else.
    """
    key = raw["key"]
    if key not in {None, contract.tables()[name].key}:
        raise ValueError("not the key of this table")
    said = _supply(name, raw)
    earlier = tuple((date.fromisoformat(until), _supply(name, one)) for until, one in raw.get("earlier", ()))
    return StoredTable(
        said.rows, said.extracted, said.first, said.last, said.covered, key, _day(raw.get("known_from")), earlier
    )


def written(table: StoredTable) -> dict[str, Any]:
    """What `read_stored` reads."""
    return {
        **_said(table),
        "key": table.key,
        "known_from": None if table.known_from is None else table.known_from.isoformat(),
        "earlier": [[until.isoformat(), _said(said)] for until, said in table.earlier],
    }


def _supply(name: str, raw: Mapping[str, Any]) -> Supply:
    rows, covered = raw["rows"], raw.get("covered")
    if type(rows) is not int or not 0 <= rows <= MOST_ROWS:
        raise ValueError("impossible number of rows")
    partial = contract.tables()[name].partial
    if covered is not None and (
        partial is None or not set(covered) <= set(contract.tables()[name].field(partial).enum)
    ):
        raise ValueError("not the values of a column that a source may know in part")
    return Supply(
        rows=rows,
        extracted=date.fromisoformat(raw["extracted"]),
        first=_day(raw["first"]),
        last=_day(raw["last"]),
        covered=None if covered is None else tuple(covered),
    )


def _said(supply: Supply) -> dict[str, Any]:
    return {
        "rows": supply.rows,
        "extracted": supply.extracted.isoformat(),
        "first": None if supply.first is None else supply.first.isoformat(),
        "last": None if supply.last is None else supply.last.isoformat(),
        "covered": supply.covered,
    }


def _day(raw: Any) -> date | None:
    return None if raw is None else date.fromisoformat(raw)
