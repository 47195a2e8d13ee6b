"""On which line of a text file a row is: rows and lines part where a quoted value holds a line break, where a line is
blank, and after a line that could not be cut into columns.
"""

from __future__ import annotations

import csv
import gzip
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BufferedIOBase
from pathlib import Path

_CHUNK = 1 << 20
LONGEST = 4_000_000
"""Bytes of a value: twice what DuckDB accepts of a line."""


@dataclass(frozen=True)
class TextFile:
    """A delimited text file; `even`: one row a line throughout, by a look at all its bytes."""

    path: Path
    separator: str
    even: bool


def locate(file: TextFile, rows: Sequence[int], refused_at: Sequence[int]) -> tuple[list[int], list[int]]:
    """Lines (1 = header) of the rows of rank `rows` (1 = first) and of the lines refused at these bytes (1 = first).

    Both are sorted. A line refused at a byte is not a row: it has no rank.
    """
    if file.even:
        refused = _lines_at(file.path, refused_at)
        return [_after(rank, refused) for rank in rows], refused
    return _walk(file, rows, refused_at)


def _after(rank: int, refused: Sequence[int]) -> int:
    """The line of a row when only refused lines come between rows."""
    line = rank + 1
    while (shifted := rank + 1 + bisect_right(refused, line)) != line:
        line = shifted
    return line


def _lines_at(path: Path, positions: Sequence[int]) -> list[int]:
    found: list[int] = []
    line, read = 1, 0
    with open_bytes(path) as stream:
        while len(found) < len(positions) and (chunk := stream.read(_CHUNK)):
            start = 0
            while len(found) < len(positions) and positions[len(found)] - 1 < read + len(chunk):
                end = positions[len(found)] - 1 - read
                line += chunk.count(b"\n", start, end)
                start = end
                found.append(line)
            line += chunk.count(b"\n", start)
            read += len(chunk)
    return found


def _walk(file: TextFile, rows: Sequence[int], refused_at: Sequence[int]) -> tuple[list[int], list[int]]:
    wanted, lines, refused = iter(rows), list[int](), list[int]()
    next_row = next(wanted, None)
    rank = 0
    for number, end in _records(file):
        if len(refused) < len(refused_at) and refused_at[len(refused)] - 1 < end:
            refused.append(number)
            continue
        rank += 1
        if rank == next_row:
            lines.append(number)
            next_row = next(wanted, None)
            if next_row is None and len(refused) == len(refused_at):
                break
    return lines, refused


def _records(file: TextFile) -> Iterator[tuple[int, int]]:
    """First line of each row after the header, blank lines left out, and the byte where it ends."""
    position = 0

    def lines(stream: BufferedIOBase) -> Iterator[str]:
        nonlocal position
        for line in stream:
            position += len(line)
            yield line.decode("latin-1")

    csv.field_size_limit(LONGEST)
    with open_bytes(file.path) as stream:
        reader = csv.reader(lines(stream), delimiter=file.separator)
        header, last = True, 0
        for record in reader:
            first, last = last + 1, reader.line_num
            if not record:
                continue
            if not header:
                yield first, position
            header = False


def open_bytes(path: Path) -> BufferedIOBase:
    """The bytes of a text file, compressed or not."""
    return gzip.open(path, "rb") if path.suffix.lower() == ".gz" else path.open("rb")
