"""One look at all the bytes of a text file: its encoding, its lines, and whether it is text at all."""

from __future__ import annotations

import codecs
import gzip
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from planir.engine.errors import PlanirError
from planir.population.importing.lines import open_bytes

Encoding = Literal["utf-8", "windows-1252"]

_CHUNK = 1 << 20
_BLANK = re.compile(rb"\n\r?\n")

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
    """What a text file is. `lines`: its line breaks; `even`: no quotation mark and no blank line, so a row a line."""

    encoding: Encoding
    bom: bool
    lines: int
    even: bool
    mixed: bool
    """Some lines end as on Windows and some do not: DuckDB would not read them."""
    nul: bool
    """NUL bytes were seen: the rows that hold them are refused."""
    head: bytes
    """Its first bytes, at most a mebibyte."""


def scan(path: Path) -> Scan:
    """Raises PlanirError: `fichier_vide`, `fichier_inattendu` (not text), `fichier_illisible` (gzip cut short)."""
    encoding = _EncodingGuess()
    lines, windows, nul, head, previous = 0, 0, False, b"", b""
    quoted = blank = False
    for chunk in _chunks(path):
        if not head:
            _refuse_what_is_not_text(path, chunk)
            head = chunk
        encoding.see(chunk)
        lines += chunk.count(b"\n")
        windows += chunk.count(b"\r\n") + (previous[-1:] == b"\r" and chunk[:1] == b"\n")
        nul = nul or b"\0" in chunk
        quoted = quoted or b'"' in chunk
        blank = blank or bool(_BLANK.search(previous + chunk))
        previous = chunk[-2:]
    bom = head.startswith(codecs.BOM_UTF8)
    if not head[len(codecs.BOM_UTF8) if bom else 0 :].strip():
        raise PlanirError(
            "fichier_vide",
            f"« {path.name} » est vide : il n'a pas même la ligne des noms de colonnes. Redemandez cet extrait.",
        )
    if nul and head[:200].count(b"\0") > len(head[:200]) // 4:
        raise _unexpected(path, "en UTF-16 : enregistrez-le en UTF-8")
    return Scan(
        encoding=encoding.best(),
        bom=bom,
        lines=lines,
        even=not quoted and not blank,
        mixed=0 < windows < lines,
        nul=nul,
        head=head,
    )


def _chunks(path: Path) -> Iterator[bytes]:
    with open_bytes(path) as stream:
        try:
            while chunk := stream.read(_CHUNK):
                yield chunk
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
    if head[:200].lstrip().lower().startswith((b"<!doctype html", b"<html", b"<?xml")):
        raise _unexpected(path, "une page web ou un document XML : demandez l'extrait en CSV")


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
