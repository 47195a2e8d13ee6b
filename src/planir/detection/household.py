"""The people whose rows a rule may read to judge one person: the household, who represents, who depends on whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor

import duckdb

from planir.population.contract import tables

CUT = ("assure", "foyer", "connu_le", "connu_jusqu")
"""Columns that the cut and the choice of rows need, whatever the rules read."""


def household(connection: duckdb.DuckDBPyConnection, files: Mapping[str, str], person: str) -> frozenset[str]:
    """The person and those linked to them; empty when the population never held the person.

    `files`: for each table, the DuckDB relation of its rows.
    """
    known = connection.execute(f"SELECT 1 FROM {files['assure']} WHERE assure = ? LIMIT 1", [person]).fetchone()
    if known is None:
        return frozenset()
    linked = [f"SELECT rattache_a FROM {files['assure']} WHERE assure = $person"]
    linked.append(f"SELECT assure FROM {files['assure']} WHERE rattache_a = $person")
    if "foyer" in files:
        linked.append(
            f"SELECT assure FROM {files['foyer']} WHERE foyer IN "
            f"(SELECT foyer FROM {files['foyer']} WHERE assure = $person)"
        )
    if "representant" in files:
        linked.append(f"SELECT representant FROM {files['representant']} WHERE assure = $person")
        linked.append(f"SELECT assure FROM {files['representant']} WHERE representant = $person")
    rows = connection.execute(" UNION ".join(linked), {"person": person}).fetchall()
    return frozenset({person, *(row[0] for row in rows if row[0] is not None)})


def load_household(
    connection: duckdb.DuckDBPyConnection,
    files: Mapping[str, str],
    members: Collection[str],
    read: Mapping[str, Collection[str]],
) -> None:
    """Copy the members' rows into `magasin.<table>`; a table about no person is copied whole.

    `read`: for each table, the columns that rules read; but for these and those of the cut, all are left empty.
    """
    connection.execute("CREATE SCHEMA magasin")
    people = ", ".join("'" + member.replace("'", "''") + "'" for member in sorted(members))
    copies = {
        name: f"CREATE TABLE magasin.{name} AS {_rows(name, columns, files, people)}" for name, columns in read.items()
    }
    plain = [sql for name, sql in copies.items() if files[name].startswith("read_parquet")]
    with connection.cursor() as second, ThreadPoolExecutor(1) as pool:
        # Thirty small readings wait for the disk more than they compute: two at a time.
        half = pool.submit(_execute, second, plain[::2])
        _execute(connection, plain[1::2])
        _execute(connection, [sql for sql in copies.values() if sql not in plain])
        half.result()


def _execute(connection: duckdb.DuckDBPyConnection, statements: Iterable[str]) -> None:
    for statement in statements:
        connection.execute(statement)


def _rows(name: str, columns: Collection[str], files: Mapping[str, str], people: str) -> str:
    table = tables()[name]
    wanted = {*columns, *CUT, table.date}
    kept = [
        field.name if field.name in wanted else f"CAST(NULL AS {field.sql_type}) AS {field.name}"
        for field in table.fields
    ]
    if table.person is not None:
        condition = f"assure IN ({people})"
    elif "foyer" in table.names and "foyer" in files:
        condition = f"foyer IN (SELECT foyer FROM {files['foyer']} WHERE assure IN ({people}))"
    else:
        condition = "true"
    return f"SELECT {', '.join(kept)} FROM {files[name]} WHERE {condition}"
