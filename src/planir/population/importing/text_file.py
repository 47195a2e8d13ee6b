"""One table in a delimited text: what it is recognised to be, and the SQL that reads it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from planir.population.contract import Table
from planir.population.importing.closed import left_out, still_true
from planir.population.importing.columns import CLOSED, EXTRACTION, match, remarks
from planir.population.importing.lines import TextFile, open_bytes
from planir.population.importing.scan import Scan, scan
from planir.population.importing.shape import Shape, shape
from planir.population.importing.source import Remark, Source

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_ENCODINGS = {"utf-8": "UTF-8", "windows-1252": "Windows-1252"}
_CHUNK = 1 << 20


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

    def source(self, con: DuckDBPyConnection, extracted: date) -> Source:
        """The source of its rows.

        A file in Windows-1252, or whose lines end in two ways, is first copied, set right, to the temporary folder.
        """
        path = self._set_right(con)
        structure = f"_hors_ligne_{self.table.name}"
        taken = (*self.taken, CLOSED) if self._has_closed else self.taken
        nul = " || ".join(f"coalesce({_q(name)}, '')" for name in self.taken)
        refused = (
            f", CASE WHEN contains({nul}, chr(0)) THEN 'octet nul dans la ligne' END AS _rejet" if self.scan.nul else ""
        )
        return Source(
            table=self.table.name,
            file=self.path.name,
            sql=self._still_true(
                f"SELECT row_number() OVER () + 1 AS _ligne, {', '.join(_q(name) for name in taken)}{refused} "
                f"FROM {self._relation(path, structure)}"
            ),
            rows=self._rows(),
            extracted=extracted,
            structure=structure,
            text=TextFile(path, self.shape.separator, self.scan.even),
        )

    def closed(self, con: DuckDBPyConnection) -> Remark | None:
        """What is told of the rows left out because they are no longer held true."""
        if not self._has_closed:
            return None
        relation = self._relation(self._set_right(con), f"_hors_ligne_{CLOSED}")
        return left_out(con, self.path.name, relation, still_true(self.table, CLOSED))

    @property
    def _has_closed(self) -> bool:
        return CLOSED in self.shape.columns and CLOSED in self.table.names

    def _still_true(self, rows: str) -> str:
        """Rows are numbered before any is left out, so that a refused one is found in the file."""
        if not self._has_closed:
            return rows
        return f"SELECT * EXCLUDE ({CLOSED}) FROM ({rows}) WHERE {still_true(self.table, CLOSED)}"

    def extraction(self, con: DuckDBPyConnection) -> str | None:
        """The greatest text of the column that says when the file was extracted; None when it is empty."""
        relation = self._relation(self._set_right(con), f"_hors_ligne_{EXTRACTION}")
        row = con.execute(f"SELECT max(nullif(trim({EXTRACTION}), '')) FROM {relation}").fetchone()
        return str(row[0]) if row and row[0] is not None else None

    def _rows(self) -> int:
        """Rows, give or take blank lines and line breaks within values."""
        return max(self.scan.lines - 1, 0)

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
        if self.scan.encoding == "utf-8" and not self.scan.mixed:
            return self.path
        row = con.execute("SELECT current_setting('temp_directory')").fetchone()
        assert row is not None, "a setting gives one row"
        folder = Path(str(row[0]))
        folder.mkdir(parents=True, exist_ok=True)
        copy = folder / f"{self.table.name}.csv"
        if not copy.exists():
            _copy(self.path, copy, self.scan)
        return copy


def recognise(path: Path, table: Table) -> TextTable:
    """Look at a text file. Raises PlanirError: see `scan` and `columns.match`."""
    seen = scan(path)
    form = shape(seen.head, seen.encoding, table)
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


def _copy(path: Path, copy: Path, seen: Scan) -> None:
    """Copy a text in UTF-8, each line ending in one character; its lines keep their numbers."""
    with open_bytes(path) as source, copy.open("wb") as target:
        held = b""
        while chunk := source.read(_CHUNK):
            chunk = held + chunk
            held = b"\r" if seen.mixed and chunk.endswith(b"\r") else b""
            if seen.mixed:
                chunk = chunk.removesuffix(held).replace(b"\r\n", b"\n")
            if seen.encoding == "windows-1252" and not chunk.isascii():
                chunk = chunk.decode("cp1252", errors="replace").encode()
            target.write(chunk)
        target.write(held)


def _q(name: str) -> str:
    return f'"{name}"'


def _text(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"
