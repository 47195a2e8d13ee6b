"""A value as a file that a spreadsheet opens may hold it: nothing in it runs."""

from __future__ import annotations

from typing import Any

from planir.engine.printable import COMMANDS, REPLACEMENT, printable

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula is given an apostrophe; control characters are replaced."""
    if not isinstance(value, str):
        return value
    return printable(f"'{value}" if value.startswith(_FORMULA) else value)


def harmless_sql(text: str) -> str:
    """SQL: the same of a text, on one line. No text of a database holds half a character."""
    whole = "".join(_span(span) for span in COMMANDS if not "\ud800" <= span[0] <= "\udfff")
    clean = f"regexp_replace({text}, '[\\t\\n{whole}]', '{REPLACEMENT}', 'g')"
    begins = "".join(_code(one) for one in _FORMULA)
    return f"CASE WHEN regexp_matches({text}, '^[{begins}]') THEN '''' || {clean} ELSE {clean} END"


def _span(span: str) -> str:
    return "".join(one if one == "-" else _code(one) for one in span)


def _code(character: str) -> str:
    return f"\\x{{{ord(character):x}}}"
