"""The people whose rows a rule may read to judge one person: the household, who represents, who depends on whom."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import duckdb

from planir.population.contract import Table

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


def rows_of(table: Table, columns: Collection[str], files: Mapping[str, str], members: Collection[str]) -> str:
    """The SELECT of the members' rows of a table, all of them for a table about no person.

    But for `columns` and for those of the cut, all are left empty.
    """
    people = ", ".join("'" + member.replace("'", "''") + "'" for member in sorted(members))
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
