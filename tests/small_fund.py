"""A fund of a few persons, written to a folder as an import would: tables as lists of rows, everything else null."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from planir.population.contract import Table, tables
from planir.population.store import Population, VersionWriter
from planir.population.supply import StoredTable

ARROW_TYPES = {
    "string": pa.string(),
    "integer": pa.int32(),
    "number": pa.decimal128(12, 2),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}

HISTORY = ("acte", "arret", "contact_entrant", "delivrance", "demande", "evenement", "piece", "soin")
"""Tables of which a programme asks a history: one without a row says nothing of what happened."""

LEFT = {"assure": "partie"}
"""A row of these tables about someone whom the fund no longer covers, and that concerns nobody else."""

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def write_fund(
    folder: Path,
    rows: Rows,
    *,
    known: date = date(2026, 11, 1),
    known_from: date = date(2020, 1, 1),
    without: Sequence[str] = (),
    first: date = date(2020, 1, 1),
    empty: Sequence[str] = (),
) -> Population:
    """Make `folder` a fund that holds these rows; every other table is supplied and empty, but those `without`.

    A table of `HISTORY` that these rows leave out holds one about nobody, unless it must be `empty`.
    `first`: beginning of the history that the tables cover.
    """
    with VersionWriter(folder) as writer:
        stored = {}
        for name, table in tables().items():
            if name not in without:
                content = rows.get(name, [LEFT] if name in HISTORY and name not in empty else ())
                pq.write_table(_arrow(table, content), writer.path(name))
                stored[name] = StoredTable(rows=len(content), extracted=known, first=first, last=known)
        return writer.publish(stored, source="planir", synthetic=True, known=known, known_from=known_from)


def _arrow(table: Table, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    columns = {
        field.name: pa.array(
            [row.get(field.name, field.missing) for row in rows], type=ARROW_TYPES[field.type], safe=False
        )
        for field in table.fields
    }
    return pa.table(columns)
