"""What an import did: the rows of each table, what was refused and why, what is new, what is gone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from planir.population.importing.source import Remark
from planir.population.store import Population


@dataclass(frozen=True)
class TableReport:
    """Figures of one table supplied. `read` = kept + refused + doubles."""

    table: str
    files: tuple[str, ...]
    read: int
    kept: int
    """Rows of the extract that are in the version."""
    refused: int
    reasons: Mapping[str, int]
    """Rows refused for each reason; a row refused for two counts in both."""
    doubles: int
    """Rows that came twice in the extract, and count once: of a `fait`, or named lines of a `flux`."""
    added: int
    """Rows that were not known before."""
    closed: int
    """Rows of a `fait` that are no longer in the extract: no longer held true from the day of the import."""
    stored: int
    """Rows of the table in the version, past knowledge included."""

    @property
    def mostly_refused(self) -> bool:
        """More than half of the rows read were refused."""
        return self.refused * 2 > self.read


@dataclass(frozen=True)
class Report:
    """`population` is the new current version; `rejects` the folder of refused rows, None when there are none.

    `removed`: versions taken off the disk, of which neither a night nor an import has any more use.
    """

    population: Population
    known: date
    tables: tuple[TableReport, ...]
    carried: tuple[str, ...]
    """Tables not supplied this time, kept as they were."""
    remarks: tuple[Remark, ...]
    rejects: Path | None
    removed: tuple[str, ...]

    @property
    def refused(self) -> int:
        return sum(table.refused for table in self.tables)

    @property
    def read(self) -> int:
        return sum(table.read for table in self.tables)
