"""What is shaped like a NIR (numéro de sécurité sociale): it identifies nobody in PLANIR, and is never shown.

Thirteen characters, or fifteen with the key; Corsica is written 2A or 2B. Months go beyond 12 for incomplete civil
records, so the shape is all that is looked at. What comes stuck to it (a rank, a letter, a zero) makes it look like any
long pseudonym: it is then one only if its key holds, which chance gives once in a hundred.
"""

from __future__ import annotations

import re

_SPACES = "\\t\\x{a0}\\x{2000}-\\x{200f}\\x{202f}\\x{2060}\\x{3000}\\x{feff}"
_APART = f"[ .{_SPACES}-]*"
"""What may come between any two characters."""
_GROUPED = f"[ .{_SPACES}/:,;|_\\x27\\x{{2019}}-]*"
"""What may come only between sex, year, month, département, commune, rank and key: elsewhere it is no NIR."""
_DIGIT = "[0-9\\x{ff10}-\\x{ff19}]"
_FULL_WIDTH = "０１２３４５６７８９"

_FIRST, _SEVENTH = "[1-478\\x{ff11}-\\x{ff14}\\x{ff17}\\x{ff18}]", f"(?:{_DIGIT}|[ABab])"
_FORM = (_FIRST, *[_DIGIT] * 5, _SEVENTH, *[_DIGIT] * 6)
_WITHIN = _APART.join(_FORM)
_GROUPS = _GROUPED.join("".join(_FORM[start:end]) for start, end in ((0, 1), (1, 3), (3, 5), (5, 7), (7, 10), (10, 13)))
_EXPONENT = "[1-478][.,][0-9]{4,}[eE][+]?1[24]"
"""As a spreadsheet shows a long number."""

_AROUND = f"[\\x27\\x60\\x{{2019}}{_SPACES} ]*"
_KEY = f"(?:{_GROUPED}{_DIGIT}{_APART}{_DIGIT})?"
_RANK = f"(?:[.,]0+|[/_ -]{_DIGIT}{{1,2}})?"
_WHOLE = f"{_AROUND}(?:(?:{_WITHIN}|{_GROUPS}){_KEY}{_RANK}|{_EXPONENT}){_AROUND}"
_STUCK = f"{_AROUND}(?:[A-Za-z]{{1,3}}|0)?{_GROUPED}(?:{_WITHIN}|{_GROUPS}){_GROUPED}{_DIGIT}{{2,4}}{_RANK}{_AROUND}"
# Python writes the characters themselves where RE2 gives their number.
_SEEN = re.compile(
    re.sub(r"\\x\{([0-9a-f]+)\}", lambda found: chr(int(found[1], 16)), f"(?:{_WITHIN}|{_GROUPS}){_DIGIT}*|{_EXPONENT}")
)
_SHORTEST, _LONGEST = 10, 40
_SHORTEST_STUCK = 14
"""Bytes: with a letter before it and a key after it, a NIR has more."""


def is_nir(text: str) -> str:
    """SQL: whether the text is shaped like a NIR."""
    return (
        f"{_possible(text)} AND CASE "
        f"WHEN NOT regexp_full_match({text}, '{_WHOLE}|{_STUCK}') THEN false "
        f"WHEN regexp_full_match({text}, '{_WHOLE}') THEN true ELSE {_key_holds(text)} END"
    )


def is_nir_alone(text: str) -> str:
    """SQL: whether the text is shaped like a NIR to which nothing is stuck."""
    return f"{_possible(text)} AND regexp_full_match({text}, '{_WHOLE}')"


def _possible(text: str) -> str:
    """What costs little, and leaves out most pseudonyms: a capital that begins a short one is no NIR's."""
    return (
        f"length({text}) BETWEEN {_SHORTEST} AND {_LONGEST} AND "
        f"(strlen({text}) > {_SHORTEST_STUCK} OR {text} < ':' OR {text} >= '`')"
    )


def holds_nir(text: str) -> str:
    """SQL: whether something within the text is shaped like a NIR."""
    return f"regexp_matches({text}, '{_WITHIN}|{_GROUPS}|{_EXPONENT}')"


def without_nir(text: str, mask: str) -> str:
    """The text, with `mask` in place of what is shaped like a NIR."""
    return _SEEN.sub(mask, text)


def _key_holds(text: str) -> str:
    """97 less the remainder of the number by 97, where 2A counts as 19 and 2B as 18 (arrêté of 15 May 1995)."""
    latin = f"CASE WHEN strlen({text}) = length({text}) THEN {text} ELSE {_latin(text)} END"
    alone = f"regexp_replace(regexp_replace({latin}, '[^0-9A-Za-z]', '', 'g'), '^([A-Za-z]{{1,3}}|0)', '')"
    bare = f"CASE WHEN regexp_full_match({text}, '[1-478][0-9ABab]{{14,16}}') THEN {text} ELSE {alone} END"
    body = f"replace(replace(upper(substr({bare}, 1, 13)), '2A', '19'), '2B', '18')"
    return f"coalesce(97 - TRY_CAST({body} AS BIGINT) % 97 = TRY_CAST(substr({bare}, 14, 2) AS BIGINT), false)"


def _latin(text: str) -> str:
    return f"translate({text}, '{_FULL_WIDTH}', '0123456789')"
