"""A value as a file that a spreadsheet opens may hold it: nothing in it runs."""

from __future__ import annotations

from typing import Any

from planir.engine.printable import printable

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula is given an apostrophe; control characters are replaced."""
    if not isinstance(value, str):
        return value
    return printable(f"'{value}" if value.startswith(_FORMULA) else value)
