"""`planir population generate`: write the population of a synthetic département."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from planir.cli.options import read_date


def generate(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Dossier de la population à écrire.")],
    persons: Annotated[int, typer.Option(help="Nombre de personnes.")] = 50_000,
    seed: Annotated[int, typer.Option(help="Graine du tirage : la même donne les mêmes fichiers.")] = 1,
    au: Annotated[
        date, typer.Option("--au", metavar="DATE", parser=read_date, help="Jour de la dernière extraction.")
    ] = date(2026, 11, 1),
) -> None:
    """Écrit la population, entièrement inventée, d'un département synthétique."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from planir.population.generator import Departement
    from planir.population.generator import generate as write_population

    console = Console()
    with Progress(
        TextColumn("Personnes"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console
    ) as bar:
        task = bar.add_task("personnes", total=persons)
        population = write_population(
            folder, Departement(persons, seed, au), lambda done: bar.update(task, advance=done)
        )
    rows = sum(table.rows for table in population.tables.values())
    console.print(
        f"Population synthétique écrite dans « {folder} » : {len(population.tables)} tables, {rows:,} lignes."
    )
