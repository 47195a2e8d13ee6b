"""The text that DuckDB reads: the file as it came, or a copy set right in the temporary folder."""

from __future__ import annotations

import re
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING

from planir.population.importing.aside import Aside, mark
from planir.population.importing.lines import whole_lines
from planir.population.importing.scan import Scan

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_UNDEFINED = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
"""Bytes that are no character in Windows-1252: what replaced them would make one of two identifiers."""


def set_right(con: DuckDBPyConnection, path: Path, name: str, seen: Scan, columns: int) -> Path:
    """The path of a text in UTF-8, whose lines end in one way and can all be read or refused; they keep their numbers.

    `name` is that of the copy, if there must be one. `columns`: how many the header has.
    """
    if seen.encoding == "utf-8" and not seen.mixed and not seen.aside:
        return path
    row = con.execute("SELECT current_setting('temp_directory')").fetchone()
    assert row is not None, "a setting gives one row"
    folder = Path(str(row[0]))
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / f"{name}.csv"
    if not copy.exists():
        _copy(path, copy, seen, columns)
    return copy


def _copy(path: Path, copy: Path, seen: Scan, columns: int) -> None:
    aside, first = deque(seen.aside), 1
    with copy.open("wb") as target:
        for block, cut in whole_lines(path):
            last = first - 1 + (1 if cut else block.count(b"\n") + (not block.endswith(b"\n")))
            while aside and aside[0].last < first:
                aside.popleft()
            text = block.replace(b"\r\n", b"\n")
            if aside and aside[0].first <= last:
                text = _replaced([b""] if cut else text.removesuffix(b"\n").split(b"\n"), first, aside, seen, columns)
            if seen.encoding == "windows-1252" and not text.isascii():
                if _UNDEFINED.search(text):
                    text = _without_undefined(text.removesuffix(b"\n").split(b"\n"), first, seen, columns)
                text = text.decode("cp1252", errors="replace").encode()
            target.write(text)
            first = last + 1


def _replaced(lines: list[bytes], first: int, aside: deque[Aside], seen: Scan, columns: int) -> bytes:
    for number in range(first, first + len(lines)):
        while aside and aside[0].last < number:
            aside.popleft()
        if aside and aside[0].first <= number:
            lines[number - first] = mark(aside[0].reason, seen.separator, columns)
    return b"".join(line + b"\n" for line in lines)


def _without_undefined(lines: list[bytes], first: int, seen: Scan, columns: int) -> bytes:
    refused = mark("caractères illisibles (encodage)", seen.separator, columns)
    # The line of the names is no row: a name that is not read is that of an ignored column.
    kept = (refused if n > 1 and _UNDEFINED.search(line) else line for n, line in enumerate(lines, first))
    return b"".join(line + b"\n" for line in kept)
