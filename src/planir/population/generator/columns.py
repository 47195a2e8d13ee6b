"""Columns of the generator: numbers in numpy, a meaning (day, money, word…), and their Arrow form.

Everything is an array of integers until it is written: days since 1970, cents, codes of words. `NULL` is a missing
value; a day that never comes is missing too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pyarrow as pa

from planir.population.generator.arrays import NOBODY, SEEN, Bools, Floats, Ints

NULL: Final = np.iinfo(np.int64).min

Meaning = Literal["day", "money", "flag", "integer", "word", "reference"]

NUMBER = pa.decimal128(12, 2)


@dataclass(frozen=True)
class Column:
    """Values of one column. `words`: what codes stand for; `prefix`, `digits`: how a reference is spelt."""

    values: Ints
    meaning: Meaning
    words: pa.Array | None = None
    prefix: str = ""
    digits: int = 0

    def __len__(self) -> int:
        return self.values.size

    def take(self, rows: Ints) -> Column:
        return self._with(self.values[rows])

    def where(self, kept: Bools) -> Column:
        """The same column, missing where `kept` is false."""
        return self._with(np.where(kept, self.values, NULL))

    def otherwise(self, kept: Bools, other: Column) -> Column:
        """The same column, with the values of another one of the same meaning where `kept` is false."""
        return self._with(np.where(kept, self.values, other.values))

    def followed_by(self, others: Sequence[Column]) -> Column:
        """This column, then others spelt in the same way. Raises ValueError when one is not."""
        for other in others:
            if not self._spelt_like(other):
                raise ValueError(f"a {other.meaning} column does not follow a {self.meaning} one spelt otherwise")
        return self._with(np.concatenate([self.values, *(other.values for other in others)]))

    def arrow(self) -> pa.Array:
        missing = self.values == NULL
        if self.meaning == "day":
            missing |= self.values >= SEEN
        elif self.meaning in {"word", "reference"}:
            missing |= self.values == NOBODY
        if self.words is not None:
            return self.words.take(pa.array(np.where(missing, 0, self.values), mask=missing))
        if self.meaning == "reference":
            return _spelt(self.values, missing, self.prefix, self.digits)
        if self.meaning == "money":
            return _decimals(self.values, missing)
        mask = missing if missing.any() else None
        if self.meaning == "flag":
            return pa.array(self.values == 1, mask=mask)
        whole = pa.array(np.where(missing, 0, self.values).astype(np.int32), mask=mask)
        return whole.cast(pa.date32()) if self.meaning == "day" else whole

    def _spelt_like(self, other: Column) -> bool:
        same = (other.meaning, other.prefix, other.digits) == (self.meaning, self.prefix, self.digits)
        if self.words is None or other.words is None:
            return same and self.words is other.words
        return same and (other.words is self.words or bool(other.words.equals(self.words)))

    def _with(self, values: Ints) -> Column:
        return Column(values, self.meaning, self.words, self.prefix, self.digits)


def day(days: Ints) -> Column:
    return Column(days, "day")


def money(euros: Floats) -> Column:
    """Euros, rounded to the cent; a value that is not a number is missing."""
    known = np.isfinite(euros)
    return Column(np.where(known, np.rint(np.where(known, euros, 0) * 100).astype(np.int64), NULL), "money")


def flag(values: Bools) -> Column:
    return Column(values.astype(np.int64), "flag")


def integer(values: Ints) -> Column:
    return Column(values, "integer")


def word(codes: Ints, words: Sequence[str]) -> Column:
    """Words by their code; the code -1 is missing."""
    return Column(codes, "word", words=pa.array(words, pa.string()))


def named(codes: Ints, names: pa.Array) -> Column:
    """Names already spelt (persons, households, doctors), by their index; -1 is missing."""
    return Column(codes, "word", words=names)


def always(text: str, count: int) -> Column:
    return word(np.zeros(count, dtype=np.int64), [text])


def reference(numbers: Ints, prefix: str, digits: int) -> Column:
    """References such as `SYN000000042`; -1 is missing."""
    return Column(numbers, "reference", prefix=prefix, digits=digits)


def spelt(numbers: Ints, prefix: str, digits: int) -> pa.Array:
    """References as an Arrow array."""
    return reference(numbers, prefix, digits).arrow()


def _spelt(numbers: Ints, missing: Bools, prefix: str, digits: int) -> pa.Array:
    width = len(prefix) + digits
    letters = np.empty((numbers.size, width), dtype=np.uint8)
    letters[:, : len(prefix)] = np.frombuffer(prefix.encode("ascii"), dtype=np.uint8)
    rest = np.where(missing, 0, numbers)
    for place in range(width - 1, len(prefix) - 1, -1):
        rest, last = np.divmod(rest, 10)
        letters[:, place] = last + ord("0")
    offsets = np.arange(0, width * numbers.size + 1, width, dtype=np.int32)
    return pa.StringArray.from_buffers(numbers.size, pa.py_buffer(offsets), pa.py_buffer(letters), _validity(missing))


def _decimals(cents: Ints, missing: Bools) -> pa.Array:
    words = np.empty((cents.size, 2), dtype=np.int64)
    words[:, 0] = np.where(missing, 0, cents)
    words[:, 1] = words[:, 0] >> 63
    return pa.Decimal128Array.from_buffers(NUMBER, cents.size, [_validity(missing), pa.py_buffer(words)])


def _validity(missing: Bools) -> pa.Buffer | None:
    if not missing.any():
        return None
    return pa.py_buffer(np.packbits(~missing, bitorder="little"))
