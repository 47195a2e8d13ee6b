"""`planir programmes`: the catalogue listed, one sheet shown, a new one begun, all of them checked, what they read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from planir.cli.options import Programmes
from planir.cli.terminal import say, say_json


def list_(programmes: Programmes = []) -> None:  # noqa: B006 - Typer reads the default, and nothing changes it
    """Liste les programmes, par risque."""
    from planir.cli.catalogue_text import show_list
    from planir.programmes.cache import load_catalogue

    show_list(load_catalogue(programmes))


def show(
    code: Annotated[str, typer.Argument(metavar="CODE", help="Code du programme.")],
    programmes: Programmes = [],  # noqa: B006
) -> None:
    """Montre la fiche d'un programme, ses étapes et ce qu'il lit."""
    from planir.cli.catalogue_text import show_programme
    from planir.programmes.cache import load_catalogue

    catalogue = load_catalogue(programmes)
    show_programme(catalogue.selected([code])[code])


def new(
    code: Annotated[
        str,
        typer.Argument(
            metavar="CODE", help="Code du programme : minuscules sans accent, chiffres et « _ », de 3 à 40."
        ),
    ],
    folder: Annotated[
        Path, typer.Option("--dans", metavar="DIR", help="Dossier où le créer, à donner ensuite à --programmes.")
    ] = Path("programmes"),
) -> None:
    """Prépare le dossier d'un nouveau programme, qui passe déjà le contrôle : il reste à le changer."""
    from planir.programmes.skeleton import create

    created = create(folder, code)
    say(f"Programme préparé dans {created}")
    say(f"Écrivez sa règle, puis : planir programmes check {created}")


def check(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="[DIR]", help="Un programme, ou un dossier de programmes (à défaut, tout le catalogue)."
        ),
    ] = None,
    nomenclatures: Annotated[
        Path | None,
        typer.Option(
            "--nomenclatures",
            metavar="DIR",
            help="Dossier des nomenclatures du SNDS (IR_NAT_V.csv…) : leurs codes sont alors contrôlés.",
        ),
    ] = None,
) -> int:
    """Contrôle des programmes avant de les lancer : noms, types, valeurs, étapes, exemples ; dit quoi corriger."""
    from planir.cli.check_text import show_checks
    from planir.detection.checking import check_all

    return show_checks(check_all(folder, nomenclatures))


def register(
    programmes: Programmes = [],  # noqa: B006
    as_json: Annotated[bool, typer.Option("--json", help="Le registre en JSON.")] = False,
) -> None:
    """Tient le registre : les données lues par chaque programme, et l'accès qui en découle."""
    from planir.cli.catalogue_text import show_register
    from planir.programmes.cache import load_catalogue
    from planir.programmes.register import register as lines

    rows = lines(load_catalogue(programmes))
    if as_json:
        say_json(rows)
    else:
        show_register(rows)


COMMANDS: dict[str, Callable[..., Any]] = {
    "list": list_,
    "show": show,
    "new": new,
    "check": check,
    "register": register,
}
