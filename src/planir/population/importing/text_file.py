"""One table in a delimited text: what it is recognised to be, and the SQL that reads it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from planir.population.contract import Table
from planir.population.importing.closed import closed_rows, left_out, still_true
from planir.population.importing.columns import CLOSED, EXTRACTION, match, remarks
from planir.population.importing.extraction import Stated, latest
from planir.population.importing.lines import TextFile
from planir.population.importing.scan import Scan, scan
from planir.population.importing.set_right import set_right
from planir.population.importing.shape import Shape, separator, shape
from planir.population.importing.source import Remark, Source

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_ENCODINGS = {"utf-8": "UTF-8", "windows-1252": "Windows-1252"}


@dataclass(frozen=True)
class TextTable:
    """A delimited text recognised as a table of the contract."""

    path: Path
    table: Table
    scan: Scan
    shape: Shape
    taken: tuple[str, ...]
    remarks: tuple[Remark, ...]

    @property
    def dated(self) -> bool:
        """The file itself says when it was extracted."""
        return EXTRACTION in self.shape.columns

    def source(self, con: DuckDBPyConnection, extracted: date, known: date | None) -> Source:
        """The source of its rows, for an import of the day `known`.

        A file that DuckDB would not read as it is, is first copied, set right, to the temporary folder.
        """
        path = self._set_right(con)
        structure = f"_hors_ligne_{self.table.name}"
        taken = (*self.taken, CLOSED) if self._has_closed else self.taken
        return Source(
            table=self.table.name,
            file=self.path.name,
            sql=self._still_true(
                f"SELECT row_number() OVER () + 1 AS _ligne, {', '.join(_q(name) for name in taken)} "
                f"FROM {self._relation(path, structure)}",
                known,
            ),
            rows=self._rows,
            extracted=extracted,
            structure=structure,
            text=TextFile(path, self.scan.even or len(self.shape.columns) == 1),
            expected=self._rows - self._closed_rows(con, known),
        )

    def closed(self, con: DuckDBPyConnection, known: date | None) -> Remark | None:
        """What is told of the rows left out because they are no longer held true."""
        return left_out(self.path.name, self._closed_rows(con, known))

    def _closed_rows(self, con: DuckDBPyConnection, known: date | None) -> int:
        if not self._has_closed:
            return 0
        relation = self._relation(self._set_right(con), f"_hors_ligne_{CLOSED}")
        return closed_rows(con, f"SELECT {CLOSED} FROM {relation}", self.table, known)

    @property
    def _has_closed(self) -> bool:
        return CLOSED in self.shape.columns and CLOSED in self.table.names

    def _still_true(self, rows: str, known: date | None) -> str:
        """Rows are numbered before any is left out, so that a refused one is found in the file."""
        return still_true(rows, self.table, known) if self._has_closed else rows

    def extraction(self, con: DuckDBPyConnection) -> Stated:
        """What the column says of when the file was extracted."""
        return latest(con, self._relation(self._set_right(con), f"_hors_ligne_{EXTRACTION}"), EXTRACTION)

    @property
    def _rows(self) -> int:
        return self.scan.rows(len(self.shape.columns))

    def _relation(self, path: Path, structure: str) -> str:
        listed = ", ".join(f"{_text(name)}: 'VARCHAR'" for name in self._names())
        return (
            f"read_csv({_text(str(path))}, auto_detect = false, header = true, delim = {_text(self.shape.separator)}, "
            f"quote = '\"', escape = '\"', columns = {{{listed}}}, strict_mode = true, store_rejects = true, "
            f"rejects_table = {_text(structure)}, rejects_scan = {_text(structure + '_lectures')})"
        )

    def _names(self) -> Iterator[str]:
        known = {*self.taken, EXTRACTION, CLOSED}
        for number, name in enumerate(self.shape.columns):
            yield name if name in known else f"_autre_{number}"

    def _set_right(self, con: DuckDBPyConnection) -> Path:
        return set_right(con, self.path, self.table.name, self.scan, len(self.shape.columns))


def recognise(path: Path, table: Table) -> TextTable:
    """Look at a text file. Raises PlanirError: see `scan` and `columns.match`."""
    seen = scan(path, lambda head: separator(head, table))
    form = shape(seen, table)
    columns = match(path.name, form.columns, table)
    said = Remark(path.name, f"{', '.join(_words(seen, form))}.")
    return TextTable(
        path, table, seen, form, columns.taken, (said, *_doubts(path, form), *remarks(path.name, columns, table))
    )


def _words(seen: Scan, form: Shape) -> Iterator[str]:
    mark = "tabulation" if form.separator == "\t" else f"« {form.separator} »"
    yield f"séparateur {mark}"
    yield _ENCODINGS[seen.encoding]
    if form.decimal_comma:
        yield "virgule décimale"
    if form.dates:
        yield f"dates {' et '.join(form.dates)}"
    if form.booleans:
        yield f"oui et non écrits {' et '.join(form.booleans)}"
    if form.points:
        yield "« . » lu comme une absence"


def _doubts(path: Path, form: Shape) -> Iterator[Remark]:
    if form.ambiguous:
        many = len(form.ambiguous) > 1
        yield Remark(
            path.name,
            f"{'colonnes' if many else 'colonne'} {', '.join(form.ambiguous)} : aucun jour au-delà de 12 au début du "
            f"fichier ; dates lues jour/mois/année.",
        )


def _q(name: str) -> str:
    return f'"{name}"'


def _text(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"
