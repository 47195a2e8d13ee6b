"""Writes one table of a version: Parquet sorted by person, encrypted where the contract says so, and its bounds."""

from __future__ import annotations

import os
import shutil
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pyarrow.parquet.encryption as pe

from planir.population.contract import Table
from planir.population.generator.sink import ROW_GROUP, telling_dates

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ARROW_TYPES = {
    "string": pa.string(),
    "integer": pa.int32(),
    "number": pa.decimal128(12, 2),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}
OWNER_ONLY = 0o600
"""Of every file that holds rows: a copy of the fund's folder does not always keep what guards it, its own mode."""
_ALL_DIFFERENT = ("ligne", "valeur", "nir", "prenoms", "piece", "demande", "decision", "creance")
"""Columns for which a dictionary is a waste."""


@dataclass(frozen=True)
class Written:
    """Rows written and rows left out, and the days that bound what the written ones tell."""

    rows: int
    refused: npt.NDArray[np.uint64]
    """The marks of the rows left out."""
    first: date | None
    last: date | None
    doubled: bool
    """A row that counts once may have come twice: they must be told apart before they are written."""


def write(con: DuckDBPyConnection, rows: str, table: Table, path: Path, key: bytes | None) -> Written:
    """Write the rows of the SELECT `rows`, which gives the columns of the contract, to `path`, sorted.

    A column `_refus` UBIGINT, if there, marks the rows to leave out; a column `_cle` UBIGINT must not come twice
    (null: may).
    """
    # The relation is needed here: only it hands rows to Arrow one batch at a time, without a copy of them all.
    relation = con.sql(f"SELECT * FROM ({rows}) ORDER BY {', '.join(order(table))}")
    writer = _Writer(table, path, key)
    with closing(relation.to_arrow_reader(ROW_GROUP)) as reader, closing(writer):
        for batch in reader:
            writer.add(batch)
    return writer.written()


def order(table: Table) -> tuple[str, ...]:
    """How rows are sorted: by person, then by day. A third key would cost as much again as these two."""
    first = table.person or table.names[0]
    return (f'"{first}"', *(f'"{name}"' for name in telling_dates(table)[:1]))


def schema(table: Table) -> pa.Schema:
    """The columns of the contract, in its order."""
    return pa.schema([(field.name, ARROW_TYPES[field.type]) for field in table.fields])


def same_file(old: Path, new: Path) -> None:
    """Give a published file a second name, in another version; a copy where the disk cannot."""
    try:
        os.link(old, new)
    except OSError:
        shutil.copyfile(old, new)
    # Another account may own the file of before.
    with suppress(PermissionError):
        new.chmod(OWNER_ONLY)


class _Writer:
    def __init__(self, table: Table, path: Path, key: bytes | None) -> None:
        self._schema = schema(table)
        self._dates = telling_dates(table)
        self._days: list[date] = []
        self._keys: list[npt.NDArray[np.uint64]] = []
        self._rows = 0
        self._refused: list[npt.NDArray[np.uint64]] = []
        plain = [name for name in _ALL_DIFFERENT if name in table.names]
        options: dict[str, Any] = {
            "compression": "zstd",
            "compression_level": 1,
            "store_decimal_as_integer": True,
            "store_schema": False,
            "use_dictionary": [name for name in table.names if name not in plain],
        }
        if key is not None:
            options["encryption_properties"] = pe.create_encryption_properties(footer_key=key)
        path.touch(OWNER_ONLY)
        self._file = pq.ParquetWriter(path, self._schema, **options)

    def add(self, batch: pa.RecordBatch) -> None:
        if "_refus" in batch.schema.names and batch.column("_refus").null_count < batch.num_rows:
            marks = batch.column("_refus")
            self._refused.append(_values(marks))
            batch = batch.filter(pc.is_null(marks))
        if batch.num_rows == 0:
            return
        self._rows += batch.num_rows
        if "_cle" in batch.schema.names:
            self._keys.append(_values(batch.column("_cle")))
        for name in self._dates:
            bounds = pc.min_max(batch.column(name)).as_py()
            self._days += [day for day in bounds.values() if day is not None]
        ordered = [batch.column(name).cast(type_) for name, type_ in zip(*_columns(self._schema), strict=True)]
        self._file.write_batch(pa.record_batch(ordered, schema=self._schema), row_group_size=ROW_GROUP)

    def close(self) -> None:
        self._file.close()

    def written(self) -> Written:
        first, last = (min(self._days), max(self._days)) if self._days else (None, None)
        refused = np.concatenate(self._refused) if self._refused else np.empty(0, np.uint64)
        return Written(self._rows, refused, first, last, self._doubled())

    def _doubled(self) -> bool:
        if not self._keys:
            return False
        keys = np.concatenate(self._keys)
        self._keys.clear()
        keys.sort()
        return bool((keys[1:] == keys[:-1]).any())


def _values(column: pa.Array) -> npt.NDArray[np.uint64]:
    # A copy: a view of one column would keep the whole batch in memory, and a file of claims has hundreds.
    return np.array(pc.drop_null(column), dtype=np.uint64)


def _columns(form: pa.Schema) -> tuple[list[str], list[pa.DataType]]:
    return form.names, form.types
