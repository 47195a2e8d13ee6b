"""Refused rows: gathered in a temporary table while a table is imported, then written to its reject file.

`DIR/rejets/<version>/<table>.csv`: fichier;ligne;colonne;motif;valeur, a line a fault.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from planir.engine.spreadsheet import harmless_sql
from planir.population.importing.aside import told
from planir.population.importing.lines import locate
from planir.population.importing.rows import BoundSource
from planir.population.importing.source import MASK
from planir.population.importing.writing import OWNER_ONLY
from planir.population.nir import holds_nir
from planir.population.store import Population

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

HIDDEN = ".en-cours-"
_BEFORE = ".version-precedente.json"

_STRUCTURE = {
    "TOO MANY COLUMNS": "trop de colonnes",
    "MISSING COLUMNS": "colonnes manquantes",
    "UNQUOTED VALUE": "guillemet mal placé",
    "LINE SIZE OVER MAXIMUM": "ligne démesurée",
    "INVALID ENCODING": "caractères illisibles (encodage)",
}


class Rejects:
    """The refused rows of one table. Create, add, then `write`; leaves nothing on the connection."""

    def __init__(self, con: DuckDBPyConnection, sources: Sequence[BoundSource]) -> None:
        self._con = con
        self._sources = sources
        con.execute(
            "CREATE OR REPLACE TEMP TABLE refus "
            "(_source INTEGER, _ligne BIGINT, _colonne VARCHAR, _motif VARCHAR, _valeur VARCHAR)"
        )
        con.execute(
            "CREATE OR REPLACE TEMP TABLE hors_ligne (_source INTEGER, _octet BIGINT, _ligne BIGINT, _motif VARCHAR)"
        )

    def add(self, select: str) -> None:
        """Add what a SELECT gives: `_source`, `_ligne`, `_colonne`, `_motif`, `_valeur`."""
        self._con.execute(f"INSERT INTO refus BY NAME {select}")

    def add_structure(self) -> None:
        """Add the lines that could not be cut into columns. To be called once the sources have been read once."""
        for bound in self._sources:
            source = bound.source
            if source.structure is None or not self._exists(source.structure):
                continue
            words = " ".join(f"WHEN '{code}' THEN '{said}'" for code, said in _STRUCTURE.items())
            reason = told("csv_line", f"CASE error_type {words} ELSE 'ligne illisible' END")
            self._con.execute(
                f"INSERT INTO hors_ligne SELECT {bound.number}, line_byte_position, min(line), "
                f"min({reason}) FROM {source.structure} "
                "GROUP BY line_byte_position"
            )

    def reasons(self) -> Mapping[str, int]:
        """Rows refused for each reason, headed by its column if it has one; the most frequent first."""
        rows = self._con.execute(
            "SELECT concat_ws(' : ', _colonne, _motif) AS said, count(*) "
            "FROM (SELECT DISTINCT _colonne, _motif, _source, _ligne FROM refus "
            "UNION ALL SELECT NULL, _motif, _source, _octet FROM hors_ligne) GROUP BY said ORDER BY 2 DESC, 1"
        ).fetchall()
        return {str(reason): int(count) for reason, count in rows}

    def count(self) -> int:
        """Rows refused, whatever the number of their faults."""
        return self._number(
            "SELECT (SELECT count(*) FROM (SELECT DISTINCT _source, _ligne FROM refus)) "
            "+ (SELECT count(*) FROM hors_ligne)"
        )

    def uncut(self) -> int:
        """Lines that could not be cut into columns: they are not among the rows."""
        return self._number("SELECT count(*) FROM hors_ligne")

    def write(self, path: Path) -> None:
        """Write the reject file, in the order of the files and of their lines."""
        self._place()
        files = " ".join(f"WHEN {bound.number} THEN {_quoted(bound.source.file)}" for bound in self._sources)
        self._con.execute(
            f"COPY (SELECT CASE _source {files} END AS fichier, _ligne AS ligne, _colonne AS colonne, "
            f"_motif AS motif, {_shown('_valeur')} AS valeur FROM (FROM refus UNION ALL BY NAME "
            "SELECT _source, _ligne, _motif FROM hors_ligne) ORDER BY _source, _ligne, _colonne, _motif) "
            f"TO {_quoted(str(path))} (FORMAT csv, HEADER, DELIMITER ';')"
        )
        path.chmod(OWNER_ONLY)

    def close(self) -> None:
        self._con.execute("DROP TABLE IF EXISTS refus")
        self._con.execute("DROP TABLE IF EXISTS hors_ligne")

    def _place(self) -> None:
        """Replace ranks by lines, for the text files where they differ."""
        ranks, positions = self._by_source("refus", "_ligne"), self._by_source("hors_ligne", "_octet")
        for bound in self._sources:
            text = bound.source.text
            rows, bytes_ = ranks[bound.number], positions[bound.number]
            if text is None or (text.even and not bytes_):
                continue
            lines, uncut = locate(text, [line - 1 for line in rows], bytes_)
            self._renumber(bound.number, "refus", "_ligne", dict(zip(rows, lines, strict=False)))
            self._renumber(bound.number, "hors_ligne", "_octet", dict(zip(bytes_, uncut, strict=False)))

    def _by_source(self, table: str, column: str) -> Mapping[int, list[int]]:
        found: defaultdict[int, list[int]] = defaultdict(list)
        for source, value in self._con.execute(
            f"SELECT DISTINCT _source, {column} FROM {table} WHERE {column} IS NOT NULL ORDER BY ALL"
        ).fetchall():
            found[source].append(value)
        return found

    def _renumber(self, source: int, table: str, column: str, lines: Mapping[int, int]) -> None:
        if not lines:
            return
        keys, values = list(lines), list(lines.values())
        self._con.execute(
            f"UPDATE {table} SET _ligne = _place.ligne FROM (SELECT unnest(?::BIGINT[]) AS de, "
            f"unnest(?::BIGINT[]) AS ligne) AS _place WHERE _source = {source} AND {table}.{column} = _place.de",
            [keys, values],
        )

    def _exists(self, table: str) -> bool:
        return self._number(f"SELECT count(*) FROM duckdb_tables() WHERE table_name = {_quoted(table)}") > 0

    def _number(self, sql: str) -> int:
        row = self._con.execute(sql).fetchone()
        assert row is not None, "a count gives one row"
        return int(row[0])


class RejectFolder:
    """The reject files of an import: written aside, then put in place under the version's name.

    The version is published first. `settle` puts in place what an import killed between the two has left.
    """

    def __init__(self, target: Path, before: Population | None) -> None:
        self._rejects = target / "rejets"
        self._rejects.mkdir(exist_ok=True)
        self._aside = Path(tempfile.mkdtemp(prefix=HIDDEN, dir=self._rejects))
        try:
            (self._aside / _BEFORE).write_text(json.dumps(before.version if before else None), encoding="utf-8")
        except BaseException:
            self.discard()
            raise

    def path(self, table: str) -> Path:
        return self._aside / f"{table}.csv"

    def publish(self, version: str) -> Path | None:
        """Folder of the rejects of this version; None when there are none."""
        return _publish(self._aside, version)

    def discard(self) -> None:
        shutil.rmtree(self._aside, ignore_errors=True)


def settle(target: Path, current: Population | None) -> None:
    """Put in place the rejects of an import killed just after it published its version; remove the others."""
    for aside in (target / "rejets").glob(f"{HIDDEN}*"):
        try:
            before = json.loads((aside / _BEFORE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            shutil.rmtree(aside, ignore_errors=True)
            continue
        if current is not None and current.version != before:
            _publish(aside, current.version)
        else:
            shutil.rmtree(aside, ignore_errors=True)


def _publish(aside: Path, version: str) -> Path | None:
    (aside / _BEFORE).unlink(missing_ok=True)
    final = aside.parent / version
    if final.exists():
        shutil.rmtree(final)
    if not any(aside.iterdir()):
        aside.rmdir()
        return None
    aside.chmod(0o700)
    return aside.replace(final)


def _shown(value: str) -> str:
    """A shifted column may put a NIR anywhere; a formula would run in the spreadsheet that opens the file."""
    return f"CASE WHEN {holds_nir(value)} THEN '{MASK}' ELSE {harmless_sql(value)} END"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
