"""Compares an extract with the version before, so that knowledge only ever grows.

Reads two relations on the connection: `nouveau`, the rows of the extract (columns of the contract, `_cle`,
`_contenu` UHUGEINT, `_source`, `_ligne`), and `avant`, those of the version before (columns of the contract).

- `fait`: a row is known by all that it says; equal rows of an extract are one. New ones become known, those that are
  gone stop being held true on the day of the import, the others keep the day when they were first known.
- `flux`: nothing is ever taken away. A line is known by its identifier, or else by all that it says.

A night already played is never changed: at the first import of a table its rows keep the day when they say they were
known, for no night before that import can be examined with it; later, a new row is known from the day of its import.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from planir.population.contract import Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_KNOWLEDGE = ("connu_le", "connu_jusqu")


@dataclass(frozen=True)
class Merge:
    """`rows`: SELECT of the merged table. `doubles`: rows of the extract that came before, counted once."""

    rows: str
    added: int
    closed: int
    doubles: int

    @property
    def changes(self) -> bool:
        return self.added > 0 or self.closed > 0


def content(table: Table) -> str:
    """All that a row says, its knowledge apart, as one UHUGEINT: two rows say the same if it is the same.

    128 bits, so that sixty million different rows do not meet by chance; computed anew at each import.
    """
    return _wide(_said(table))


def repeated(table: Table) -> str | None:
    """A mark, as UBIGINT, that two rows of an extract have in common when they count once; None where none do.

    Rows that differ may share one, once in ten thousand extracts: `merge` then tells them apart.
    """
    if table.nature == "fait":
        return None if table.primary_key else f"hash({_said(table)})"
    return "CASE WHEN ligne IS NOT NULL THEN hash(ligne) END" if "ligne" in table.names else None


def identity(table: Table) -> str:
    """What a row is known by from one extract to the next."""
    if "ligne" not in table.names or table.nature == "fait":
        return content(table)
    return f"CASE WHEN ligne IS NOT NULL THEN {_wide('ligne')} ELSE {content(table)} END"


def known_since(known: date, *, first: bool) -> str:
    """The day from which a new row is known: its own at the first import of its table, never before `known` later."""
    return f"coalesce(connu_le, DATE '{known}')" if first else f"greatest(connu_le, DATE '{known}')"


def merge(con: DuckDBPyConnection, table: Table, known: date, *, first: bool) -> Merge:
    """Merge `nouveau` into `avant`, an import made known on `known`; `first`: the table was never supplied before.

    Leaves the temporary table `solde` on the connection, which the merged rows read.
    """
    if table.nature == "fait":
        return _facts(con, table, known, first)
    return _flows(con, table, known, first)


def contradictions(con: DuckDBPyConnection, table: Table) -> str | None:
    """SELECT (`_source`, `_ligne`) of the lines of a `flux` that say something else than the same line elsewhere.

    A line already known is believed against a new one; between two new ones neither is. None: there are none.
    """
    if "ligne" not in table.names or table.nature == "fait":
        return None
    before = f"SELECT {identity(table)} AS _cle, {content(table)} AS _contenu, true AS _connue FROM avant"
    con.execute(
        "CREATE OR REPLACE TEMP TABLE contradiction AS "
        "SELECT _cle, any_value(_contenu) FILTER (_connue) AS _cru FROM "
        f"(SELECT _cle, _contenu, false AS _connue FROM nouveau WHERE ligne IS NOT NULL UNION ALL {before}"
        " WHERE ligne IS NOT NULL) GROUP BY _cle HAVING min(_contenu) <> max(_contenu)"
    )
    if not _number(con, "SELECT count(*) FROM contradiction"):
        return None
    return (
        "SELECT n._source, n._ligne FROM nouveau AS n JOIN contradiction AS c ON c._cle = n._cle "
        "WHERE n._contenu IS DISTINCT FROM c._cru"
    )


def _facts(con: DuckDBPyConnection, table: Table, known: date, first: bool) -> Merge:
    old = f"SELECT *, {identity(table)} AS _cle FROM avant"
    con.execute(
        "CREATE OR REPLACE TEMP TABLE solde AS SELECT _cle, sum(recue) AS recues, sum(deja) AS deja FROM "
        "(SELECT _cle, 1 AS recue, 0 AS deja FROM nouveau GROUP BY _cle "
        f"UNION ALL SELECT _cle, 0, 1 FROM ({old}) "
        "WHERE connu_jusqu IS NULL) GROUP BY _cle HAVING sum(recue) <> sum(deja)"
    )
    still = ", ".join(_ended(name, f"CASE WHEN _rang > recues THEN DATE '{known}' END") for name in table.names)
    rows = (
        # As they were: already closed, or as numerous as before (or more).
        f"SELECT {_listed(table)} FROM ({old}) AS a WHERE connu_jusqu IS NOT NULL OR NOT EXISTS "
        "(SELECT 1 FROM solde AS s WHERE s._cle = a._cle AND s.deja > s.recues) "
        # Fewer than before: those known first stay.
        f"UNION ALL SELECT {still} FROM (SELECT a.*, s.recues, row_number() OVER "
        f"(PARTITION BY a._cle ORDER BY connu_le) AS _rang FROM ({old}) AS a "
        "JOIN solde AS s ON s._cle = a._cle AND s.deja > s.recues WHERE a.connu_jusqu IS NULL) "
        # New: of equal rows, the one known first.
        f"UNION ALL SELECT {_new(table, known, first)} FROM (SELECT e.*, row_number() OVER "
        "(PARTITION BY e._cle ORDER BY connu_le NULLS LAST) AS _rang "
        "FROM nouveau AS e JOIN solde AS s ON s._cle = e._cle AND s.recues > s.deja) WHERE _rang = 1"
    )
    added = _number(con, "SELECT coalesce(sum(recues - deja), 0) FROM solde WHERE recues > deja")
    closed = _number(con, "SELECT coalesce(sum(deja - recues), 0) FROM solde WHERE deja > recues")
    doubles = _number(con, "SELECT count(*) - count(DISTINCT _cle) FROM nouveau")
    return Merge(rows, added, closed, doubles)


def _flows(con: DuckDBPyConnection, table: Table, known: date, first: bool) -> Merge:
    named = "ligne IS NOT NULL" if "ligne" in table.names else "false"
    con.execute(
        "CREATE OR REPLACE TEMP TABLE solde AS "
        "SELECT _cle, bool_or(nommee) AS nommee, sum(recue) AS recues, sum(connue) AS deja FROM "
        f"(SELECT _cle, {named} AS nommee, 1 AS recue, 0 AS connue FROM nouveau UNION ALL "
        f"SELECT {identity(table)}, {named}, 0, 1 FROM avant) GROUP BY _cle "
        "HAVING sum(recue) > sum(connue) OR (bool_or(nommee) AND sum(recue) > 1)"
    )
    # A named line counts once, however often it comes; of others there are as many as in the fuller of the two.
    rows = (
        f"SELECT {_listed(table)} FROM avant UNION ALL SELECT {_new(table, known, first)} FROM "
        "(SELECT e.*, s.nommee, s.deja, row_number() OVER (PARTITION BY e._cle ORDER BY connu_le NULLS LAST) AS _rang "
        "FROM nouveau AS e JOIN solde AS s ON s._cle = e._cle) "
        "WHERE CASE WHEN nommee THEN deja = 0 AND _rang = 1 ELSE _rang > deja END"
    )
    added = _number(
        con,
        "SELECT coalesce(sum(CASE WHEN nommee THEN CAST(deja = 0 AS INTEGER) ELSE greatest(recues - deja, 0) END), 0) "
        "FROM solde",
    )
    doubles = _number(con, "SELECT coalesce(sum(recues - 1), 0) FROM solde WHERE nommee AND recues > 1")
    return Merge(rows, added, 0, doubles)


def _new(table: Table, known: date, first: bool) -> str:
    values = {"connu_le": known_since(known, first=first), "connu_jusqu": "CAST(NULL AS DATE)"}
    return ", ".join(f'{values.get(name, _q(name))} AS "{name}"' for name in table.names)


def _ended(name: str, day: str) -> str:
    return f"{day} AS connu_jusqu" if name == "connu_jusqu" else _q(name)


def _said(table: Table) -> str:
    return ", ".join(f'"{name}"' for name in table.names if name not in _KNOWLEDGE)


def _listed(table: Table) -> str:
    return ", ".join(_q(name) for name in table.names)


def _q(name: str) -> str:
    return f'"{name}"'


def _wide(columns: str) -> str:
    return f"((CAST(hash({columns}) AS UHUGEINT) << 64) | CAST(hash('planir', {columns}) AS UHUGEINT))"


def _number(con: DuckDBPyConnection, sql: str) -> int:
    row = con.execute(sql).fetchone()
    assert row is not None, "an aggregate gives one row"
    return int(row[0])
