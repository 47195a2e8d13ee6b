"""`planir docs`: the documentation that comes from the code, written or checked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from planir.cli.terminal import say


def docs(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Dossier de la documentation.")] = Path("docs"),
    check: Annotated[bool, typer.Option("--check", help="Ne rien écrire : dire seulement si elle est à jour.")] = False,
) -> int:
    """Écrit les pages tirées du code : contrat, vues, catalogue, registre, paramètres, dialecte, écriture."""
    from planir.detection.pages import pages

    stale = []
    for name, text in pages().items():
        path = folder / name
        if check:
            if not path.is_file() or path.read_text(encoding="utf-8") != text:
                stale.append(name)
        else:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    if stale:
        say(f"Pages à récrire : {', '.join(stale)} (« planir docs {folder} »).")
    return 2 if stale else 0
