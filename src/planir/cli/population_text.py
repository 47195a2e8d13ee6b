"""What a check of the population found, as it is read in a terminal."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from planir.cli.import_progress import figure
from planir.cli.terminal import open_console
from planir.population.checking import Checked, CheckedTable


def show_checked(checked: Checked) -> None:
    """Print each table with its history and what was found, then the verdict."""
    console = open_console()
    population = checked.population
    console.print(
        f"Version {population.version} de « {population.folder} », connue du {population.known_from:%d/%m/%Y} "
        f"au {population.known:%d/%m/%Y}.",
    )
    console.print(_table(checked))
    absent = [table.name for table in checked.tables if table.stored is None]
    if absent:
        console.print(f"Tables non fournies : {', '.join(absent)}.")
    for table in checked.tables:
        for gap in table.gaps:
            console.print(f"{table.name} : {gap}.")
        for fault in table.faults:
            console.print(Text(f"{table.name} : {fault}.", style="bold red"))
    for fault in checked.faults:
        console.print(Text(fault, style="bold red"))
    console.print("Population saine." if checked.sound else "Cette population n'est pas saine.")


def _table(checked: Checked) -> Table:
    shown = Table(box=None, pad_edge=False, header_style="bold")
    shown.add_column("Table")
    shown.add_column("Lignes", justify="right")
    for title in ("Du", "Au"):
        shown.add_column(title)
    shown.add_column("Mois", justify="right")
    for title in ("Extraite le", "Clé", "État"):
        shown.add_column(title)
    for table in checked.tables:
        if table.stored is not None:
            shown.add_row(*_cells(table))
    return shown


def _cells(table: CheckedTable) -> tuple[str, ...]:
    stored = table.stored
    assert stored is not None, "only tables that were supplied are shown"
    bounds = [f"{day:%d/%m/%Y}" if day else "" for day in (stored.first, stored.last)]
    months = "" if table.months is None else str(table.months)
    state = "à revoir" if table.faults else "lacunes" if table.gaps else "sain"
    return (table.name, figure(stored.rows), *bounds, months, f"{stored.extracted:%d/%m/%Y}", stored.key or "", state)
