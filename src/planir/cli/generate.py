"""`planir population generate`: write a synthetic département, then compare it with what is published."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planir.cli.options import read_date
from planir.cli.terminal import open_console

if TYPE_CHECKING:
    from rich.console import Console

    from planir.population.generator.published import Level

LAST_EXTRACTION = date(2026, 11, 1)
WIDE = 100
"""Columns of a terminal from which the sources are shown."""


def generate(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR", help="Dossier à créer ; s'il tient une population synthétique, elle est refaite."
        ),
    ],
    persons: Annotated[int, typer.Option("--persons", metavar="N", help="Nombre de personnes.")] = 50_000,
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="Graine : la même donne les mêmes fichiers.")] = 1,
    au: Annotated[
        date | None,
        typer.Option(
            "--au", metavar="DATE", parser=read_date, help="Jour de la dernière extraction (à défaut, 2026-11-01)."
        ),
    ] = None,
) -> None:
    """Écrit la population d'un département synthétique : aucune de ces personnes n'existe."""
    from planir.population.generator import Departement
    from planir.population.generator import generate as write_population
    from planir.population.generator.published import published_levels

    console = open_console()
    known = au or LAST_EXTRACTION
    with _counting(persons) as done:
        population = write_population(folder, Departement(persons, seed, known), done)
    rows = sum(table.rows for table in population.tables.values())
    console.print(
        f"Population synthétique de {_spaced(persons)} personnes au {known:%d/%m/%Y}, graine {seed} : "
        f"{len(population.tables)} tables, {_spaced(rows)} lignes, dans {folder}.",
        soft_wrap=True,
    )
    _show(console, published_levels(folder))


@contextmanager
def _counting(persons: int) -> Iterator[Callable[[int], None]]:
    """Gives the function to call with the number of persons just written; the bar is on standard error."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=open_console(stderr=True), transient=True) as bar:
        task = bar.add_task("Personnes inventées", total=persons)
        yield lambda done: bar.update(task, advance=done)


def _show(console: Console, levels: Sequence[Level]) -> None:
    from rich.table import Table

    table = Table(title="Ce qui est publié, ce qui est généré", title_style="", title_justify="left")
    table.add_column("Niveau", no_wrap=True)
    table.add_column("Publié", justify="right", no_wrap=True)
    table.add_column("Généré", justify="right", no_wrap=True)
    sources = console.width >= WIDE
    if sources:
        table.add_column("Source", style="dim", overflow="fold")
    for level in levels:
        mark = "" if level.holds else " !"
        cells = (level.label, _published(level), f"{_percent(level.generated)}{mark}")
        table.add_row(*cells, *((level.source,) if sources else ()))
    console.print(table)
    if not all(level.holds for level in levels):
        console.print("! : plus loin du niveau publié que le hasard d'un département de cette taille ne l'explique.")


def _published(level: Level) -> str:
    if level.low == level.high:
        return _percent(level.low)
    return f"{level.low:.0f} à {_percent(level.high).replace(',0', '')}"


def _percent(value: float) -> str:
    return f"{value:.1f} %".replace(".", ",")


def _spaced(number: int) -> str:
    return f"{number:,}".replace(",", " ")
