"""The answer to a question, as a table of at most some lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.table import Table

from planir.cli.terminal import open_console
from planir.engine.printable import one_line


def show(columns: Sequence[str], rows: Sequence[Sequence[Any]], limit: int) -> None:
    """Print the first `limit` rows and say how many there are."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(one_line(column), overflow="fold")
    for row in rows[:limit]:
        table.add_row(*(_shown(value) for value in row))
    console = open_console()
    console.print(table)
    left = f", les {limit} premières sont montrées (--lignes, ou --csv pour toutes)" if len(rows) > limit else ""
    console.print(f"{len(rows)} ligne{'s' if len(rows) > 1 else ''}{left}")


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    return "" if value is None else one_line(str(value))
