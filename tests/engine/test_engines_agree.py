"""Every function and operator of the dialect gives the same values on DuckDB and on Spark, over nasty ones.

DuckDB answers for the fund, Spark for the national bases. What is compared is the value, not its type or its text.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from sqlglot import exp

from planir.engine import dialect, guard
from planir.engine.calls import read_call
from planir.engine.functions import FUNCTIONS
from planir.engine.nodes import NODES

AU, CONNU_AU = date(2026, 2, 28), date(2026, 3, 31)
PARAMETERS: dict[str, Decimal | int | float] = {
    "essai.entier": 6,
    "essai.taux": Decimal("22.40"),
    "essai.negatif": -3,
    "essai.petit": 1e-07,
}

DATES = [
    "1900-02-28", "1900-03-01", "1969-12-31", "1970-01-01", "1999-12-31", "2000-02-29", "2008-02-29", "2023-01-31",
    "2023-02-28", "2024-02-28", "2024-02-29", "2024-12-31", "2025-03-30", "2025-04-30", "2026-01-31", "2026-02-28",
    "2026-03-01", "2026-03-31", "2100-02-28", "2100-03-01",
]  # fmt: skip
NUMBERS = [0, 1, -1, 2, -7, 12, 13, 29, 31, -366, 1200, None]
AMOUNTS = ["0.00", "2.50", "-2.50", "0.005", "22.40", "-0.01", "99999999.99", "0.33", "1.005", None]
TEXTS = ["", " ", " Élise ", "ÇA ET LÀ", "L'été", "œuvre", "\t tab", "𝄞 clé", "01004", "A10BA02", "Z", "a", "é", None]
BOOLEANS = [True, False, None]

SCHEMAS = {
    "paire": "k INTEGER, d DATE, e DATE, n INTEGER",
    "valeur": "k INTEGER, n INTEGER, p INTEGER, m DECIMAL(12, 2), q DECIMAL(12, 2), t VARCHAR, u VARCHAR, b BOOLEAN",
    "personne": "assure VARCHAR, nom VARCHAR",
    "soin": "assure VARCHAR, jour_soin DATE, montant DECIMAL(12, 2)",
    "jugement": "au DATE, connu_au DATE",
}
RELATIONS = {
    name: tuple(column.split()[0] for column in re.sub(r"\(.*?\)", "", schema).split(", "))
    for name, schema in SCHEMAS.items()
}

ON_PAIRS = """
    jours_avant(d, n) | jours_apres(d, n) | mois_avant(d, n) | mois_apres(d, n) | ans_avant(d, n) | ans_apres(d, n)
    mois_avant(d, 1) | mois_apres(:au, n) | mois_avant(:connu_au, parametre('essai.entier')) | jours_avant(d, n / 2)
    mois_apres(d, parametre('essai.taux')) | jours_apres(d, parametre('essai.negatif')) | age_au(d, e)
    age_au(d, :au) | jours_entre(d, e) | mois_entre(d, e) | mois_entre(d, mois_apres(d, n)) | annee(d) | mois(d)
    jour(d) | premier_du_mois(d) | fin_du_mois(d) | fin_du_mois(mois_avant(d, 1)) | least(d, e)
    greatest(d, e, :au) | coalesce(e, d) | nullif(d, e) | CAST(d AS VARCHAR) | d < e | d = e
    d >= DATE '2000-02-29' | d BETWEEN e AND :au | d IS NULL | d IS NOT NULL | d IS DISTINCT FROM e
    d IS NOT DISTINCT FROM e | CAST('2024-02-29' AS DATE) | CAST(NULL AS DATE) | d IN (e, :au) | NOT (d < e)
    CASE WHEN d < e THEN d WHEN d > e THEN e END | CASE n WHEN 1 THEN d ELSE e END | (d < e) = (e > :au)
    d < e OR e IS NULL | d < e AND n > 0 | concat(d, n, d < e) | d || 'x'
"""
ON_VALUES = """
    n + p | n - p | n * p | n / p | n % p | -n | n + 1 - p | n - (p - 2) | n * 2 + p | - (-n) | n - -3 | n / 3 * 2
    m + q | m - q | m * 0.3 | m / q | m / 3 | m % q | m % 0 | -m | m - n | m * n | n / 0 | m + n / p | 7 / 2
    -7 / 2 | abs(n) | abs(m) | round(m) | round(m, 1) | round(m / 3, 2) | round(m * 0.125, 2) | round(n / 2)
    round(n, 0) | round(q / 8, 6) | round(-2.5) | round(2.675, 2) | parametre('essai.petit') * n
    parametre('essai.negatif') - n | CAST(m AS INTEGER) | CAST(q AS BIGINT) | CAST(n AS DECIMAL(12, 2))
    CAST(q * 3 AS DECIMAL(12, 1)) | CAST(b AS INTEGER) | CAST(n AS BOOLEAN) | CAST(n AS VARCHAR)
    CAST(m AS VARCHAR) | CAST(b AS VARCHAR) | CAST('12' AS INTEGER) | CAST('2.5' AS INTEGER)
    CAST('2.345' AS DECIMAL(12, 2)) | CAST(round(m / 3, 2) AS VARCHAR) | CAST(m / 3 AS VARCHAR) | least(n, p)
    greatest(n, p) | greatest(m, 0) | least(t, u) | greatest(t, u) | coalesce(n, p, 0) | coalesce(t, 'rien')
    nullif(n, p) | nullif(t, '') | lower(t) | upper(t) | trim(t) | length(t) | length(trim(t)) | left(t, 2)
    left(t, 0) | substr(t, 2, 2) | substr(t, 2) | substr(t, 30, 2) | starts_with(t, 'A1') | starts_with(t, u)
    starts_with(t, '') | concat(t, u) | concat(t, n, b) | concat(t) | t || u | t || n || 'x' | t || m
    concat(t, 'l''été') | t < u | t = u | t <> u | t >= u | t IN ('A10BA02', 'é') | t NOT IN ('Z', '')
    n IN (1, 2, NULL) | n NOT IN (1, 2) | n BETWEEN p AND 12 | n NOT BETWEEN p AND 12 | b AND n > 0 | b OR n > 0
    NOT b | b IS TRUE | b IS NOT TRUE | b = TRUE | b IS FALSE | b IS DISTINCT FROM TRUE | n IS DISTINCT FROM p
    n <= p | n > m | n != p | m = 2.5 | n IS NULL | CASE WHEN b THEN n ELSE 0 END
    CASE WHEN b THEN 'oui' WHEN NOT b THEN 'non' END | CASE t WHEN 'Z' THEN 1 END | 'a"b`c' | b = n > p | NOT n = p
    NOT b = (n > 0) | n + 1 > 2 = b | n > 0 AND b OR p > 0 AND NOT b
"""
STATEMENTS = {
    "aggregates of a group": """
        SELECT CASE WHEN n > 0 THEN 'positif' WHEN n <= 0 THEN 'autre' END AS k,
            count(*) AS c1, count(m) AS c2, count(DISTINCT m) AS c3, sum(m) AS s1, sum(n) AS s2, sum(DISTINCT n) AS s3,
            min(m) AS i1, max(m) AS x1, min(t) AS i2, max(t) AS x2, avg(m) AS a1, avg(n) AS a2, avg(m / 3) AS a3,
            bool_or(b) AS o1, bool_and(b) AS o2, bool_or(n > 0) AS o3, sum(CASE WHEN b THEN 1 ELSE 0 END) AS s4,
            count(*) FILTER (WHERE b) AS c4, sum(m) FILTER (WHERE n > 100) AS s5, avg(m) FILTER (WHERE b) AS a4,
            sum(m) / count(*) AS r1, round(sum(m) / nullif(count(m), 0), 2) AS r2, max(n) - min(n) AS r3
        FROM valeur GROUP BY CASE WHEN n > 0 THEN 'positif' WHEN n <= 0 THEN 'autre' END HAVING count(*) > 1""",
    "aggregates of nothing": """
        SELECT 0 AS k, count(*) AS c1, count(n) AS c2, sum(n) AS s1, sum(m) AS s2, min(t) AS i1, max(m) AS x1,
            avg(m) AS a1, bool_or(b) AS o1, bool_and(b) AS o2
        FROM valeur WHERE n > 100000""",
    "windows": """
        SELECT k, row_number() OVER (PARTITION BY n ORDER BY m DESC, k) AS r1, lag(m) OVER (ORDER BY n, k) AS l1,
            lag(m, 2) OVER (PARTITION BY b ORDER BY m, k DESC) AS l2, lead(t, 1) OVER (ORDER BY t DESC, k) AS l3,
            lead(m, 0) OVER (ORDER BY k) AS l4, sum(m) OVER (PARTITION BY n) AS s1,
            sum(m) OVER (ORDER BY n, m, k ROWS BETWEEN 2 PRECEDING AND 1 FOLLOWING) AS s2,
            sum(n) OVER (ORDER BY m) AS s3, max(m) OVER (ORDER BY n NULLS FIRST, k ROWS UNBOUNDED PRECEDING) AS x1,
            min(m) OVER (ORDER BY t RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS i1,
            count(*) OVER (PARTITION BY b ORDER BY n DESC, k) AS c1, avg(m) OVER (PARTITION BY b) AS a1,
            count(m) FILTER (WHERE b) OVER (PARTITION BY n) AS c2, bool_or(b) OVER (PARTITION BY n ORDER BY k) AS o1
        FROM valeur""",
    "steps, joins, subqueries": """
        WITH
        -- étape : a un nom
        nommes AS (SELECT assure, nom FROM personne WHERE nom IS NOT NULL),
        total AS (
            SELECT assure, count(*) AS soins, sum(montant) AS montant, max(jour_soin) AS dernier
            FROM soin, jugement WHERE jour_soin <= jugement.au GROUP BY assure
        ),
        tous AS (
            SELECT * FROM nommes UNION SELECT assure, nom FROM personne UNION ALL SELECT assure, 'x' AS nom FROM soin
        )
        SELECT p.assure AS k, p.nom, assure, t.soins, t.montant, t.dernier,
            (SELECT max(s.montant) FROM soin AS s WHERE s.assure = p.assure) AS plus_cher,
            (SELECT count(*) FROM tous) AS lignes, (SELECT connu_au FROM jugement) AS connu,
            EXISTS (SELECT 1 FROM soin AS s WHERE s.assure = p.assure AND s.montant > 10) AS cher,
            EXISTS (SELECT 1 FROM total AS u WHERE u.assure = p.assure) AS soigne
        FROM nommes AS p LEFT JOIN total AS t USING (assure) CROSS JOIN jugement AS j
        WHERE NOT EXISTS (SELECT 1 FROM soin AS s WHERE s.assure = p.assure AND s.montant < 0) AND j.au = :au
            AND (p.assure IN (SELECT assure FROM total) OR p.nom = 'Tom')""",
    "joins that miss, distinct, derived tables": """
        SELECT DISTINCT p.assure AS k, x.montant AS m, y.nom AS n
        FROM personne AS p
        JOIN (SELECT assure, montant FROM soin WHERE montant > 0) AS x ON x.assure = p.assure
        LEFT JOIN personne AS y ON (y.nom = p.nom AND y.assure <> p.assure)""",
}  # fmt: skip


def _expressions(text: str) -> list[str]:
    return [part.strip() for line in text.strip().splitlines() for part in line.split(" | ")]


def _statement(expressions: list[str], relation: str) -> str:
    columns = ", ".join(f"{expression} AS v{rank}" for rank, expression in enumerate(expressions))
    return f"SELECT k, {columns} FROM {relation}"


CASES = {
    **{
        f"{relation}: {expressions[0]}…": _statement(expressions, relation)
        for relation, text in (("paire", ON_PAIRS), ("valeur", ON_VALUES))
        for expressions in [_expressions(text)]
    },
    **STATEMENTS,
}


def _given() -> dict[str, list[tuple[object, ...]]]:
    """The rows of each relation: all pairs of dates, every text next to every other."""
    dates = [*map(date.fromisoformat, DATES), None]
    pairs = [(one, other) for one in dates for other in dates]
    amounts = [None if amount is None else Decimal(amount) for amount in AMOUNTS]
    return {
        "paire": [(k, d, e, NUMBERS[k % 12]) for k, (d, e) in enumerate(pairs)],
        "valeur": [
            (
                k,
                NUMBERS[k % 12],
                NUMBERS[k // 12 % 12],
                amounts[k % 10],
                amounts[(k // 10 + k) % 10],
                TEXTS[k % 14],
                TEXTS[k // 14 % 14],
                BOOLEANS[k % 3],
            )
            for k in range(196)
        ],
        "personne": [("a", "Léa"), ("b", "Tom"), ("c", None), ("d", "Tom"), (None, "Ana")],
        "soin": [
            ("a", date(2026, 2, 28), Decimal("10.00")),
            ("a", date(2026, 3, 1), Decimal("12.40")),
            ("b", None, Decimal("3.00")),
            ("d", date(2020, 2, 29), Decimal("-1.00")),
            (None, date(2026, 1, 1), Decimal("5.00")),
            ("z", date(2026, 1, 1), None),
        ],
        "jugement": [(AU, CONNU_AU)],
    }


def _plain(value: object) -> object:
    """A value told apart by its sort only: 2 and 2.00 are equal, 1 and true are not."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, Decimal)):
        return Decimal(value)
    assert isinstance(value, (date, str)), f"the dialect gives no {type(value).__name__}"
    return value


def _rows(rows: list[Any]) -> list[tuple[object, ...]]:
    return sorted((tuple(_plain(value) for value in row) for row in rows), key=repr)


def _tree(text: str) -> exp.Expression:
    tree = dialect.parse(text)
    guard.check(tree, RELATIONS, PARAMETERS)
    return tree


@pytest.fixture(scope="module")
def duck() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        for name, rows in _given().items():
            connection.execute(f"CREATE TABLE {name} ({SCHEMAS[name]})")
            marks = ", ".join("?" for _ in RELATIONS[name])
            connection.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
        yield connection


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    if importlib.util.find_spec("pyspark") is None:
        pytest.skip("pyspark is not installed: the agreement of DuckDB and Spark is not checked here")
    if shutil.which("java") is None:
        pytest.skip("Java is not installed: the agreement of DuckDB and Spark is not checked here")
    from pyspark.sql import SparkSession

    folder: Path = tmp_path_factory.mktemp("spark")
    session = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.warehouse.dir", str(folder))
        .config("spark.local.dir", str(folder))
        .config("spark.sql.session.timeZone", "Europe/Paris")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    for name, rows in _given().items():
        session.createDataFrame(rows, SCHEMAS[name].replace("VARCHAR", "STRING")).createOrReplaceTempView(name)
    yield session
    session.stop()


@pytest.mark.spark
@pytest.mark.allow_hosts(["127.0.0.1"])
@pytest.mark.parametrize("case", CASES)
def test_the_two_engines_give_the_same_values(case: str, duck: duckdb.DuckDBPyConnection, spark: Any) -> None:
    tree = _tree(CASES[case])
    cursor = duck.execute(dialect.bind(dialect.to_duckdb(tree), AU, CONNU_AU, PARAMETERS))
    columns = [column[0] for column in cursor.description]
    here = _rows(cursor.fetchall())
    there = _rows(spark.sql(dialect.bind(dialect.to_spark(tree), AU, CONNU_AU, PARAMETERS)).collect())
    assert here, "a case without a row compares nothing"
    assert len(here) == len(there)
    named = dict(zip(columns, tree.selects, strict=True))
    differing = {
        f"{named[column].sql()}: {mine} on DuckDB, {other} on Spark, row {row[0]}"
        for row, peer in zip(here, there, strict=True)
        for column, mine, other in zip(columns, row, peer, strict=True)
        if mine != other
    }
    assert not differing


def test_every_function_and_every_kind_of_syntax_is_compared() -> None:
    nodes = [node for text in CASES.values() for node in _tree(text).walk()]
    called = {call.name for node in nodes if (call := read_call(node)) is not None}
    assert called == set(FUNCTIONS)
    assert set(NODES) <= {type(node) for node in nodes}
