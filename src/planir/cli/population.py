"""`planir population import` and `planir population check`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from planir.cli.options import Folder, read_date, today


def import_(
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="Dossier des extraits, un fichier par table.")],
    folder: Folder,
    format_: Annotated[str, typer.Option("--format", metavar="planir|snds", help="Format des extraits.")],
    connu_le: Annotated[
        date | None,
        typer.Option(
            "--connu-le",
            metavar="DATE",
            parser=read_date,
            help="Jour où la caisse a connu ces extraits (docs/import-planir.md).",
        ),
    ] = None,
) -> None:
    """Importe les extraits de la caisse, et fait une nouvelle version de sa population."""
    from planir.cli.import_progress import shown
    from planir.cli.import_text import show
    from planir.detection.nights import last_night
    from planir.population.importing.command import import_folder

    with shown() as progress:
        report = import_folder(
            source, folder, format=format_, known=connu_le, today=today(), last_night=last_night, progress=progress
        )
    show(report)


def check(folder: Folder) -> int:
    """Vérifie la population : fichiers, contrat, clés, références, ancienneté."""
    from planir.cli.population_text import show_checked
    from planir.population.checking import check_population

    checked = check_population(folder)
    show_checked(checked)
    return 0 if checked.sound else 2
