"""`planir explain`: one person, every programme, in French."""

from __future__ import annotations

from typing import Annotated

import typer

from planir.cli.options import Access, Au, ConnuAu, Folder, Programmes, knowledge, read_access
from planir.cli.terminal import say_json


def explain(
    folder: Folder,
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Identifiant PLANIR de la personne (« assure »).")],
    au: Au,
    connu_au: ConnuAu = None,
    programmes: Programmes = [],  # noqa: B006 - Typer reads the default, and nothing changes it
    acces: Access = [],  # noqa: B006
    as_json: Annotated[bool, typer.Option("--json", help="L'explication en JSON, sur la sortie standard.")] = False,
) -> None:
    """Dit, pour une personne, ce que chaque programme conclut et pourquoi."""
    from planir.cli.explanation_text import show, to_json
    from planir.detection.explain import explain as run
    from planir.programmes.cache import load_catalogue

    access = read_access(acces)
    known = knowledge(folder, au, connu_au)
    explanation = run(folder, load_catalogue(programmes), person, au=au, connu_au=known, access=access, logged=True)
    if as_json:
        say_json(to_json(explanation))
    else:
        show(explanation)
