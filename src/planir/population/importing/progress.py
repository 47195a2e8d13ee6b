"""How far an import has come: a label, a number of rows, a share done. What shows it is elsewhere (`cli`)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_EVERY = 0.2
"""Seconds between two looks at DuckDB's own progress."""


class Progress(Protocol):
    """What is told of the progress of an import. `at` may be called from another thread."""

    def begin(self, label: str, rows: int | None) -> None:
        """A step begins, over `rows` rows if that is known."""

    def at(self, share: float) -> None:
        """The step is done up to `share`, between 0 and 1."""

    def end(self, rows: int | None) -> None:
        """The step is done; it went through `rows` rows, if that is known."""


class Silent:
    """Nobody watches."""

    def begin(self, label: str, rows: int | None) -> None: ...

    def at(self, share: float) -> None: ...

    def end(self, rows: int | None) -> None: ...


@contextmanager
def watched(con: DuckDBPyConnection, progress: Progress, label: str, rows: int | None) -> Iterator[None]:
    """Tell `progress` how far the queries that run on `con` within this context have come.

    The caller ends the step, with the rows that it counted.
    """
    con.execute("SET enable_progress_bar = true")
    con.execute("SET enable_progress_bar_print = false")
    progress.begin(label, rows)
    done = threading.Event()

    def look() -> None:
        while not done.wait(_EVERY):
            share = con.query_progress()
            if share >= 0:
                progress.at(share / 100)

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
