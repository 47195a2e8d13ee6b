"""One look at all the bytes of a text file: its encoding, its lines, those to set aside, and whether it is text."""

from __future__ import annotations

import codecs
import gzip
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from planir.engine.errors import PlanirError
from planir.population.importing.aside import Aside, Lines, line_breaks
from planir.population.importing.lines import CHUNK, LONGEST, whole_lines

Encoding = Literal["utf-8", "windows-1252"]

LONGEST_HEAD = CHUNK + LONGEST

_NOT_TEXT = (
    (b"PK\x03\x04", "un classeur ou une archive zip : enregistrez la feuille en CSV, ou extrayez le fichier"),
    (b"\xd0\xcf\x11\xe0", "un classeur d'un ancien Excel : enregistrez la feuille en CSV"),
    (b"PAR1", "un fichier Parquet : donnez-lui l'extension .parquet"),
    (b"SQLite format 3", "une base SQLite : exportez la table en CSV"),
    (b"%PDF", "un document PDF : demandez l'extrait en CSV"),
    (b"\xff\xfe", "en UTF-16 : enregistrez-le en UTF-8"),
    (b"\xfe\xff", "en UTF-16 : enregistrez-le en UTF-8"),
)
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True)
class Scan:
    """What a text file is. `lines`: how many it has; `even`: no blank line, so a row a line."""

    encoding: Encoding
    separator: str
    lines: int
    even: bool
    mixed: bool
    """Some lines end as on Windows and some do not: DuckDB would not read them."""
    aside: tuple[Aside, ...]
    """Lines that are no rows."""
    blank: int
    head: bytes
    """Its first lines, at most `LONGEST_HEAD` bytes."""

    def rows(self, columns: int) -> int:
        """Rows that DuckDB gives or refuses, exactly. Of one column, a blank line is a row without a value."""
        return self.lines - 1 - (self.blank if columns > 1 else 0)


def scan(path: Path, separator: Callable[[str], str]) -> Scan:
    """Look at a file; `separator` says, from its first lines, what separates its values.

    Raises PlanirError: `fichier_vide`, `fichier_inattendu` (not text), `fichier_illisible` (gzip cut short),
    `guillemet_ouvert`.
    """
    encoding = _EncodingGuess()
    breaks, windows, head, mark = 0, 0, b"", ""
    lines: Lines | None = None
    for block, cut in _blocks(path):
        if lines is None:
            _refuse_what_is_not_text(path, block)
            head = block
            mark = separator(block.removeprefix(codecs.BOM_UTF8).decode("latin-1"))
            lines = Lines(path, mark)
        encoding.see(block)
        breaks += line_breaks(block)
        windows += block.count(b"\r\n") if b"\r" in block else 0
        lines.see(block, cut=cut)
    if lines is None or not head.removeprefix(codecs.BOM_UTF8).strip():
        raise PlanirError(
            "fichier_vide",
            f"« {path.name} » est vide : il n'a pas même la ligne des noms de colonnes. Redemandez cet extrait.",
        )
    return Scan(
        encoding=encoding.best(),
        separator=mark,
        lines=lines.count,
        even=not lines.blank,
        mixed=0 < windows < breaks,
        aside=lines.end(),
        blank=lines.blank,
        head=head,
    )


def _blocks(path: Path) -> Iterator[tuple[bytes, bool]]:
    try:
        yield from whole_lines(path)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise PlanirError(
            "fichier_illisible",
            f"« {path.name} » n'est pas un fichier gzip entier : redemandez cet extrait.",
        ) from error


def _refuse_what_is_not_text(path: Path, head: bytes) -> None:
    for signature, words in _NOT_TEXT:
        if head.startswith(signature):
            raise _unexpected(path, words)
    if head.startswith(_GZIP):
        raise _unexpected(path, "compressé : nommez-le en .csv.gz")
    if head[:200].count(b"\0") > len(head[:200]) // 4:
        raise _unexpected(path, "en UTF-16 : enregistrez-le en UTF-8")
    if head[:200].lstrip().lower().startswith((b"<!doctype html", b"<html", b"<?xml")):
        raise _unexpected(path, "une page web ou un document XML : demandez l'extrait en CSV")
    first = head.removeprefix(codecs.BOM_UTF8).split(b"\n", 1)[0]
    if head.strip(codecs.BOM_UTF8 + b" \r\n\t") and not first.strip():
        raise PlanirError(
            "fichier_inattendu",
            f"« {path.name} » : la première ligne est vide. Mettez-y les noms des colonnes, ou redemandez l'extrait.",
        )


def _unexpected(path: Path, words: str) -> PlanirError:
    return PlanirError("fichier_inattendu", f"« {path.name} » n'est pas un CSV ; il est {words}.")


class _EncodingGuess:
    """UTF-8 if all of it decodes, or if most of what is not ASCII does; otherwise Windows-1252."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._plain = True
        self._good = 0
        self._bad = 0

    def see(self, chunk: bytes) -> None:
        if self._plain and chunk.isascii():
            return
        text = self._decoder.decode(chunk)
        self._plain = not self._decoder.getstate()[0]
        bad = text.count("\ufffd")
        self._bad += bad
        self._good += len(text) - len(text.encode("ascii", "ignore")) - bad

    def best(self) -> Encoding:
        self._bad += len(self._decoder.decode(b"", final=True))
        return "utf-8" if self._good >= self._bad else "windows-1252"
