"""A view written as a file: a header that says what it is, then one SELECT in the PLANIR dialect.

-- titre : Médecin traitant déclaré, en vigueur
-- description : …
-- colonne assure : la personne
SELECT …
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from planir.engine.errors import PlanirError

_HEADER = re.compile(r"^--\s*(titre|description|colonne\s+(\w+))\s*:\s*(.+?)\s*$")


@dataclass(frozen=True)
class View:
    """A named SELECT: what it is called, what each of its columns means (French), and its text."""

    name: str
    title: str
    description: str
    columns: Mapping[str, str]
    text: str


def read_view(path: Path) -> View:
    """Read one file; its name is the view's. Raises PlanirError `vue_illisible` when a title or columns lack."""
    text = path.read_text(encoding="utf-8")
    said: dict[str, str] = {}
    columns: dict[str, str] = {}
    for line in text.splitlines():
        header = _HEADER.match(line)
        if header is None:
            break
        word, column, sentence = header.groups()
        if column is not None:
            columns[column] = sentence
        else:
            said[word] = f"{said[word]} {sentence}" if word in said else sentence
    if "titre" not in said or not columns:
        raise PlanirError(
            "vue_illisible",
            f"{path.name} : l'en-tête doit donner « -- titre : … » puis une ligne « -- colonne NOM : … » par colonne.",
        )
    return View(path.stem, said["titre"], said.get("description", ""), columns, text)


def read_views(folder: Path) -> Mapping[str, View]:
    """Every view of a folder, by name, in alphabetical order."""
    return {path.stem: read_view(path) for path in sorted(folder.glob("*.sql"))}
