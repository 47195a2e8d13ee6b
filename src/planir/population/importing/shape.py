"""How a delimited text is written: its separator, its columns, and the way its first rows write dates and numbers."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planir.population.contract import Field, Table
from planir.population.importing.scan import LONGEST_HEAD, Scan

SEPARATORS = (",", ";", "|", "\t")
_SAMPLE = 2_000
"""Rows looked at to say how values are written; every row is read by all the forms, whatever these say."""

_DATES = (
    (re.compile(r"\d{4}-\d\d?-\d\d?([ T].*)?"), "2026-11-12"),
    (re.compile(r"\d\d?/\d\d?/\d{4}( .*)?"), "12/11/2026"),
    (re.compile(r"\d\d?[A-Za-z]{3}\d{4}(:.*)?"), "12NOV2026"),
    (re.compile(r"\d{8}"), "20261112"),
)
_FRENCH = "12/11/2026"
_BOOLEANS = {
    frozenset({"0", "1"}): "0/1",
    frozenset({"o", "n"}): "O/N",
    frozenset({"oui", "non"}): "oui/non",
    frozenset({"true", "false"}): "true/false",
    frozenset({"vrai", "faux"}): "vrai/faux",
}
_COMMA = re.compile(r"-?[\d\s]+,\d+")


@dataclass(frozen=True)
class Shape:
    """`columns`: the names of the header, as the contract writes them where it knows them."""

    separator: str
    columns: tuple[str, ...]
    dates: tuple[str, ...]
    decimal_comma: bool
    booleans: tuple[str, ...]
    points: bool
    """« . » stands for a missing value."""
    ambiguous: tuple[str, ...]
    """Columns of French dates where no day is beyond 12: day and month could be the other way round."""


def separator(text: str, table: Table) -> str:
    """What separates the values of a text that begins with `text`: what finds most columns of the contract."""
    first = text.split("\n", 1)[0]
    return max(SEPARATORS, key=lambda mark: (_known(_header(text, mark), table), first.count(mark)))


def shape(seen: Scan, table: Table) -> Shape:
    """Read the header and the first rows of a text, supposed to be `table`."""
    text = seen.head.decode("utf-8-sig" if seen.encoding == "utf-8" else "cp1252", errors="replace")
    columns = tuple(_header(text, seen.separator))
    values = _values(text, seen.separator, columns, table)
    dates = {name: _forms(texts) for name, texts in values.items() if table.field(name).type == "date"}
    return Shape(
        separator=seen.separator,
        columns=columns,
        dates=tuple(form for _, form in _DATES if any(form in forms for forms in dates.values())),
        decimal_comma=any(_COMMA.fullmatch(text) for text in _of_type(values, table, "number")),
        booleans=tuple(_boolean_words(values, table)),
        points=any(text == "." for texts in values.values() for text in texts),
        ambiguous=tuple(name for name, forms in dates.items() if _FRENCH in forms and _never_beyond(values[name])),
    )


def _rows(text: str, separator: str) -> Iterator[list[str]]:
    # A quotation mark that is not closed makes one value of all that follows.
    csv.field_size_limit(LONGEST_HEAD)
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def _header(text: str, separator: str) -> list[str]:
    rows = _rows(text, separator)
    return [name.strip().lower() for name in next((row for row in rows if row), [])]


def _known(names: Sequence[str], table: Table) -> int:
    return len(set(names) & set(table.names))


def _values(text: str, separator: str, columns: Sequence[str], table: Table) -> dict[str, list[str]]:
    """The values of the first rows, by column of the contract; the last, perhaps cut, is left out."""
    supplied = {field.name for field in table.supplied}
    found: dict[str, list[str]] = {name: [] for name in columns if name in supplied}
    for number, row in enumerate(_rows(text, separator)):
        if number > _SAMPLE:
            break
        if number and len(row) == len(columns):
            for name, value in zip(columns, row, strict=True):
                if name in found and value.strip():
                    found[name].append(value.strip())
    return found


def _forms(texts: Sequence[str]) -> set[str]:
    return {form for text in texts for pattern, form in _DATES if pattern.fullmatch(text)}


def _never_beyond(texts: Sequence[str]) -> bool:
    days = [text.split("/")[0] for text in texts if _DATES[1][0].fullmatch(text)]
    return all(int(day) <= 12 for day in days)


def _of_type(values: dict[str, list[str]], table: Table, type_: str) -> Iterator[str]:
    for name, texts in values.items():
        if table.field(name).type == type_:
            yield from texts


def _boolean_words(values: dict[str, list[str]], table: Table) -> Iterator[str]:
    booleans: list[Field] = [table.field(name) for name in values if table.field(name).type == "boolean"]
    seen = {text.lower() for field in booleans for text in values[field.name]}
    return (words for pair, words in _BOOLEANS.items() if pair & seen)
