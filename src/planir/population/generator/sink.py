"""Where rows go: one Parquet file a table, row groups of the same size whatever the blocks they came in."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from planir.population.contract import Table, tables
from planir.population.generator.rows import Rows, schema
from planir.population.supply import StoredTable

ROW_GROUP = 100_000
"""Rows: one person is then found by the statistics of row groups."""


class ParquetSink:
    """One file, written by whole row groups; the last one may be shorter."""

    def __init__(self, path: Path, form: pa.Schema, plain: tuple[str, ...] = ()) -> None:
        """`plain`: columns whose values are all different, for which a dictionary is a waste."""
        self._writer = pq.ParquetWriter(
            path,
            form,
            compression="zstd",
            store_decimal_as_integer=True,
            store_schema=False,
            use_dictionary=[name for name in form.names if name not in plain],
            column_encoding=dict.fromkeys(plain, "DELTA_BYTE_ARRAY"),
        )
        self._waiting: list[pa.Table] = []
        self._held = 0
        self.rows = 0

    def add(self, content: pa.Table) -> None:
        if content.num_rows == 0:
            return
        self._waiting.append(content)
        self._held += content.num_rows
        self.rows += content.num_rows
        if self._held >= ROW_GROUP:
            self._flush(self._held - self._held % ROW_GROUP)

    def close(self) -> None:
        if self._held:
            self._flush(self._held)
        self._writer.close()

    def abandon(self) -> None:
        """Let go of a file that will be removed, whatever stopped it (a full disk, perhaps)."""
        with contextlib.suppress(OSError, pa.ArrowException):
            self._writer.close()

    def _flush(self, rows: int) -> None:
        content = pa.concat_tables(self._waiting)
        self._writer.write_table(content.slice(0, rows), row_group_size=ROW_GROUP)
        rest = content.slice(rows)
        self._waiting = [rest] if rest.num_rows else []
        self._held = rest.num_rows


class ContractSink:
    """One table of the contract being written, with the bounds of the dates it tells."""

    def __init__(self, table: Table, path: Path) -> None:
        self._file = ParquetSink(path, schema(table), tuple({"ligne"} & set(table.names)))
        self._dates = telling_dates(table)
        self._first: date | None = None
        self._last: date | None = None

    def add(self, content: pa.Table) -> None:
        self._file.add(content)
        for name in self._dates:
            bounds = pc.min_max(content[name]).as_py()
            if bounds["min"] is not None:
                self._first = bounds["min"] if self._first is None else min(self._first, bounds["min"])
                self._last = bounds["max"] if self._last is None else max(self._last, bounds["max"])

    def abandon(self) -> None:
        self._file.abandon()

    def close(self, extracted: date) -> StoredTable:
        self._file.close()
        return StoredTable(rows=self._file.rows, extracted=extracted, first=self._first, last=self._last)


class Sinks:
    """Every table of the contract, open for writing. Used as a context: leaving it closes the files."""

    def __init__(self, paths: Mapping[str, Path], extracted: date) -> None:
        self._extracted = extracted
        self._open = {name: ContractSink(tables()[name], path) for name, path in paths.items()}
        self.stored: dict[str, StoredTable] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.stored = {name: sink.close(self._extracted) for name, sink in self._open.items()}
        else:
            for sink in self._open.values():
                sink.abandon()

    def add(self, rows: Rows) -> None:
        self._open[rows.table].add(rows.content)


def telling_dates(table: Table) -> tuple[str, ...]:
    """Columns whose first and last day bound what the rows tell: the act, else the period, else the first date."""
    if table.date is not None:
        return (table.date,)
    if table.period is not None:
        return table.period
    own = [field.name for field in table.fields if field.type == "date" and not field.name.startswith("connu_")]
    return tuple(own[:1])
