"""What a check of the population found, as it is read in a terminal."""

from __future__ import annotations

from datetime import date

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from planir.cli.import_progress import figure
from planir.cli.terminal import open_console
from planir.population.checking import Checked, CheckedTable

FAULT, GAP, SOUND = "✗ à revoir", "! à savoir", "✓"


def show_checked(checked: Checked) -> None:
    """Print each table with its history, what is to be known, what is wrong, then the verdict."""
    console = open_console()
    population = checked.population
    console.print(f"Population de « {population.folder} », version {population.version}", style="bold", soft_wrap=True)
    console.print(f"Connue du {population.known_from:%d/%m/%Y} au {population.known:%d/%m/%Y}.{_extracted(checked)}")
    if population.synthetic:
        console.print("Population synthétique : aucune de ces personnes n'existe.", style="dim")
    console.print(_table(checked))
    absent = [table.name for table in checked.tables if table.stored is None]
    if absent:
        console.print(f"Tables non fournies : {', '.join(absent)}. Les programmes qui les lisent ne sont pas examinés.")
    _list(console, "À savoir :", [f"{table.name} : {gap}." for table in checked.tables for gap in table.gaps], "")
    faults = [f"{table.name} : {fault}." for table in checked.tables for fault in table.faults]
    _list(console, "À revoir :", [*faults, *checked.faults], "red")
    console.print()
    if checked.sound:
        known = any(table.gaps for table in checked.tables)
        console.print(f"Population saine{', avec ce qui est à savoir' if known else ''}.", style="bold green")
    else:
        said = (
            "Cette population n'est pas saine : remettez la sauvegarde de ce dossier, ou importez dans un dossier neuf."
        )
        console.print(said, style="bold red")


def _extracted(checked: Checked) -> str:
    """The day of extraction, said once when every table has the same."""
    days = _days(checked)
    return f" Extraite le {days.pop():%d/%m/%Y}." if len(days) == 1 else ""


def _days(checked: Checked) -> set[date]:
    return {table.stored.extracted for table in checked.tables if table.stored is not None}


def _table(checked: Checked) -> Table:
    """A column is there only when it says something: one day for all is said above, and so is the absence of keys."""
    dated = len(_days(checked)) > 1
    keyed = any(table.stored is not None and table.stored.key is not None for table in checked.tables)
    shown = Table(box=None, pad_edge=False, header_style="dim")
    shown.add_column("Table", no_wrap=True)
    shown.add_column("Lignes", justify="right", no_wrap=True)
    for title in ("Du", "Au"):
        shown.add_column(title, no_wrap=True)
    shown.add_column("Mois", justify="right", no_wrap=True)
    for title in (*(("Extraite le",) if dated else ()), *(("Clé",) if keyed else ())):
        shown.add_column(title, no_wrap=True)
    shown.add_column("", no_wrap=True)
    for table in checked.tables:
        if table.stored is not None:
            shown.add_row(*_cells(table, dated=dated, keyed=keyed))
    return shown


def _cells(table: CheckedTable, *, dated: bool, keyed: bool) -> tuple[str | Text, ...]:
    stored = table.stored
    assert stored is not None, "only tables that were supplied are shown"
    bounds = [f"{day:%d/%m/%Y}" if day else "" for day in (stored.first, stored.last)]
    extracted = (f"{stored.extracted:%d/%m/%Y}",) if dated else ()
    key = (stored.key or "",) if keyed else ()
    if table.faults:
        state = Text(FAULT, style="red")
    else:
        state = Text(GAP, style="yellow") if table.gaps else Text(SOUND, style="green")
    months = "" if table.months is None else str(table.months)
    return (table.name, figure(stored.rows), *bounds, months, *extracted, *key, state)


def _list(console: Console, title: str, lines: list[str], style: str) -> None:
    if not lines:
        return
    console.print()
    console.print(title, style=f"bold {style}".strip())
    for line in lines:
        console.print(Padding(Text(line), (0, 0, 0, 2)))
