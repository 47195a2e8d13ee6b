"""What is shaped like a NIR (numéro de sécurité sociale): it identifies nobody in PLANIR, and is never shown.

Thirteen characters, or fifteen with the key; Corsica is written 2A or 2B. Months go beyond 12 for incomplete civil
records, so the shape is all that is looked at. What comes stuck to it (a rank, a letter, a zero) makes it look like any
long pseudonym: it is then one only if its key holds, which chance gives once in a hundred.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from planir.population.plain_characters import plain_sql, plain_text

_UNSEEN = " \\x00-\\x1f\\x7f"
_APART = f"[{_UNSEEN}.-]*"
"""What may come between any two characters."""
_GROUPED = f"[{_UNSEEN}./:,;|_\\x27-]*"
"""What may come only between sex, year, month, département, commune, rank and key: elsewhere it is no NIR."""
_DIGIT = "[0-9OoIl]"
"""A letter is typed, or read by a machine, for the digit it looks like."""

_FIRST, _SEVENTH = "[1-478]", "[0-9OoIlABab]"
_FORM = (_FIRST, *[_DIGIT] * 5, _SEVENTH, *[_DIGIT] * 6)
_WITHIN = _APART.join(_FORM)
_GROUPS = _GROUPED.join("".join(_FORM[start:end]) for start, end in ((0, 1), (1, 3), (3, 5), (5, 7), (7, 10), (10, 13)))
_EXPONENT = "[1-478][.,][0-9]{4,}[eE][+]?1[24]"
"""As a spreadsheet shows a long number."""

_AROUND = f"[\\x27\\x60{_UNSEEN}+]*"
_KEY = f"(?:{_GROUPED}{_DIGIT}{_APART}{_DIGIT})?"
_RANK = f"(?:[.,]0+|[/_ -]{_DIGIT}{{1,2}})?"
_WHOLE = f"{_AROUND}(?:(?:{_WITHIN}|{_GROUPS}){_KEY}{_RANK}|{_EXPONENT}){_AROUND}"
_STUCK = f"{_AROUND}(?:[A-Za-z]{{1,3}}|0)?{_GROUPED}(?:{_WITHIN}|{_GROUPS}){_GROUPED}{_DIGIT}{{2,4}}{_RANK}{_AROUND}"
_SEEN = re.compile(f"(?:{_WITHIN}|{_GROUPS}){_DIGIT}*|{_EXPONENT}")
_SHORTEST, _LONGEST = 10, 40
_SHORTEST_STUCK = 14
"""Bytes: with a letter before it and a key after it, a NIR has more."""
_FEWEST_DIGITS = 7
"""Those that a spreadsheet leaves of one, at least."""

MASK = "•••"
"""Shown in place of a NIR, and of a refused value whose column is not open to every agent."""


def is_nir(text: str) -> str:
    """SQL: whether the text is shaped like a NIR."""
    return _asked(text, _is_nir)


def is_nir_alone(text: str) -> str:
    """SQL: whether the text is shaped like a NIR to which nothing is stuck."""
    return _asked(text, lambda plain: f"{_possible(plain)} AND regexp_full_match({plain}, '{_WHOLE}')")


def holds_nir(text: str) -> str:
    """SQL: whether something within the text is shaped like a NIR."""
    return _asked(text, lambda plain: f"regexp_matches({plain}, '{_WITHIN}|{_GROUPS}|{_EXPONENT}')")


def without_nir(text: str, mask: str = MASK) -> str:
    """The text, with `mask` in place of what is shaped like a NIR."""
    kept, end = [], 0
    for found in _SEEN.finditer(plain_text(text)):
        kept += [text[end : found.start()], mask]
        end = found.end()
    return "".join((*kept, text[end:])) if kept else text


def _asked(text: str, question: Callable[[str], str]) -> str:
    """The question asked of plain characters; nearly all texts have no others."""
    asked = f"list_transform([{plain_sql(text)}], lambda seen: {question('seen')})[1]"
    few = f"length(regexp_replace({text}, '[^\\p{{N}}OoIl]+', '', 'g')) < {_FEWEST_DIGITS}"
    return f"CASE WHEN strlen({text}) = length({text}) THEN {question(text)} WHEN {few} THEN false ELSE {asked} END"


def _is_nir(text: str) -> str:
    return (
        f"{_possible(text)} AND CASE "
        f"WHEN NOT regexp_full_match({text}, '{_WHOLE}|{_STUCK}') THEN false "
        f"WHEN regexp_full_match({text}, '{_WHOLE}') THEN true ELSE {_key_holds(text)} END"
    )


def _possible(text: str) -> str:
    """What costs little, and leaves out most pseudonyms: a capital that begins a short one is no NIR's."""
    return (
        f"length({text}) BETWEEN {_SHORTEST} AND {_LONGEST} AND "
        f"(strlen({text}) > {_SHORTEST_STUCK} OR {text} < ':' OR {text} >= '`')"
    )


def _key_holds(text: str) -> str:
    """97 less the remainder of the number by 97, where 2A counts as 19 and 2B as 18 (arrêté of 15 May 1995)."""
    bare = f"regexp_replace(regexp_replace({text}, '[^0-9A-Za-z]', '', 'g'), '^([A-Za-z]{{1,3}}|0)', '')"
    bare = f"CASE WHEN regexp_full_match({text}, '[1-478][0-9ABab]{{14,16}}') THEN {text} ELSE {bare} END"
    digits = f"translate({bare}, 'OoIl', '0011')"
    body = f"replace(replace(upper(substr({digits}, 1, 13)), '2A', '19'), '2B', '18')"
    return f"coalesce(97 - TRY_CAST({body} AS BIGINT) % 97 = TRY_CAST(substr({digits}, 14, 2) AS BIGINT), false)"
