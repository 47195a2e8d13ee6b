"""Progress of an import, on standard error: a bar on a terminal, a line a table elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from planir.cli.terminal import open_console
from planir.population.importing.progress import Progress as Told


@contextmanager
def shown() -> Iterator[Told]:
    """Gives what the import tells its progress to."""
    console = open_console(stderr=True)
    if not console.is_terminal:
        yield _Lines(console)
        return
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), _Rows(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        yield _Bar(bar)


class _Rows(ProgressColumn):
    """Rows done, and how many a second."""

    def render(self, task: Task) -> Text:
        total = task.fields["rows"]
        if total is None:
            return Text(f"{task.percentage:.0f} %")
        speed = f", {figure(task.speed * total)} par seconde" if task.speed else ""
        done = task.completed * total
        return Text(f"{figure(done)} ligne{'s' * (round(done) > 1)}{speed}")


class _Bar:
    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task = bar.add_task("", total=1, rows=None, visible=False)

    def begin(self, label: str, rows: int | None) -> None:
        self._bar.reset(self._task, total=1, description=label, rows=rows, visible=True)

    def at(self, share: float) -> None:
        self._bar.update(self._task, completed=share)

    def end(self, rows: int | None) -> None:
        self._bar.update(self._task, completed=1)


class _Lines:
    def __init__(self, console: Console) -> None:
        self._console = console
        self._label = ""
        self._since = 0.0

    def begin(self, label: str, rows: int | None) -> None:
        self._label, self._since = label, monotonic()

    def at(self, share: float) -> None: ...

    def end(self, rows: int | None) -> None:
        lasted = f"{monotonic() - self._since:.1f} s".replace(".", ",")
        counted = f" : {figure(rows)} ligne{'s' * (rows > 1)}" if rows is not None else ""
        self._console.print(f"{self._label}{counted} ({lasted})")


def figure(number: float) -> str:
    """A whole number as it is written in French."""
    return f"{number:,.0f}".replace(",", "\u202f")
