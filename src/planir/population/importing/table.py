"""Imports one table: its rows read once, those that are refused looked for by their line, then merged and written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from planir.engine.errors import PlanirError
from planir.population.contract import tables
from planir.population.importing.checks import PSEUDONYMS
from planir.population.importing.close_values import suggest
from planir.population.importing.failures import UNCHANGED, refuse_a_loss
from planir.population.importing.merge import Merge, content, contradictions, identity, known_since, merge, repeated
from planir.population.importing.progress import Progress, watched
from planir.population.importing.rejects import Rejects
from planir.population.importing.report import TableReport
from planir.population.importing.rows import bind
from planir.population.importing.source import MASK, Source
from planir.population.importing.writing import Written, same_file, write
from planir.population.keys import load_key
from planir.population.reading import read_file
from planir.population.store import Population
from planir.population.supply import StoredTable

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class TableResult:
    stored: StoredTable
    report: TableReport


class TableImport:
    """The import of one table, from the sources that give it."""

    def __init__(
        self, con: DuckDBPyConnection, table: str, sources: Sequence[Source], before: Population | None, known: date
    ) -> None:
        self._con = con
        self._table = tables()[table]
        self._sources = sources
        self._before = before
        self._old = before.tables.get(table) if before else None
        self._known = known
        self._label = ", ".join(sorted({source.file for source in sources}))

    def run(self, path: Path, rejects: Path, key: bytes | None, progress: Progress) -> TableResult:
        """Write the table's file, and its reject file if a row is refused."""
        self._bound = [
            bind(self._con, source, number, self._known) for number, source in enumerate(self._sources, start=1)
        ]
        self._rejects = Rejects(self._con, self._bound)
        self._progress = progress
        counts = [source.rows for source in self._sources]
        self._rows = sum(count for count in counts if count is not None) if None not in counts else None
        try:
            # The first time, and where no row can contradict another, the rows go straight to their file.
            result = self._straight(path, key) if self._old is None and not self._table.primary_key else None
            result = result or self._merged(path, key)
            if self._rejects.count():
                self._rejects.write(rejects)
        except duckdb.Error as error:
            if self._old is not None and not self._old_reads():
                raise PlanirError(
                    "population_illisible",
                    f"Le fichier de la table {self._table.name} que tient ce dossier est abîmé : remettez sa "
                    f"sauvegarde, ou importez dans un dossier neuf. {UNCHANGED}",
                ) from error
            raise
        else:
            return result
        finally:
            self._rejects.close()
            for name in ("nouveau", "solde", "contradiction"):
                self._con.execute(f"DROP TABLE IF EXISTS {name}")
            for name in ("avant", "empreinte"):
                self._con.execute(f"DROP VIEW IF EXISTS {name}")

    def _straight(self, path: Path, key: bytes | None) -> TableResult | None:
        """None when a row that counts once came twice: the rows must then be told apart."""
        mark = repeated(self._table)
        extra = f", CASE WHEN _refus IS NULL THEN {mark} END AS _cle" if mark else ""
        rows = f"SELECT {self._columns()}, _refus{extra} FROM ({self._all()})"
        written = self._write(rows, path, key)
        if written.doubled:
            path.unlink()
            return None
        self._con.register("empreinte", pa.table({"_refus": written.refused}))
        refused = len(written.refused)
        self._look_for_refusals(written.rows + refused, refused)
        return self._result(written, written.rows + refused, written.rows, Merge(rows, written.rows, 0, 0))

    def _merged(self, path: Path, key: bytes | None) -> TableResult:
        self._con.execute(f"CREATE OR REPLACE TEMP VIEW avant AS {self._stored_before()}")
        with watched(self._con, self._progress, self._label, self._rows):
            self._con.execute(
                f"CREATE OR REPLACE TEMP TABLE nouveau AS SELECT *, {identity(self._table)} AS _cle, "
                f"{content(self._table)} AS _contenu FROM ({self._all()})"
            )
        read = self._number("SELECT count(*) FROM nouveau")
        self._progress.end(read)
        refused = self._number("SELECT count(_refus) FROM nouveau")
        self._con.execute(
            "CREATE OR REPLACE TEMP VIEW empreinte AS SELECT _refus FROM nouveau WHERE _refus IS NOT NULL"
        )
        self._look_for_refusals(read, refused)
        if refused:
            self._con.execute("DELETE FROM nouveau WHERE _refus IS NOT NULL")
        self._refuse_repeated_keys()
        self._refuse_contradictions()
        kept = self._number("SELECT count(*) FROM nouveau")
        merged = merge(self._con, self._table, self._known, first=self._old is None)
        if self._old is not None and not merged.changes:
            return self._unchanged(path, read, kept, merged)
        return self._result(self._write(merged.rows, path, key), read, kept, merged)

    def _write(self, rows: str, path: Path, key: bytes | None) -> Written:
        label = self._label if self._old is None and not self._table.primary_key else f"{self._table.name}, écriture"
        with watched(self._con, self._progress, label, self._rows):
            written = write(self._con, rows, self._table, path, key)
        self._progress.end(written.rows)
        return written

    def _unchanged(self, path: Path, read: int, kept: int, merged: Merge) -> TableResult:
        """The extract says what was already known: the file stays as it is, extracted later."""
        assert self._before is not None
        assert self._old is not None
        same_file(self._before.path(self._table.name), path)
        stored = replace(
            self._old, extracted=self._extracted(), covered=self._covered(), earlier=self._old.replaced(self._known)
        )
        return TableResult(stored, self._report(read, kept, merged, stored.rows))

    def _result(self, written: Written, read: int, kept: int, merged: Merge) -> TableResult:
        since = self._old.known_from if self._old else self._known
        stored = StoredTable(
            written.rows,
            self._extracted(),
            written.first,
            written.last,
            self._covered(),
            self._table.key,
            since,
            self._old.replaced(self._known) if self._old else (),
        )
        return TableResult(stored, self._report(read, kept, merged, written.rows))

    def _report(self, read: int, kept: int, merged: Merge, stored: int) -> TableReport:
        return TableReport(
            table=self._table.name,
            files=tuple(source.file for source in self._sources),
            read=read + self._rejects.uncut(),
            kept=kept - merged.doubles,
            refused=self._rejects.count(),
            reasons=self._rejects.reasons(),
            doubles=merged.doubles,
            added=merged.added,
            closed=merged.closed,
            stored=stored,
        )

    def _look_for_refusals(self, read: int, refused: int) -> None:
        """Only where there are any: the line of a row costs a second reading."""
        self._rejects.add_structure()
        counted = [source.expected for source in self._sources if source.expected is not None]
        if len(counted) == len(self._sources):
            refuse_a_loss(self._label, sum(counted), read + self._rejects.uncut())
        if refused:
            # DuckDB knows nothing of how long a text is, and would hold the file in memory rather than the marks.
            self._con.execute("SET disabled_optimizers = 'build_side_probe_side'")
            with watched(self._con, self._progress, f"{self._label}, lignes refusées", self._rows):
                for bound in self._bound:
                    self._rejects.add(bound.refusals("empreinte"))
                suggest(self._con, self._table)
            self._progress.end(refused)
            self._con.execute("RESET disabled_optimizers")

    def _refuse_repeated_keys(self) -> None:
        """Of the rows with one primary key, the first in the file is kept."""
        columns = self._table.primary_key
        if not columns:
            return
        listed = ", ".join(f'"{name}"' for name in columns)
        shown = f"'{MASK}'" if PSEUDONYMS & set(columns) else f"concat_ws(', ', {listed})"
        repeated = (
            f"SELECT _source, _ligne, {shown} AS _valeur FROM (SELECT *, row_number() OVER "
            f"(PARTITION BY {listed} ORDER BY _source, _ligne) AS _rang FROM nouveau "
            f"SEMI JOIN (SELECT {listed} FROM nouveau GROUP BY ALL HAVING count(*) > 1) USING ({listed})) "
            "WHERE _rang > 1"
        )
        reason = "clé déjà donnée plus haut"
        self._refuse(f"SELECT *, '{', '.join(columns)}' AS _colonne, '{reason}' AS _motif FROM ({repeated})")

    def _refuse_contradictions(self) -> None:
        lines = contradictions(self._con, self._table)
        if lines is not None:
            reason = "ligne déjà donnée avec un autre contenu"
            self._refuse(f"SELECT *, 'ligne' AS _colonne, '{reason}' AS _motif, '{MASK}' AS _valeur FROM ({lines})")

    def _refuse(self, select: str) -> None:
        self._con.execute(f"CREATE OR REPLACE TEMP TABLE a_refuser AS {select}")
        self._rejects.add("SELECT * FROM a_refuser")
        self._con.execute(
            "DELETE FROM nouveau USING a_refuser AS r WHERE nouveau._source = r._source AND nouveau._ligne = r._ligne"
        )
        self._con.execute("DROP TABLE a_refuser")

    def _old_reads(self) -> bool:
        """Whether every page of the version before can be read; slow, and only asked once something has failed."""
        try:
            self._con.execute(f"SELECT bit_xor(hash(t)) FROM ({self._stored_before()}) AS t").fetchall()
        except duckdb.Error:
            return False
        return True

    def _stored_before(self) -> str:
        if self._before is None or self._old is None:
            nothing = ", ".join(f'CAST(NULL AS {field.sql_type}) AS "{field.name}"' for field in self._table.fields)
            return f"SELECT {nothing} WHERE false"
        key = None if self._old.key is None else load_key(self._old.key)
        assert key is not None or self._old.key is None, "the pipeline has looked for the keys"
        return f"SELECT * FROM {read_file(self._con, self._before.path(self._table.name), key)}"

    def _columns(self) -> str:
        values = {"connu_le": known_since(self._known, first=True), "connu_jusqu": "CAST(NULL AS DATE)"}
        return ", ".join(f'{values.get(name, self._q(name))} AS "{name}"' for name in self._table.names)

    def _all(self) -> str:
        return " UNION ALL ".join(bound.rows for bound in self._bound)

    def _extracted(self) -> date:
        return max(source.extracted for source in self._sources)

    def _covered(self) -> tuple[str, ...] | None:
        values = {value for source in self._sources for value in source.covered or ()}
        return None if any(source.covered is None for source in self._sources) else tuple(sorted(values))

    def _number(self, sql: str) -> int:
        row = self._con.execute(sql).fetchone()
        assert row is not None, "a count gives one row"
        return int(row[0])

    @staticmethod
    def _q(name: str) -> str:
        return f'"{name}"'
