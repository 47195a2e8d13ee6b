"""Names in a sentence: one that was typed, and the known one that it may stand for."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches


def shown(name: str) -> str:
    """A name as a sentence may show it: one line, not too long."""
    text = "".join(character if character.isprintable() else "?" for character in name)
    return text if len(text) <= 60 else f"{text[:57]}…"


def suggestion(name: str, known: Collection[str]) -> str:
    """The end of a sentence about an unknown name: a full stop, and the known name it may stand for."""
    lowered = {one.lower(): one for one in known}
    close = get_close_matches(name[:60].lower(), list(lowered), n=1)
    return f". Vouliez-vous dire « {lowered[close[0]]} » ?" if close else "."
