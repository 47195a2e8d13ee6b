"""The page of who writes a programme: its keys come from what reads them, its example is the skeleton itself."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from planir.law.parameter import MONTHS_BEFORE_STALE
from planir.programmes import examples, sheet
from planir.programmes.skeleton import SKELETON

TEXT = Path(__file__).parent / "ecrire_un_programme.md"


def author_markdown() -> str:
    """The whole page, in French Markdown: its text, and in place of each @mark@ what comes from the code."""
    marks = {
        "@fiche@": _table(sheet.KEYS),
        "@exemples@": _table(examples.KEYS),
        "@mois@": str(MONTHS_BEFORE_STALE),
        "@reperage.sql@": _file("reperage.sql", "sql"),
        "@parametres.yaml@": _file("parametres.yaml", "yaml"),
    }
    text = TEXT.read_text(encoding="utf-8")
    for mark, written in marks.items():
        text = text.replace(mark, written)
    return text


def _table(keys: Mapping[str, str]) -> str:
    lines = (f"| `{key}` | {meaning} |" for key, meaning in keys.items())
    return "\n".join(["| Clé | Ce qu'elle dit |", "|---|---|", *lines])


def _file(name: str, language: str) -> str:
    text = (SKELETON / name).read_text(encoding="utf-8").replace("CODE", "mon_programme")
    return f"```{language}\n{text}```"
