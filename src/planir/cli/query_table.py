"""The answer to a question, as a table of at most some lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table


def show(columns: Sequence[str], rows: Sequence[Sequence[Any]], limit: int) -> None:
    """Print the first `limit` rows and say how many there are."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows[:limit]:
        table.add_row(*("" if value is None else str(value) for value in row))
    console = Console(highlight=False, markup=False)
    console.print(table)
    left = f", les {limit} premières sont montrées (--lignes, ou --csv pour toutes)" if len(rows) > limit else ""
    console.print(f"{len(rows)} ligne{'s' if len(rows) > 1 else ''}{left}")
