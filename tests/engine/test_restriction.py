"""A query asked about some persons says of them what it says when asked about everybody, and reads less."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlglot import exp

from planir.engine import dialect, guard
from planir.engine.restriction import restrict_steps

RELATIONS = {"soin": ("assure", "medecin", "jour"), "lien": ("assure", "autre", "jour"), "doc": ("medecin", "jour")}

WHOLE = {
    "a filter": ("SELECT assure, jour FROM soin WHERE jour > 2", 1),
    "a group": ("SELECT assure, max(jour) AS jour FROM soin GROUP BY assure", 1),
    "a join": ("SELECT s.assure, l.autre FROM soin AS s JOIN lien AS l ON l.assure = s.assure", 2),
    "a join by USING": ("SELECT assure, autre FROM soin JOIN lien USING (assure)", 2),
    "a chain of joins": (
        "SELECT d.assure FROM soin AS s JOIN lien AS l ON s.assure = l.assure JOIN soin AS d ON d.assure = l.assure",
        3,
    ),
    "an equality of WHERE": (
        "SELECT s.assure FROM soin AS s JOIN lien AS l ON l.jour = s.jour WHERE l.assure = s.assure",
        2,
    ),
    "a LEFT JOIN": ("SELECT s.assure, l.autre FROM soin AS s LEFT JOIN lien AS l ON s.assure = l.assure", 2),
    "an absence": (
        "SELECT s.assure FROM soin AS s WHERE NOT EXISTS (SELECT 1 FROM lien AS l WHERE l.assure = s.assure)",
        2,
    ),
    "a value of its own": (
        "SELECT s.assure, (SELECT max(l.jour) FROM lien AS l WHERE l.assure = s.assure) AS jour FROM soin AS s",
        2,
    ),
    "a UNION": ("SELECT assure, jour FROM soin UNION SELECT assure, jour FROM lien", 2),
    "a UNION under another name": (
        "SELECT qui AS assure FROM (SELECT assure AS qui FROM soin UNION ALL SELECT autre FROM lien) AS tous",
        2,
    ),
    "a window a person": (
        "SELECT assure, jour FROM (SELECT assure, jour, row_number() OVER (PARTITION BY assure ORDER BY jour) AS rang "
        "FROM soin) AS s WHERE rang = 1",
        1,
    ),
    "steps": (
        "WITH a AS (SELECT assure, jour FROM soin), b AS (SELECT a.* FROM a WHERE jour > 1) "
        "SELECT b.assure, a.jour FROM b JOIN a ON a.assure = b.assure",
        1,
    ),
    "a group of a window": (
        "SELECT assure, max(jour) AS jour, row_number() OVER (PARTITION BY assure ORDER BY max(jour)) AS rang "
        "FROM soin GROUP BY assure, medecin",
        1,
    ),
    "a window over the kept side of a LEFT JOIN": (
        "SELECT s.assure, count(l.jour) OVER (PARTITION BY s.assure) AS n "
        "FROM soin AS s LEFT JOIN lien AS l ON l.assure = s.assure",
        2,
    ),
    "a window over a person that a join makes certain": (
        "SELECT s.assure, count(*) OVER (PARTITION BY k.assure) AS n FROM soin AS s "
        "LEFT JOIN lien AS l ON l.assure = s.assure JOIN soin AS k ON k.assure = s.assure",
        3,
    ),
    "a window over a joined side that WHERE makes certain": (
        "SELECT s.assure, count(*) OVER (PARTITION BY l.assure) AS n "
        "FROM soin AS s LEFT JOIN lien AS l ON l.assure = s.assure WHERE l.assure = s.assure",
        2,
    ),
    "a count of the joined side": (
        "SELECT s.assure, count(DISTINCT l.assure) AS n "
        "FROM soin AS s LEFT JOIN lien AS l ON l.assure = s.assure GROUP BY s.assure, l.assure",
        2,
    ),
    "distinct rows of a LEFT JOIN": (
        "SELECT DISTINCT s.assure, l.assure AS lie FROM soin AS s LEFT JOIN lien AS l ON l.assure = s.assure",
        2,
    ),
    "an absence from the joined side": (
        "SELECT s.assure FROM soin AS s LEFT JOIN lien AS l ON l.assure = s.assure "
        "WHERE NOT EXISTS (SELECT 1 FROM doc AS d JOIN soin AS k ON k.medecin = d.medecin WHERE k.assure = l.assure)",
        3,
    ),
}
"""Queries, with the number of relations that are cut to the persons asked about."""

PARTIAL = {
    "a relation about nobody": (
        "SELECT s.assure, d.jour FROM soin AS s JOIN doc AS d ON d.medecin = s.medecin",
        1,
    ),
    "somebody else's rows": (
        "SELECT l.assure, s.jour FROM lien AS l JOIN soin AS s ON s.assure = l.autre",
        1,
    ),
    "the joined side of a LEFT JOIN": (
        "SELECT l.assure, s.jour FROM soin AS s LEFT JOIN lien AS l ON l.assure = s.assure",
        1,
    ),
    "a condition of LEFT JOIN on what came before": (
        "SELECT s.assure FROM soin AS s JOIN lien AS l ON l.jour = s.jour "
        "LEFT JOIN doc AS d ON d.medecin = s.medecin AND l.assure = s.assure",
        1,
    ),
    "a group of others": (
        "SELECT assure FROM soin WHERE jour = (SELECT max(jour) FROM soin) GROUP BY assure",
        1,
    ),
    "a group without the person": (
        "SELECT s.assure, g.jour FROM soin AS s JOIN "
        "(SELECT medecin, max(jour) AS jour FROM soin GROUP BY medecin) AS g ON g.medecin = s.medecin",
        1,
    ),
    "a count of all": ("SELECT max(assure) AS assure FROM soin", 0),
    "a computed name": ("SELECT coalesce(autre, assure) AS assure FROM lien", 0),
    "a window over all": (
        "SELECT assure FROM (SELECT assure, row_number() OVER (ORDER BY jour, assure) AS rang FROM soin) AS s "
        "WHERE rang = 2",
        0,
    ),
    "a rank over all beside the person": (
        "SELECT assure, row_number() OVER (ORDER BY jour, assure, medecin) AS rang FROM soin",
        0,
    ),
    "a step read for another person": (
        "WITH a AS (SELECT assure, autre FROM lien) SELECT a.assure, b.autre FROM a JOIN a AS b ON b.assure = a.autre",
        0,
    ),
    "a step read under two columns": (
        "WITH a AS (SELECT assure, autre FROM lien) "
        "SELECT a.assure FROM a JOIN soin AS s ON s.assure = a.assure "
        "WHERE EXISTS (SELECT 1 FROM a AS b WHERE b.autre = s.assure)",
        1,
    ),
    "a list of others": (
        "SELECT s.assure FROM soin AS s WHERE s.assure IN (SELECT autre FROM lien)",
        1,
    ),
    "a window in a step read by two": (
        "WITH a AS (SELECT assure, row_number() OVER (ORDER BY jour, medecin, assure) AS rang FROM soin) "
        "SELECT a.assure, b.rang FROM a JOIN a AS b USING (assure)",
        0,
    ),
    "a window over the joined side of a LEFT JOIN": (
        "SELECT s.assure, count(*) OVER (PARTITION BY l.assure) AS n "
        "FROM soin AS s LEFT JOIN lien AS l ON l.assure = s.assure",
        0,
    ),
    "a window over the joined side, by USING": (
        "SELECT assure, count(*) OVER (PARTITION BY l.assure) AS n FROM soin AS s LEFT JOIN lien AS l USING (assure)",
        0,
    ),
    "a window over what is joined to the joined side": (
        "SELECT s.assure, max(k.jour) OVER (PARTITION BY k.assure) AS jour FROM soin AS s "
        "LEFT JOIN lien AS l ON l.assure = s.assure LEFT JOIN soin AS k ON k.assure = l.assure",
        0,
    ),
    "a window over a step joined by LEFT JOIN": (
        "WITH a AS (SELECT assure, max(jour) AS jour FROM lien GROUP BY assure) "
        "SELECT s.assure, count(*) OVER (PARTITION BY a.assure) AS n FROM soin AS s LEFT JOIN a ON a.assure = s.assure",
        0,
    ),
    "two windows, one over the joined side": (
        "SELECT s.assure, count(*) OVER (PARTITION BY s.assure) AS n, count(*) OVER (PARTITION BY l.assure) AS m "
        "FROM soin AS s LEFT JOIN lien AS l ON l.assure = s.assure",
        0,
    ),
    "a group by the joined side": (
        "SELECT l.assure, count(*) AS n FROM soin AS s LEFT JOIN lien AS l ON l.assure = s.assure GROUP BY l.assure",
        1,
    ),
    "a window of the person of the joined side": (
        "SELECT l.assure, count(*) OVER (PARTITION BY l.assure) AS n "
        "FROM soin AS s LEFT JOIN lien AS l ON l.assure = s.assure",
        1,
    ),
}

PERSONS = st.sampled_from(["a", "b", "c", "d", None])
DAYS = st.integers(0, 4)
ROWS = {
    "soin": st.tuples(PERSONS, st.sampled_from(["x", "y", None]), DAYS),
    "lien": st.tuples(PERSONS, PERSONS, DAYS),
    "doc": st.tuples(st.sampled_from(["x", "y", None]), DAYS),
}
FUNDS = st.fixed_dictionaries({name: st.lists(row, max_size=8) for name, row in ROWS.items()})


TYPES = {"assure": "VARCHAR", "autre": "VARCHAR", "medecin": "VARCHAR", "jour": "INTEGER"}


@pytest.fixture(scope="module")
def engine() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 1}) as connection:
        yield connection


def _table(engine: duckdb.DuckDBPyConnection, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    typed = ", ".join(f"{column} {TYPES[column]}" for column in columns)
    engine.execute(f"CREATE OR REPLACE TABLE {name} ({typed})")
    values = ", ".join(str(tuple(row)).replace("None", "NULL").replace(",)", ")") for row in rows)
    if values:
        engine.execute(f"INSERT INTO {name} VALUES {values}")


def rule(text: str) -> exp.Expression:
    """The query of `text` asked after a step that holds the persons of `demandes`."""
    tree = dialect.parse(text)
    clause = tree.args["with_"].pop() if tree.args.get("with_") else exp.With(expressions=[])
    step = exp.CTE(
        this=dialect.parse("SELECT assure FROM demandes"), alias=exp.TableAlias(this=exp.to_identifier("etape"))
    )
    question = exp.CTE(this=tree, alias=exp.TableAlias(this=exp.to_identifier("question")))
    whole = dialect.parse(f"SELECT {', '.join(tree.named_selects)} FROM question")
    whole.set("with_", exp.With(expressions=[step, *clause.expressions, question]))
    return whole


def restricted(tree: exp.Expression) -> exp.Expression:
    copy, cut = tree.copy(), restrict_steps(tree, {**RELATIONS, "demandes": ("assure",)}, "assure", {"etape"})
    for query in copy.args["with_"].expressions:
        query.set("this", cut.get(query.alias, query.this))
    return copy


@pytest.mark.parametrize("shape", [*WHOLE, *PARTIAL])
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fund=FUNDS, asked=st.frozensets(PERSONS.filter(bool)))
def test_it_says_the_same_of_the_persons_asked_about(
    shape: str, engine: duckdb.DuckDBPyConnection, fund: dict[str, list[tuple[Any, ...]]], asked: frozenset[str]
) -> None:
    text, _ = {**WHOLE, **PARTIAL}[shape]
    tree = rule(text)
    for name, columns in RELATIONS.items():
        _table(engine, name, columns, fund[name])
    _table(engine, "demandes", ("assure",), [(person,) for person in asked])

    def answer(asked: exp.Expression) -> list[tuple[Any, ...]]:
        rows = engine.execute(f"SELECT * FROM ({dialect.to_duckdb(asked)}) WHERE assure IN (FROM demandes)").fetchall()
        return sorted(rows, key=repr)

    assert answer(restricted(tree)) == answer(tree)


@pytest.mark.parametrize("shape", [*WHOLE, *PARTIAL])
def test_it_reads_only_their_rows_where_that_is_certain(shape: str) -> None:
    text, cut = {**WHOLE, **PARTIAL}[shape]
    tree = rule(text)
    guard.check(tree, {**RELATIONS, "demandes": ("assure",)}, ())
    assert dialect.to_duckdb(restricted(tree)).count('FROM "etape"') == cut


def test_the_query_itself_is_left_as_it_was() -> None:
    tree = rule("SELECT assure FROM soin")
    before = dialect.to_duckdb(tree)
    restricted(tree)
    assert dialect.to_duckdb(tree) == before
