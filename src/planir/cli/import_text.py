"""What an import did, as it is read in a terminal."""

from __future__ import annotations

from itertools import groupby

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from planir.cli.import_progress import figure
from planir.cli.terminal import open_console
from planir.population.importing.report import Report, TableReport
from planir.population.nir import without_nir


def show(report: Report) -> None:
    """Print the remarks file by file, the figures table by table, then what was refused and why."""
    console = open_console()
    _remarks(console, report)
    _tables(console, report)
    _refusals(console, report)
    version = (
        f"Version {report.population.version} de « {report.population.folder} », connue le {report.known:%d/%m/%Y}."
    )
    console.print(without_nir(version))
    _removed(console, report)


def _removed(console: Console, report: Report) -> None:
    if report.removed:
        plural = len(report.removed) > 1
        said = "Versions retirées" if plural else "Version retirée"
        console.print(
            f"{said} du disque avec {'leurs' if plural else 'ses'} lignes refusées : {', '.join(report.removed)}. "
            "La version d'avant reste.",
        )


def _remarks(console: Console, report: Report) -> None:
    for file, group in groupby(report.remarks, key=lambda remark: remark.file):
        console.print(Text(file, style="bold"))
        for remark in group:
            console.print(Padding(Text(remark.sentence), (0, 0, 0, 2)))
    console.print()


def _tables(console: Console, report: Report) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Table")
    for title in ("Lues", "Gardées", "Refusées", "Nouvelles", "Disparues", "En tout"):
        table.add_column(title, justify="right")
    for row in report.tables:
        figures = (row.read, row.kept, row.refused, row.added, row.closed, row.stored)
        table.add_row(row.table, *(figure(number) for number in figures))
    console.print(table)
    empty = [row.table for row in report.tables if not row.read]
    if empty:
        said = "Fournies sans aucune ligne : "
        console.print(f"{said}{', '.join(empty)}. Si elles ne devaient pas être vides, redemandez ces extraits.")
    doubles = [f"{row.table} ({figure(row.doubles)})" for row in report.tables if row.doubles]
    if doubles:
        console.print(f"Lignes données plusieurs fois, comptées une : {', '.join(doubles)}.")
    if report.carried:
        console.print(f"Tables non fournies, gardées telles quelles : {', '.join(report.carried)}.")
    console.print()


def _refusals(console: Console, report: Report) -> None:
    if not report.refused:
        console.print("Aucune ligne refusée.")
        return
    share = f"{100 * report.refused / report.read:.1f} %".replace(".", ",")
    console.print(f"Lignes refusées : {figure(report.refused)} sur {figure(report.read)} ({share}).")
    for table in report.tables:
        for reason, count in table.reasons.items():
            console.print(Padding(Text(f"{table.table}, {reason} ({figure(count)})"), (0, 0, 0, 2)))
    for table in report.tables:
        if table.mostly_refused:
            console.print(_alarm(table))
    console.print(without_nir(f"Chaque ligne refusée, avec son motif : « {report.rejects} »."))


def _alarm(table: TableReport) -> Text:
    words = f"ATTENTION : plus de la moitié des lignes de la table {table.table} sont refusées "
    words += f"({', '.join(table.files)}). "
    return Text(words + "Vérifiez cet extrait avant de vous fier à ce qui suit.", style="bold red")
