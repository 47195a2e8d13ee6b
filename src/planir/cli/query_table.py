"""The answer to a question, as a table of at most some lines: figures to the right, dates and numbers in French."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.table import Table

from planir.cli.import_progress import figure
from planir.cli.terminal import open_console
from planir.engine.errors import PlanirError
from planir.engine.naming import shown, suggestion
from planir.engine.printable import one_line
from planir.engine.signatures import SAID
from planir.population.relations import Relation

EMPTY = "–"
"""What an empty value shows: a blank would look like an empty text."""

SPACED_FROM = 10_000

NARROWEST = 8
"""Columns of a terminal that a column of an answer needs."""


def show(columns: Sequence[str], rows: Sequence[Sequence[Any]], limit: int) -> None:
    """Print the first `limit` rows and say how many there are."""
    console = open_console()
    if not rows:
        console.print("Aucune ligne.")
        return
    if len(columns) * NARROWEST > console.width:
        _one_below_another(console, columns, rows[:limit])
    else:
        console.print(_side_by_side(columns, rows, limit))
    first = "la première est montrée" if limit == 1 else f"les {figure(limit)} premières sont montrées"
    left = f", {first} (--lignes, ou --csv pour toutes)" if len(rows) > limit else ""
    console.print(f"{figure(len(rows))} ligne{'s' if len(rows) > 1 else ''}{left}", style="dim")


def _side_by_side(columns: Sequence[str], rows: Sequence[Sequence[Any]], limit: int) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for rank, column in enumerate(columns):
        numbers = any(_is_number(row[rank]) for row in rows)
        table.add_column(one_line(column), overflow="fold", justify="right" if numbers else "left")
    for row in rows[:limit]:
        table.add_row(*(_shown(value) for value in row))
    return table


def _one_below_another(console: Console, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """A row as a list of its columns: side by side, that many would be cut into pieces."""
    for row in rows:
        table = Table(box=None, pad_edge=False, show_header=False)
        table.add_column(style="bold", no_wrap=True)
        table.add_column(overflow="fold")
        for column, value in zip(columns, row, strict=True):
            table.add_row(one_line(column), _shown(value))
        console.print(table)
        console.print()


def show_relations(relations: Mapping[str, Relation]) -> None:
    """Print the name and the meaning of everything that a question may read."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Nom", no_wrap=True)
    table.add_column("Une ligne est")
    for name, relation in sorted(relations.items()):
        table.add_row(name, relation.title)
    console = open_console()
    console.print(table)
    console.print("Les colonnes de l'une d'elles : planir relations NOM.", style="dim")


def show_columns(relations: Mapping[str, Relation], name: str) -> None:
    """Print the columns of one relation. Raises PlanirError `relation_inconnue`."""
    relation = relations.get(name.lower())
    if relation is None:
        close = suggestion(name, relations)
        raise PlanirError("relation_inconnue", f"Ni table ni vue ne s'appelle « {shown(name)} »{close}")
    table = Table(box=None, pad_edge=False, header_style="bold", title=f"{relation.name} : {relation.title}")
    table.title_justify = "left"
    table.add_column("Colonne", no_wrap=True)
    table.add_column("Type", no_wrap=True)
    table.add_column("Sens")
    for column, meaning in relation.columns.items():
        table.add_row(column, SAID[relation.types[column]].removeprefix("un ").removeprefix("une "), meaning)
    open_console().print(table)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _shown(value: Any) -> str:
    if value is None:
        return EMPTY
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float):
        return _spaced(f"{value:.4f}".rstrip("0").rstrip("."))
    return (
        _spaced(f"{value:f}" if isinstance(value, Decimal) else str(value))
        if _is_number(value)
        else one_line(str(value))
    )


def _spaced(number: str) -> str:
    """French writing; four figures are left together: they may be a year."""
    whole, _, decimals = number.partition(".")
    if whole.lstrip("-").isdigit() and abs(int(whole)) >= SPACED_FROM:
        whole = figure(int(whole))
    return f"{whole},{decimals}" if decimals else whole
