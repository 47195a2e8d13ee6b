"""Progress of a night on the terminal: silent when nobody watches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from planir.cli.terminal import open_console


@contextmanager
def telling(total: int) -> Iterator[Callable[[str], None]]:
    """Gives the function to call as each of `total` programmes begins; the bar is on standard error."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = open_console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Ouverture de la population", total=total)
        begun = 0

        def tell(code: str) -> None:
            nonlocal begun
            bar.update(task, completed=begun, description=code)
            begun += 1

        yield tell
