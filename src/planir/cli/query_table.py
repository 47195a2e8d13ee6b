"""The answer to a question, as a table of at most some lines: figures to the right, dates and numbers in French."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from rich.table import Table

from planir.cli.import_progress import figure
from planir.cli.terminal import open_console
from planir.engine.printable import one_line

EMPTY = "–"
"""What an empty value shows: a blank would look like an empty text."""

SPACED_FROM = 10_000


def show(columns: Sequence[str], rows: Sequence[Sequence[Any]], limit: int) -> None:
    """Print the first `limit` rows and say how many there are."""
    console = open_console()
    if not rows:
        console.print("Aucune ligne.")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for rank, column in enumerate(columns):
        numbers = any(_is_number(row[rank]) for row in rows)
        table.add_column(one_line(column), overflow="fold", justify="right" if numbers else "left")
    for row in rows[:limit]:
        table.add_row(*(_shown(value) for value in row))
    console.print(table)
    left = (
        f", les {figure(limit)} premières sont montrées (--lignes, ou --csv pour toutes)" if len(rows) > limit else ""
    )
    console.print(f"{figure(len(rows))} ligne{'s' if len(rows) > 1 else ''}{left}", style="dim")


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
