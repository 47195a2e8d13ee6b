"""What is shaped like a NIR (numéro de sécurité sociale): it identifies nobody in PLANIR, and is never shown.

Thirteen characters, or fifteen with the key; Corsica is written 2A or 2B. Months go beyond 12 for incomplete civil
records, so the shape is all that is looked at.
"""

from __future__ import annotations

_APART = "[ .\\x{a0}\\x{202f}-]*"
_FORM = ("[1-478]", *["[0-9]"] * 5, "[0-9ABab]", *["[0-9]"] * 6)
_KEY = f"({_APART}[0-9]{_APART}[0-9])?"

WHOLE = _APART.join(_FORM) + _KEY
"""Regular expression (RE2) of a text that is one, with or without spaces, points or dashes."""
_WITHIN = _APART.join(_FORM)
_SHORTEST, _LONGEST = 13, 40


def is_nir(text: str) -> str:
    """SQL: whether the text is shaped like a NIR. The length, which costs little, is asked first."""
    return f"length({text}) BETWEEN {_SHORTEST} AND {_LONGEST} AND regexp_full_match({text}, '{WHOLE}')"


def holds_nir(text: str) -> str:
    """SQL: whether something within the text is shaped like a NIR."""
    return f"regexp_matches({text}, '{_WITHIN}')"
