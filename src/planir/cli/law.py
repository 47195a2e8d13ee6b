"""`planir law`: the law at a date: its numbers, the right of a household, the screening of a fund, the EPICES score."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from planir.cli.law_c2s import c2s, elsewhere, screen
from planir.cli.options import read_date, today
from planir.cli.terminal import say, say_json

Day = Annotated[
    date | None,
    typer.Option("--au", metavar="DATE", parser=read_date, help="Le jour jugé (à défaut, aujourd'hui)."),
]
AsJson = Annotated[bool, typer.Option("--json", help="La réponse en JSON, sur la sortie standard.")]


def parameters(
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NOM]", help="Un paramètre (c2s.plafond) ou un groupe (c2s) ; à défaut, tous."),
    ] = None,
    au: Day = None,
    as_json: AsJson = False,
) -> None:
    """Donne les nombres du droit à une date, avec leur source et leur dernière vérification."""
    from planir.cli.parameters_text import show, to_json
    from planir.programmes.cache import load_catalogue

    known, on = load_catalogue().parameters, au or today()
    group = [one for one in known.names() if name is None or one == name or one.startswith(f"{name}.")]
    if not group or group == [name]:
        known.value(name or "", on)
    if as_json:
        say_json(to_json(known, group, on))
    else:
        show(known, group, on)


def epices(
    answers: Annotated[
        Path | None,
        typer.Argument(metavar="[REPONSES.yaml]", help="Les onze réponses ; à défaut, elles sont demandées ici."),
    ] = None,
    age: Annotated[
        int | None, typer.Option("--age", metavar="ANS", min=0, max=120, help="Âge, pour la variante des 16-25 ans.")
    ] = None,
    au: Day = None,
    template: Annotated[bool, typer.Option("--modele", help="Écrire les questions, à remplir, et s'arrêter.")] = False,
    as_json: AsJson = False,
) -> None:
    """Calcule le score de précarité EPICES ; rien n'est gardé des réponses."""
    from planir.cli.epices_text import ask, model, read_answers, show, to_json
    from planir.law.epices import epices as score
    from planir.programmes.cache import load_catalogue

    if template:
        say(model())
        return
    given = ask() if answers is None else read_answers(answers)
    result = score(given, au or today(), load_catalogue().parameters, age)
    if as_json:
        say_json(to_json(result))
    else:
        show(result)


COMMANDS: dict[str, Callable[..., Any]] = {
    "c2s": c2s,
    "elsewhere": elsewhere,
    "screen": screen,
    "epices": epices,
    "parameters": parameters,
}
"""In the order of the help."""
