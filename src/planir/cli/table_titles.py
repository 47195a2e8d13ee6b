"""Tables on a screen: their title, with the name that a command takes the first time; JSON keeps the names."""

from __future__ import annotations

import re

from planir.population.contract import tables

_ITEM = r"(\w+)( \([^()]*\))?"
"""A table and, in brackets, what is wrong with it."""
_LIST = re.compile(rf"{_ITEM}(?:, {_ITEM})*")
_EACH = re.compile(_ITEM)
_SAID = re.compile(r"\bla table (\w+)")


class TableTitles:
    """Gives tables their titles in the sentences of one screen, which it takes in the order in which they are read."""

    def __init__(self) -> None:
        self._told: set[str] = set()

    def listed(self, reason: str) -> str:
        """Why a programme is not examined: a list of tables, or a sentence, which is left as it is."""
        if _LIST.fullmatch(reason) is None or not all(item[1] in tables() for item in _EACH.finditer(reason)):
            return reason
        return _EACH.sub(lambda item: self._titled(item[1], (item[2] or "")[2:-1]), reason)

    def said(self, sentence: str) -> str:
        """What a programme did not know: « sans la table soin : … »."""
        return _SAID.sub(
            lambda found: f"la table {self._titled(found[1])}" if found[1] in tables() else found[0], sentence
        )

    def _titled(self, name: str, remark: str = "") -> str:
        told = [] if name in self._told else [name]
        self._told.add(name)
        between = " ; ".join([*told, *([remark] if remark else [])])
        return f"«\u00a0{tables()[name].title}\u00a0»" + (f" ({between})" if between else "")
