"""`planir law c2s`, the right of one household told in a file; `planir law screen`, of all those that a fund knows."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from planir.cli.options import ConnuAu, Folder, knowledge, read_date
from planir.cli.terminal import say_json

HouseholdFile = Annotated[
    Path, typer.Argument(metavar="FOYER.yaml", help="Le foyer : docs/droit-c2s.md dit comment l'écrire.")
]
Filed = Annotated[
    date,
    typer.Option(
        "--au", metavar="DATE", parser=read_date, help="Jour du dépôt de la demande (2026-11-01 ou 01/11/2026)."
    ),
]


def c2s(
    household: HouseholdFile,
    au: Filed,
    as_json: Annotated[bool, typer.Option("--json", help="Le verdict en JSON, sur la sortie standard.")] = False,
) -> None:
    """Dit si un foyer aurait droit à la complémentaire santé solidaire (avant novembre 2019, CMU-C et ACS)."""
    from planir.cli.verdict_text import show, to_json
    from planir.programmes.cache import load_catalogue
    from planir.rights.c2s import judge_file

    catalogue = load_catalogue()
    verdict = judge_file(household, au, catalogue.relations, catalogue.parameters)
    if as_json:
        say_json(to_json(verdict))
    else:
        show(verdict)


def elsewhere(
    household: HouseholdFile,
    au: Filed,
    as_json: Annotated[bool, typer.Option("--json", help="Les réponses en JSON, sur la sortie standard.")] = False,
) -> None:
    """Dit si le RSA, la prime d'activité ou l'ASPA est probable pour un foyer, à confirmer par qui décide."""
    from planir.cli.elsewhere_text import show, to_json
    from planir.rights.elsewhere import elsewhere as run
    from planir.rights.elsewhere import months_before, warm_up
    from planir.rights.household_file import read_household
    from planir.simulator.process import Simulator

    told = read_household(household, au, months_before(au))
    with Simulator(warm_up(au)) as simulator:
        answers = run(told, au, simulator.ask)
    if as_json:
        say_json(to_json(answers, au))
    else:
        show(answers, au)


def screen(
    folder: Folder,
    au: Filed,
    connu_au: ConnuAu = None,
    as_json: Annotated[bool, typer.Option("--json", help="Le résultat en JSON, sur la sortie standard.")] = False,
) -> None:
    """Dit ce que la caisse peut décider du droit à la C2S des foyers qu'elle connaît, et le non-recours possible."""
    from planir.cli.screening_text import show, to_json
    from planir.programmes.cache import load_catalogue
    from planir.rights.screening import screen as run

    catalogue = load_catalogue()
    screening = run(folder, catalogue.relations, catalogue.parameters, au=au, connu_au=knowledge(folder, au, connu_au))
    if as_json:
        say_json(to_json(screening, catalogue.parameters))
    else:
        show(screening, catalogue.parameters)
