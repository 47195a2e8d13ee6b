"""The PLANIR reference of a person: what is said aloud, written on papers and put in addresses instead of the NIR."""

from __future__ import annotations

import re
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0, 1, I, L, O: they are mistaken for one another."""
_FORM = re.compile(r"PL[- ]?([A-Z0-9]{4})[- ]?([A-Z0-9]{4})")


def draw() -> str:
    """A new reference, « PL-7K3F-92QD »."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"PL-{drawn[:4]}-{drawn[4:]}"


def read_typed(text: str) -> str | None:
    """The reference typed, with or without its dashes; None when it is not one."""
    found = _FORM.fullmatch(text.strip().upper())
    return None if found is None else f"PL-{found[1]}-{found[2]}"
