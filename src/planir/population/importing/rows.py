"""The rows of one source, bound to the contract: the SQL of what is kept and of what is refused, with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from planir.engine.errors import PlanirError
from planir.population.contract import Field, Table, tables
from planir.population.importing.checks import PSEUDONYMS, Check, checks
from planir.population.importing.source import MASK, Source
from planir.population.importing.values import UNREADABLE, given, kept, read

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


_FINGERPRINT = 3
"""Columns by which a refused row is found again."""


@dataclass(frozen=True)
class BoundSource:
    """A source whose columns are known: `stored` gives the DuckDB type of each column that its SQL gives."""

    source: Source
    number: int
    """Rank among the sources of its table."""
    table: Table
    stored: Mapping[str, str]
    checks: tuple[Check, ...]

    @property
    def rows(self) -> str:
        """SELECT of every row: the columns of the contract, `_refus` (null: kept), `_source` and `_ligne`.

        `_refus` UBIGINT is the fingerprint of a refused row, by which `refusals` finds it again.
        """
        columns = ", ".join(_q(field) for field in self.table.supplied)
        return (
            f"SELECT {columns}, CASE WHEN {self._bad} THEN _empreinte END AS _refus, {self.number} AS _source, _ligne "
            f"FROM ({self._values(self.source.sql)})"
        )

    def refusals(self, fingerprints: str) -> str:
        """SELECT of `_source`, `_ligne`, `_colonne`, `_motif`, `_valeur`: one row a fault, the source's own first.

        `fingerprints` is a relation of one column `_refus`: only rows that bear one are looked at again.
        """
        faults = ", ".join(
            f"CASE WHEN {check.bad} THEN {{'c': '{check.column}', 'm': {_text(check.reason)}, "
            f"'v': {self._shown(check.column)}}} END"
            for check in self.checks
        )
        listed = f"list_filter([{faults}], lambda f: f IS NOT NULL)"
        if "_rejet" in self.stored:
            column, value = self._own("_colonne"), self._own("_valeur")
            own = f"{{'c': {column}, 'm': CAST(_rejet AS VARCHAR), 'v': {value}}}"
            listed = f"CASE WHEN _rejet IS NOT NULL THEN [{own}] ELSE {listed} END"
        again = f"SELECT * FROM ({self.source.sql}) WHERE {self._fingerprint} IN (SELECT _refus FROM {fingerprints})"
        return (
            f"SELECT {self.number} AS _source, _ligne, _f.c AS _colonne, _f.m AS _motif, _f.v AS _valeur "
            f"FROM (SELECT _ligne, unnest({listed}) AS _f FROM ({self._values(again)}) WHERE {self._bad})"
        )

    @property
    def _fingerprint(self) -> str:
        # Enough to leave few rows to look at again, and cheap enough to compute for all.
        names = [field.name for field in self.table.supplied if field.name in self.stored][:_FINGERPRINT]
        return "hash(" + ", ".join(f'"{name}"' for name in names) + ")"

    @property
    def _bad(self) -> str:
        conditions = [f"({check.bad})" for check in self.checks]
        if "_rejet" in self.stored:
            conditions.insert(0, "_rejet IS NOT NULL")
        return "(" + " OR ".join(conditions) + ")"

    def _values(self, source: str) -> str:
        """What `source` gives, then what is understood of it, then what would be stored: one subquery each."""
        fields = [field for field in self.table.supplied if field.name in self.stored]
        aside = ", ".join(name for name in ("_ligne", "_rejet", "_colonne", "_valeur") if name in self.stored)
        texts = "".join(f", {given(f, _q(f), self.stored[f.name])} AS _lu_{f.name}" for f in fields)
        values = "".join(f", {read(f, f'_lu_{f.name}', self.stored[f.name])} AS _val_{f.name}" for f in fields)
        stored = ", ".join(f"{self._stored(field)} AS {_q(field)}" for field in self.table.supplied)
        given_ = f"SELECT {aside}, {self._fingerprint} AS _empreinte{texts} FROM ({source})"
        return f"SELECT *, {stored} FROM (SELECT *{values} FROM ({given_}))"

    def _stored(self, field: Field) -> str:
        if field.name in self.stored:
            return kept(field, f"_val_{field.name}")
        return f"CAST({kept(field, 'NULL')} AS {field.sql_type})"

    def _shown(self, column: str) -> str:
        if column not in self.stored:
            return "CAST(NULL AS VARCHAR)"
        open_to_all = self.table.field(column).sensitivity == "courant" and column not in PSEUDONYMS
        text = f"CAST(_lu_{column} AS VARCHAR)" if open_to_all else f"'{MASK}'"
        return f"CASE WHEN _lu_{column} IS NOT NULL THEN {text} END"

    def _own(self, name: str) -> str:
        return f"CAST({name} AS VARCHAR)" if name in self.stored else "CAST(NULL AS VARCHAR)"


def bind(con: DuckDBPyConnection, source: Source, number: int, known: date) -> BoundSource:
    """Bind a source to its table. Raises PlanirError `colonne_illisible` for a column of a type without text."""
    table = tables()[source.table]
    described = con.execute(f"DESCRIBE {source.sql}").fetchall()
    stored = {str(name): str(type_) for name, type_, *_ in described}
    for field in table.supplied:
        type_ = stored.get(field.name, "")
        if type_.startswith(UNREADABLE) or type_.endswith("]"):
            raise PlanirError(
                "colonne_illisible",
                f"« {source.file} » : la colonne {field.name} n'est pas d'un type lisible ; "
                f"écrivez-la en texte, en nombre ou en date.",
            )
    present = [field.name for field in table.supplied if field.name in stored]
    found = checks(table, present, known, source.extracted, looked_at=source.text is not None)
    return BoundSource(source, number, table, stored, found)


def _q(field: Field) -> str:
    return f'"{field.name}"'


def _text(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"
