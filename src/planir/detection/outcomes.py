"""What those who left a programme since the night before have obtained, and what they already had then.

The programme's own `resultat.sql` is asked twice, of these persons only: with what this night knows, and with what
the night before knew. Their rows are read once, into memory: they are few, and every rule reads them again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb

from planir.detection.compare import Before
from planir.detection.household import STORE, linked, rows_of
from planir.detection.judgement import Judgement, create_relations
from planir.detection.limits import failure, time_limit
from planir.detection.obstacle import Obstacle
from planir.detection.supply import known_tables
from planir.population.contract import tables
from planir.population.relations import Relation, base_columns, tables_needed
from planir.population.supply import StoredTable, extracted
from planir.programmes.programme import Programme

_GONE, _MEMBERS, _ANSWERS = f"{STORE}.disparue", f"{STORE}.membre", f"{STORE}.obtenue"


@dataclass(frozen=True)
class Fund:
    """What is behind a judgement: the tables supplied, the DuckDB relation of the rows of each, and the relations."""

    supplied: Mapping[str, StoredTable]
    files: Mapping[str, str]
    relations: Mapping[str, Relation]


def load_outcomes(
    connection: duckdb.DuckDBPyConnection,
    programmes: Mapping[str, Programme],
    befores: Mapping[str, Before],
    judgement: Judgement,
    fund: Fund,
    seconds: float,
) -> Mapping[str, Obstacle]:
    """Fill `disparue` with the situations of the night before that are no more, `obtenue` with what is known of them.

    `obtenue`: for each of them the last outcome dated `au` or before (`obtenu_le`), and the last one already there at
    the night before (`obtenu_avant`), if any. A programme whose `resultat.sql` fails, or lasts over `seconds`, loses
    its situations: nothing would say which were closed because they were obtained. It is returned with what is said.
    """
    connection.execute(
        "CREATE TEMP TABLE disparue AS SELECT a.* FROM avant AS a "
        "ANTI JOIN situation AS s USING (programme, assure, objet)"
    )
    connection.execute(
        "CREATE TEMP TABLE obtenue (programme VARCHAR, assure VARCHAR, objet VARCHAR, obtenu_le DATE, "
        "obtenu_avant DATE)"
    )
    gone = connection.execute("SELECT DISTINCT programme FROM disparue ORDER BY programme").fetchall()
    asked = {code: programmes[code] for (code,) in gone if code in programmes}
    if not asked:
        return {}
    loaded = _load_rows(connection, asked, fund)
    connection.execute(
        f"CREATE TABLE {_ANSWERS} (programme VARCHAR, avant BOOLEAN, assure VARCHAR, objet VARCHAR, jour DATE)"
    )
    asked_at = {judgement.dates: list(asked)}
    for code in asked:
        if code in befores:
            asked_at.setdefault(befores[code].dates, []).append(code)
    failed: dict[str, Obstacle] = {}
    for dates, codes in asked_at.items():
        known = known_tables(fund.supplied, dates.connu_au)
        # The same question as tonight, parameters included: what differs is what was known.
        stores = {name: rows for name, rows in loaded.items() if name in known}
        then = Judgement(dates, judgement.parameters, stores, extracted(known))
        at_once = [asked[code] for code in codes if code not in failed]
        with _asking(connection, at_once, then, fund.relations) as cursor:
            for programme in at_once:
                try:
                    with time_limit(cursor, seconds):
                        _ask(cursor, programme, then, before=dates != judgement.dates)
                except duckdb.Error as error:
                    failed[programme.code] = failure(error, outcome=True)
    connection.execute(
        "INSERT INTO obtenue SELECT programme, assure, objet, max(jour) FILTER (NOT avant), max(jour) FILTER (avant) "
        f"FROM {_ANSWERS} GROUP BY programme, assure, objet"
    )
    connection.execute(f"DROP SCHEMA {STORE} CASCADE")
    for code in failed:
        for table in ("situation", "avant", "disparue"):
            connection.execute(f"DELETE FROM {table} WHERE programme = ?", [code])
    return failed


def _load_rows(
    connection: duckdb.DuckDBPyConnection, programmes: Mapping[str, Programme], fund: Fund
) -> Mapping[str, str]:
    """The rows of the persons gone and of those linked to them, one table of the schema `STORE` for each supplied."""
    connection.execute(f"CREATE SCHEMA {STORE}")
    connection.execute(f"CREATE TABLE {_GONE} AS SELECT programme, assure, objet FROM disparue")
    connection.execute(f"CREATE TABLE {_MEMBERS} AS {linked(fund.files, f'SELECT assure FROM {_GONE}')}")
    uses = frozenset[tuple[str, str]]().union(*(programme.outcome_uses for programme in programmes.values()))
    columns: dict[str, set[str]] = {
        name: set() for name in tables_needed(fund.relations, {name for name, _ in uses}) if name in fund.files
    }
    for name, column in base_columns(fund.relations, uses):
        if name in columns:
            columns[name].add(column)
    for name, read in columns.items():
        rows = rows_of(tables()[name], read, fund.files, f"SELECT assure FROM {_MEMBERS}")
        connection.execute(f"CREATE TABLE {STORE}.{name} AS {rows}")
    return {name: f"{STORE}.{name}" for name in columns}


@contextmanager
def _asking(
    connection: duckdb.DuckDBPyConnection,
    programmes: Collection[Programme],
    judgement: Judgement,
    relations: Mapping[str, Relation],
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The relations of one judgement, apart from those of the night, which bear the same names."""
    cursor = connection.cursor()
    try:
        wanted = {name for programme in programmes for name, _ in programme.outcome_uses}
        create_relations(cursor, relations, judgement, wanted, {})
        yield cursor
    finally:
        cursor.close()


def _ask(cursor: duckdb.DuckDBPyConnection, programme: Programme, judgement: Judgement, *, before: bool) -> None:
    au, code = judgement.dates.au.isoformat(), programme.code
    cursor.execute(
        f"INSERT INTO {_ANSWERS} SELECT '{code}', {before}, assure, objet, max(obtenu_le) "
        f"FROM (SELECT assure, coalesce(objet, '') AS objet, obtenu_le FROM ({judgement.bind(programme.outcome_sql)})) "
        f"SEMI JOIN (FROM {_GONE} WHERE programme = '{code}') USING (assure, objet) "
        f"WHERE obtenu_le <= DATE '{au}' GROUP BY assure, objet"
    )
