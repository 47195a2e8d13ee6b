"""The plain character that stands for one of Unicode: a digit of any script, a dash, a space, a letter like another.

What is looked for in a text is then written once, in ASCII, whoever typed it and on whatever keyboard.
"""

from __future__ import annotations

import unicodedata
from functools import cache

_LAST = 0x20000
"""Beyond are ideographs, and marks that nobody sees."""
_UNSEEN = frozenset({"Cc", "Cf", "Mn", "Me", "Zs", "Zl", "Zp"})
_BLANK = "\u115f\u1160\u180e\u2800\u3164\uffa0"
"""Letters and signs that show as nothing."""
_ALIKE = {
    **dict.fromkeys(_BLANK, " "),
    **dict.fromkeys("\u2212\u2043\u30fc", "-"),
    **dict.fromkeys("\u2018\u2019\u02bc\u2032", "'"),
    **dict.fromkeys("\u00b7\u2022\u2219\u2024", "."),
    **dict.fromkeys("\u2044\u2215", "/"),
    **dict.fromkeys("\u041e\u043e\u039f\u03bf", "O"),
    **dict.fromkeys("\u0410\u0430\u0391\u03b1", "A"),
    **dict.fromkeys("\u0412\u0392", "B"),
}
_WRITTEN = frozenset("OoIlABabEe'`.,:;/|_-+")


@cache
def plain(character: str) -> str:
    """One character for one, so that places in a text stay the same; what cannot be seen becomes a space."""
    if character in _ALIKE:
        return _ALIKE[character]
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(character)
    if category == "Pd":
        return "-"
    if category in _UNSEEN:
        return " "
    form = unicodedata.normalize("NFKC", character) if unicodedata.decomposition(character) else character
    return form if form in _WRITTEN else character


def plain_text(text: str) -> str:
    """The text with the plain character in place of each."""
    return text if text.isascii() and text.isprintable() else "".join(map(plain, text))


def plain_sql(text: str) -> str:
    """SQL: the same of a text that is not ASCII, but that what has no width of its own is taken out."""
    seen, put = _pairs()
    return f"translate(regexp_replace({text}, '[\\p{{Cf}}\\p{{M}}]+', '', 'g'), '{seen}', '{put}')"


@cache
def _pairs() -> tuple[str, str]:
    """Characters that are not plain, and what stands for each: as the texts of a SQL `translate`."""
    found = {
        one: plain(one)
        for one in map(chr, range(0x80, _LAST))
        if unicodedata.category(one) not in {"Mn", "Me", "Cs"} and plain(one) != one
    }
    return "".join(found), "".join(found.values()).replace("'", "''")
