"""A count of rows stands for a count of persons only where a query certainly gives each person once."""

from __future__ import annotations

import duckdb
import pytest

from planir.engine import dialect
from planir.engine.uniqueness import one_row_per

PERSONS = "('a', 2, 'a'), ('b', 3, 'b'), ('c', 9, 'a'), ('d', 9, NULL)"
UNIQUE = {"personne", "adresse"}
ONCE = (
    "SELECT assure FROM personne WHERE age > 1",
    "SELECT a.assure FROM personne AS a LEFT JOIN adresse AS b ON b.assure = a.assure",
    "SELECT assure, count(*) AS n FROM soin GROUP BY assure",
    "WITH vivants AS (SELECT assure, age FROM personne WHERE age > 1) SELECT assure, age + 1 AS age FROM vivants",
    "WITH soins AS (SELECT assure, max(jour) AS jour FROM soin GROUP BY assure) SELECT s.assure FROM soins AS s",
    "SELECT b.assure FROM personne AS a JOIN adresse AS b ON b.assure = a.assure",
    "SELECT assure FROM personne LEFT JOIN adresse USING (assure)",
    "SELECT a.assure FROM personne AS a LEFT JOIN personne AS o ON o.assure = a.rattache_a",
    "SELECT a.assure FROM personne AS a LEFT JOIN personne AS o ON o.age > 2 AND (lower(a.rattache_a) = o.assure)",
    "SELECT b.assure FROM personne AS a LEFT JOIN personne AS o ON o.assure = a.rattache_a "
    "JOIN adresse AS b ON b.assure = a.assure",
    "SELECT s.assure, count(*) AS n FROM soin AS s JOIN personne AS a ON a.assure = s.assure GROUP BY s.assure",
)
PERHAPS_TWICE = (
    "SELECT assure FROM soin",
    "SELECT a.assure FROM personne AS a JOIN soin AS b ON b.assure = a.assure",
    "WITH soins AS (SELECT assure FROM soin) SELECT assure FROM soins",
    "WITH personne AS (SELECT assure FROM soin) SELECT assure FROM personne",
    "SELECT assure FROM personne UNION ALL SELECT assure FROM adresse",
    "SELECT b.assure FROM personne AS a LEFT JOIN adresse AS b ON b.assure = a.assure",
    "SELECT b.assure FROM personne AS a LEFT JOIN adresse AS b USING (assure)",
    "SELECT o.assure FROM personne AS a JOIN personne AS o ON o.assure = a.rattache_a",
    "SELECT c.assure FROM personne AS a LEFT JOIN adresse AS b ON b.assure = a.assure "
    "LEFT JOIN adresse AS c ON c.assure = b.assure",
    "SELECT a.assure FROM personne AS a JOIN personne AS o ON o.rattache_a = a.assure",
    "SELECT a.assure FROM personne AS a JOIN personne AS o ON o.assure = o.rattache_a",
    "SELECT a.assure FROM personne AS a JOIN personne AS o ON o.assure = a.rattache_a OR o.age > 1",
    "SELECT b.assure FROM soin AS a JOIN adresse AS b ON b.assure = a.assure",
    "SELECT o.assure FROM personne AS a JOIN personne AS o ON o.assure = a.rattache_a AND o.age < a.age + 9",
)


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE personne AS SELECT * FROM (VALUES {PERSONS}) AS t (assure, age, rattache_a)")
    connection.execute("CREATE TABLE adresse AS SELECT 'a' AS assure")
    connection.execute("CREATE TABLE soin AS SELECT * FROM (VALUES ('a', 1), ('a', 2)) AS t (assure, jour)")
    return connection


@pytest.mark.parametrize("query", ONCE)
def test_each_person_once(connection: duckdb.DuckDBPyConnection, query: str) -> None:
    assert one_row_per(dialect.parse(query), "assure", UNIQUE)
    assert _twice(connection, query) == 0


@pytest.mark.parametrize("query", PERHAPS_TWICE)
def test_a_person_twice_is_never_called_once(connection: duckdb.DuckDBPyConnection, query: str) -> None:
    assert not one_row_per(dialect.parse(query), "assure", UNIQUE)
    assert _twice(connection, query) > 0


def _twice(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    return len(connection.execute(f"SELECT assure FROM ({query}) GROUP BY assure HAVING count(*) > 1").fetchall())
