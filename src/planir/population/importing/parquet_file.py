"""One table in a Parquet file: its columns, and the SQL that reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from planir.engine.errors import PlanirError
from planir.population.contract import Table
from planir.population.importing.closed import closed_rows, left_out, still_true
from planir.population.importing.columns import CLOSED, EXTRACTION, match, remarks
from planir.population.importing.extraction import Stated, latest
from planir.population.importing.source import Remark, Source

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_MARK, _ENCRYPTED = b"PAR1", b"PARE"


@dataclass(frozen=True)
class ParquetTable:
    """A Parquet file recognised as a table of the contract. `names`: column of the contract → column of the file."""

    path: Path
    table: Table
    names: dict[str, str]
    dated: bool
    """The file itself says when it was extracted."""
    rows: int
    remarks: tuple[Remark, ...]

    def source(self, con: DuckDBPyConnection, extracted: date, known: date | None) -> Source:
        """The source of its rows, for an import of the day `known`."""
        aside = (EXTRACTION, CLOSED)
        columns = ", ".join(f'{_q(of_file)} AS "{name}"' for name, of_file in self.names.items() if name not in aside)
        closed = f", {self._closed}" if CLOSED in self.names else ""
        rows = f"SELECT file_row_number + 1 AS _ligne, {columns}{closed} FROM {_relation(self.path, rows=True)}"
        return Source(
            table=self.table.name,
            file=self.path.name,
            sql=still_true(rows, self.table, known) if closed else rows,
            rows=self.rows,
            extracted=extracted,
        )

    def closed(self, con: DuckDBPyConnection, known: date | None) -> Remark | None:
        """What is told of the rows left out because they are no longer held true."""
        if CLOSED not in self.names:
            return None
        rows = f"SELECT {self._closed} FROM {_relation(self.path)}"
        return left_out(self.path.name, closed_rows(con, rows, self.table, known))

    @property
    def _closed(self) -> str:
        return f"CAST({_q(self.names[CLOSED])} AS VARCHAR) AS {CLOSED}"

    def extraction(self, con: DuckDBPyConnection) -> Stated:
        """What the column says of when the file was extracted."""
        return latest(con, _relation(self.path), f"CAST({_q(self.names[EXTRACTION])} AS VARCHAR)")


def recognise(con: DuckDBPyConnection, path: Path, table: Table) -> ParquetTable:
    """Look at a Parquet file. Raises PlanirError: `fichier_vide`, `fichier_inattendu`, `fichier_illisible`."""
    _refuse_what_is_not_parquet(path)
    try:
        described = con.execute(f"DESCRIBE SELECT * FROM {_relation(path)}").fetchall()
        counted = con.execute(f"SELECT count(*) FROM {_relation(path)}").fetchone()
        # DuckDB renames the second of two columns that differ by their case only: `match` must see what is written.
        written = [name.strip().lower() for name in pq.read_schema(path).names]
    except (duckdb.Error, pa.ArrowException) as error:
        raise _damaged(path) from error
    names = [str(row[0]) for row in described]
    columns = match(path.name, written, table)
    wanted = {*columns.taken, EXTRACTION, *({CLOSED} & set(table.names))}
    taken = {name.strip().lower(): name for name in names if name.strip().lower() in wanted}
    said = Remark(path.name, "Parquet.")
    return ParquetTable(
        path=path,
        table=table,
        names=taken,
        dated=EXTRACTION in taken,
        rows=int(counted[0]) if counted else 0,
        remarks=(said, *remarks(path.name, columns, table)),
    )


def _refuse_what_is_not_parquet(path: Path) -> None:
    size = path.stat().st_size
    if size == 0:
        raise PlanirError("fichier_vide", f"« {path.name} » est vide : redemandez cet extrait.")
    with path.open("rb") as stream:
        head = stream.read(4)
        stream.seek(max(size - 4, 0))
        tail = stream.read(4)
    if _ENCRYPTED in (head, tail):
        raise PlanirError(
            "fichier_inattendu", f"« {path.name} » est un Parquet chiffré : déchiffrez-le avant de l'importer."
        )
    if head != _MARK:
        raise PlanirError(
            "fichier_inattendu", f"« {path.name} » n'est pas un fichier Parquet : redemandez cet extrait."
        )
    if tail != _MARK:
        raise _damaged(path)


def _damaged(path: Path) -> PlanirError:
    return PlanirError(
        "fichier_illisible",
        f"« {path.name} » n'est pas un fichier Parquet entier : il est coupé ou abîmé. Redemandez-le.",
    )


def _relation(path: Path, rows: bool = False) -> str:
    quoted = "'" + str(path).replace("'", "''") + "'"
    return f"read_parquet({quoted}, binary_as_string = true{', file_row_number = true' if rows else ''})"


def _q(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
