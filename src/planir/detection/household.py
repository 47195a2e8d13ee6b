"""The people whose rows a rule may read to judge one person: the household, who represents, who depends on whom."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import duckdb

from planir.population.contract import Table

CUT = ("assure", "foyer", "connu_le", "connu_jusqu")
"""Columns that the cut and the choice of rows need, whatever the rules read."""


STORE = "magasin"
"""Schema that holds the rows of a few people, once they are read."""


def household(connection: duckdb.DuckDBPyConnection, files: Mapping[str, str], person: str) -> frozenset[str]:
    """The person and those linked to them; empty when the population never held the person.

    `files`: for each table, the DuckDB relation of its rows.
    """
    known = connection.execute(f"SELECT 1 FROM {files['assure']} WHERE assure = ? LIMIT 1", [person]).fetchone()
    if known is None:
        return frozenset()
    return frozenset(row[0] for row in connection.execute(linked(files, quoted([person]))).fetchall())


def linked(files: Mapping[str, str], people: str) -> str:
    """The SELECT, under the name `assure`, of `people` (SQL, what IN takes) and of those linked to them."""
    assure = files["assure"]
    found = [
        f"SELECT assure FROM {assure} WHERE assure IN ({people}) OR rattache_a IN ({people})",
        f"SELECT rattache_a FROM {assure} WHERE assure IN ({people})",
    ]
    if "foyer" in files:
        homes = f"SELECT foyer FROM {files['foyer']} WHERE assure IN ({people})"
        found.append(f"SELECT assure FROM {files['foyer']} WHERE foyer IN ({homes})")
    if "representant" in files:
        found.append(f"SELECT representant FROM {files['representant']} WHERE assure IN ({people})")
        found.append(f"SELECT assure FROM {files['representant']} WHERE representant IN ({people})")
    return f"SELECT assure FROM ({' UNION '.join(found)}) WHERE assure IS NOT NULL"


def quoted(people: Collection[str]) -> str:
    """Persons as the literals that IN takes."""
    return ", ".join("'" + person.replace("'", "''") + "'" for person in sorted(people))


def rows_of(table: Table, columns: Collection[str], files: Mapping[str, str], people: str) -> str:
    """The SELECT of the rows of `people` (SQL, what IN takes) in a table, all of them for a table about no person.

    But for `columns` and for those of the cut, all are left empty.
    """
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
    return f"SELECT {', '.join(kept)} FROM {files[table.name]} WHERE {condition}"
