"""On which line of a text file a row is: they part where a line is blank, and after a line that is no row."""

from __future__ import annotations

import gzip
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BufferedIOBase
from pathlib import Path

CHUNK = 1 << 20
LONGEST = 1 << 20
"""Bytes of a line beyond which it is set aside: DuckDB reads twice as many, and loses in silence what is far longer."""


@dataclass(frozen=True)
class TextFile:
    """A delimited text file; `even`: one row a line throughout, by a look at all its bytes."""

    path: Path
    even: bool


def open_bytes(path: Path) -> BufferedIOBase:
    """The bytes of a text file, compressed or not."""
    return gzip.open(path, "rb") if path.suffix.lower() == ".gz" else path.open("rb")


def whole_lines(path: Path) -> Iterator[tuple[bytes, bool]]:
    """The text by blocks of whole lines; true: the block is the beginning of one too long, whose rest is left out."""
    held, leaving_out = b"", False
    with open_bytes(path) as stream:
        while chunk := stream.read(CHUNK):
            if leaving_out:
                end = chunk.find(b"\n") + 1
                if not end:
                    continue
                chunk, leaving_out = chunk[end:], False
            chunk = held + chunk
            end = chunk.rfind(b"\n") + 1
            held = chunk[end:]
            if end:
                yield chunk[:end], False
            if len(held) > LONGEST:
                yield held, True
                held, leaving_out = b"", True
    if held:
        yield held, False


def locate(file: TextFile, rows: Sequence[int], refused_at: Sequence[int]) -> tuple[list[int], list[int]]:
    """Lines (1 = header) of the rows of rank `rows` (1 = first) and of the lines refused at these bytes (1 = first).

    Both are sorted. A line refused at a byte is not a row: it has no rank.
    """
    if file.even:
        refused = _lines_at(file.path, refused_at)
        return [_after(rank, refused) for rank in rows], refused
    return _walk(file.path, rows, refused_at)


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
        while len(found) < len(positions) and (chunk := stream.read(CHUNK)):
            start = 0
            while len(found) < len(positions) and positions[len(found)] - 1 < read + len(chunk):
                end = positions[len(found)] - 1 - read
                line += chunk.count(b"\n", start, end)
                start = end
                found.append(line)
            line += chunk.count(b"\n", start)
            read += len(chunk)
    return found


def _walk(path: Path, rows: Sequence[int], refused_at: Sequence[int]) -> tuple[list[int], list[int]]:
    wanted, lines, refused = iter(rows), list[int](), list[int]()
    next_row = next(wanted, None)
    rank = 0
    for number, end in _not_blank(path):
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


def _not_blank(path: Path) -> Iterator[tuple[int, int]]:
    """Each line after the header that is not blank, and the byte where it ends."""
    end = 0
    with open_bytes(path) as stream:
        for number, line in enumerate(stream, start=1):
            end += len(line)
            if number > 1 and line.rstrip(b"\r\n"):
                yield number, end
