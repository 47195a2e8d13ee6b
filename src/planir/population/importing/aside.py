"""Lines of a text that cannot be rows: they are set aside before DuckDB reads it, which would lose them in silence.

Each is replaced, in a copy, by a line that DuckDB refuses and that bears the mark of its reason: rows and lines go on
together, and the reject file tells every one.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from planir.engine.errors import PlanirError
from planir.population.importing.lines import CHUNK, LONGEST

Reason = Literal[
    "saut de ligne entre guillemets",
    "ligne démesurée",
    "trop de colonnes",
    "caractère de contrôle",
    "caractères illisibles (encodage)",
]

MOST = 100_000
"""Runs of lines set aside beyond which a file is no text."""

_FAR_TOO_MANY = 10
"""Values beyond those of the first line: DuckDB refuses a line with a few, but keeps a row for each that is too many,
takes minutes, and loses lines."""

_MARKS: dict[Reason, str] = {
    "saut de ligne entre guillemets": "\x02S",
    "ligne démesurée": "\x02D",
    "trop de colonnes": "\x02T",
    "caractère de contrôle": "\x02C",
    "caractères illisibles (encodage)": "\x02E",
}
# A line break ends a line and a tabulation may separate; a line break of Windows is the only place for « \r ».
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n|\Z)")
_CONTROL_BEYOND_ASCII = re.compile(rb"\xc2[\x80-\x9f]")


@dataclass(frozen=True)
class Aside:
    """Lines `first` to `last` of a file (1 = header)."""

    first: int
    last: int
    reason: Reason


def told(column: str, otherwise: str) -> str:
    """SQL: the reason of the mark with which the text of `column` begins, or the SQL `otherwise`."""
    words = " ".join(f"WHEN starts_with({column}, '{mark}') THEN '{reason}'" for reason, mark in _MARKS.items())
    return f"CASE {words} ELSE {otherwise} END"


def mark(reason: Reason, separator: str, columns: int) -> bytes:
    """The line put in place of one set aside: more values than there are columns."""
    return (_MARKS[reason] + f"{separator}x" * columns).encode()


class Lines:
    """Goes through the lines of a text and keeps those to set aside. `see` every block in order, then `end`."""

    def __init__(self, path: Path, separator: str) -> None:
        self._path = path
        self._separator = separator.encode()
        self._columns: int | None = None
        self._open_since: int | None = None
        self._found: list[Aside] = []
        self.count = 0
        """Lines seen."""
        self.blank = 0
        """Blank lines seen, but for those between two quotation marks."""

    def see(self, block: bytes, *, cut: bool) -> None:
        """A block of whole lines; `cut`: the beginning of one line too long to be read."""
        if cut:
            self.count += 1
            if self._open_since is None:
                self._set_aside(self.count, self.count, "ligne démesurée")
            return
        if self._columns is None:
            self._columns = self._values(block.split(b"\n", 1)[0])
        controls = _controls(block)
        if self._too_wide(block):
            self._one_by_one(block, controls)
            return
        if self._open_since is not None or controls is not None or (b'"' in block and _uneven(block)):
            self._one_by_one(block, controls)
            return
        self.count += line_breaks(block) + (not block.endswith(b"\n"))
        if _may_have_blank_lines(block):
            self.blank += sum(1 for line in block.removesuffix(b"\n").split(b"\n") if line in (b"", b"\r"))

    def end(self) -> tuple[Aside, ...]:
        """Raises PlanirError `guillemet_ouvert` when a quotation mark was never closed."""
        if self._open_since is not None:
            raise PlanirError(
                "guillemet_ouvert",
                f"« {self._path.name} » : un guillemet ouvert à la ligne {self._open_since} n'est pas refermé, et les "
                "lignes qui suivent sont perdues. Corrigez cette ligne, ou redemandez l'extrait : le fichier est "
                "peut-être coupé.",
            )
        return tuple(self._found)

    def _one_by_one(self, block: bytes, controls: re.Pattern[bytes] | None) -> None:
        for line in block.removesuffix(b"\n").split(b"\n"):
            self.count += 1
            was_open = self._open_since is not None
            if was_open or b'"' in line:
                ends_open = _ends_open(line.removesuffix(b"\r"), self._separator, was_open)
            else:
                ends_open = False
            if ends_open:
                self._open_since = self._open_since or self.count
            elif self._open_since is not None:
                self._set_aside(self._open_since, self.count, "saut de ligne entre guillemets")
                self._open_since = None
            elif controls is not None and controls.search(line):
                self._set_aside(self.count, self.count, "caractère de contrôle")
            elif line in (b"", b"\r"):
                self.blank += 1
            elif self._has_too_many(line):
                self._set_aside(self.count, self.count, "trop de colonnes")

    def _too_wide(self, block: bytes) -> bool:
        """Whether a line may have far too many values: those between quotation marks are not told apart here."""
        assert self._columns is not None, "the first line has been seen"
        ends, separators = np.flatnonzero(_is(block, b"\n")), np.flatnonzero(_is(block, self._separator))
        if len(ends) and len(separators) == len(ends) * (self._columns - 1):
            by_line = separators.reshape(len(ends), -1)
            if (by_line < ends[:, None]).all() and (by_line[1:] > ends[:-1, None]).all():
                return False  # Every line has what the first has, as nearly always.
        before = np.searchsorted(separators, (*ends, len(block)))
        return bool(np.diff(before, prepend=0).max() >= self._columns + _FAR_TOO_MANY)

    def _has_too_many(self, line: bytes) -> bool:
        assert self._columns is not None, "the first line has been seen"
        most = self._columns + _FAR_TOO_MANY
        return line.count(self._separator) >= most and (b'"' not in line or self._values(line) > most)

    def _values(self, line: bytes) -> int:
        """How many values a line has, whose quotation marks are closed."""
        csv.field_size_limit(CHUNK + LONGEST)
        text = line.decode("latin-1").replace("\r", " ")
        return len(next(csv.reader([text], delimiter=self._separator.decode()), []))

    def _set_aside(self, first: int, last: int, reason: Reason) -> None:
        if first == 1:
            raise PlanirError(
                "fichier_inattendu",
                f"« {self._path.name} » : la première ligne ne donne pas les noms des colonnes ({reason}). "
                "Redemandez cet extrait.",
            )
        before = self._found[-1] if self._found else None
        if before is not None and before.reason == reason and before.last == first - 1:
            self._found[-1] = Aside(before.first, last, reason)
        else:
            self._found.append(Aside(first, last, reason))
        if len(self._found) > MOST:
            raise PlanirError(
                "fichier_inattendu",
                f"« {self._path.name} » n'est pas un texte lisible : plus de {MOST} lignes ont des caractères de "
                "contrôle, des guillemets à cheval sur deux lignes, trop de colonnes ou une longueur démesurée. "
                "Redemandez cet extrait.",
            )


# A look at every byte of hundreds of millions must be cheap: arrays are compared ten times faster than texts searched.
def line_breaks(block: bytes) -> int:
    """How many line breaks these lines have."""
    return int(np.count_nonzero(_is(block, b"\n")))


def _is(block: bytes, byte: bytes) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = np.frombuffer(block, np.uint8) == ord(byte)
    return found


def _may_have_blank_lines(block: bytes) -> bool:
    if b"\r" in block:
        return b"\n\n" in block or b"\n\r\n" in block or block.startswith((b"\n", b"\r\n"))
    breaks = _is(block, b"\n")
    return bool(breaks[0] or (breaks[1:] & breaks[:-1]).any())


def _controls(block: bytes) -> re.Pattern[bytes] | None:
    """What finds the control characters of these lines; None when there are none."""
    low = int(np.count_nonzero(np.frombuffer(block, np.uint8) < ord(" ")))
    returns = block.count(b"\r") if b"\r" in block else 0
    tabulations = int(np.count_nonzero(_is(block, b"\t"))) if b"\t" in block else 0
    plain = low == line_breaks(block) + tabulations + returns and (not returns or returns == block.count(b"\r\n"))
    if not plain or b"\x7f" in block:
        return _CONTROL
    if block.isascii() or not _CONTROL_BEYOND_ASCII.search(block):
        return None
    try:
        block.decode()
    except UnicodeDecodeError:  # Windows-1252, where these bytes are letters.
        return None
    return _CONTROL_BEYOND_ASCII


def _uneven(block: bytes) -> bool:
    """Whether a line has an odd number of quotation marks."""
    text = np.frombuffer(block, np.uint8)
    ends, quotes = np.flatnonzero(text == ord("\n")), np.flatnonzero(text == ord('"'))
    before = np.searchsorted(quotes, ends)
    return bool((np.diff(before, prepend=0, append=len(quotes)) & 1).any())


def _ends_open(line: bytes, separator: bytes, is_open: bool) -> bool:
    """Whether a line ends between two quotation marks, `is_open` saying whether it begins there.

    As DuckDB reads: a mark opens at the beginning of a value only, and two of them are one within.
    """
    place = 0
    while True:
        if not is_open and line[place : place + 1] == b'"':
            is_open, place = True, place + 1
        if is_open:
            closing = line.find(b'"', place)
            while closing >= 0 and line[closing + 1 : closing + 2] == b'"':
                closing = line.find(b'"', closing + 2)
            if closing < 0:
                return True
            is_open, place = False, closing + 1
        following = line.find(separator, place)
        if following < 0:
            return False
        place = following + 1
