"""Whatever text comes, a rule is refused in a sentence or runs: nothing else ever comes out."""

from __future__ import annotations

import contextlib
import re
import string
from collections.abc import Iterator
from datetime import date

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from planir.engine import dialect, guard, lineage
from planir.engine.errors import PlanirError
from planir.engine.functions import FUNCTIONS

RELATIONS = {
    "assure_au_jour": {"assure": "VARCHAR", "age": "INTEGER", "date_naissance": "DATE"},
    "soin": {"assure": "VARCHAR", "date_soin": "DATE", "majoration": "DECIMAL(12, 2)", "hors_parcours": "BOOLEAN"},
    "jugement": {"au": "DATE", "connu_au": "DATE"},
}

VALID = """
WITH
-- étape : a seize ans
adultes AS (SELECT assure, age_au(date_naissance, :au) AS ans FROM assure_au_jour WHERE age >= parametre('a.b')),
soins AS (
    SELECT assure, count(*) AS soins, sum(majoration) AS perte, max(date_soin) AS dernier,
        bool_or(hors_parcours) FILTER (WHERE majoration > 0) AS ailleurs
    FROM soin WHERE hors_parcours AND date_soin BETWEEN mois_avant(:au, 6) AND :connu_au GROUP BY assure
),
rangs AS (
    SELECT assure, row_number() OVER (PARTITION BY assure ORDER BY date_soin DESC) AS rang, lag(majoration) OVER
    (ORDER BY date_soin ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS avant FROM soin CROSS JOIN jugement
)
-- étape : a eu un soin
SELECT a.assure, '' AS objet, s.soins, round(s.perte / 2, 2) AS perte, CAST(NULL AS DATE) AS echeance,
    CASE WHEN a.ans > 25 THEN 'adulte' ELSE coalesce(left(a.assure, 2) || 'x', concat(a.ans, 'é')) END AS classe
FROM adultes AS a LEFT JOIN soins AS s ON s.assure = a.assure
WHERE NOT EXISTS (SELECT 1 FROM rangs AS r WHERE r.assure = a.assure AND r.rang > 1) OR a.assure IN ('a', 'b''c')
UNION ALL SELECT assure, 'y', 1, 2.5, DATE '2026-01-01', (SELECT max(assure) FROM soin) FROM soins
"""

WORDS = [
    *FUNCTIONS,
    *RELATIONS,
    *re.findall(
        r"\S+",
        """
        assure age date_soin adultes soins rangs a s r x _ "x" "x.csv" 'x' '' 'x.csv' 0 1 2.5 1e9 0x1 NULL TRUE :au :x
        ( ) , . ; * + - / // % || = <> < > -> => :: : ? $1 # @ [ ] { } -- /* */ :connu_au
        SELECT FROM WHERE AND OR NOT IN IS AS JOIN LEFT CROSS ON USING GROUP BY HAVING UNION ALL DISTINCT EXISTS CASE
        WHEN THEN ELSE END OVER PARTITION ORDER ROWS RANGE PRECEDING FILTER WITH RECURSIVE LIMIT OFFSET QUALIFY DATE
        INTERVAL CAST LATERAL UNNEST VALUES TABLE PIVOT COPY SET PRAGMA ATTACH EXPLAIN DESCRIBE NATURAL ASOF SEMI ANTI
        EXCEPT COLUMNS EXCLUDE REPLACE SAMPLE TABLESAMPLE WINDOW ANY SOME LIKE ESCAPE BETWEEN INTO FOR UPDATE NULLS
        FIRST IGNORE ROLLUP CUBE SETS MATERIALIZED LAMBDA MAP STRUCT ARRAY TRY_CAST EXTRACT TRIM POSITION SUBSTRING
        OVERLAY AT TIME ZONE COLLATE read_csv getenv now random current_date current_setting glob query
        """,
    ),
]

TOKENS = VALID.replace("(", " ( ").replace(")", " ) ").replace(",", " , ").split(" ")


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """The valid rule with a few of its words lost, doubled, replaced or added."""
    tokens = list(TOKENS)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(tokens) - 1))
        change = draw(st.sampled_from(["lose", "double", "replace", "add", "swap"]))
        if change == "lose":
            del tokens[place]
        elif change == "double":
            tokens.insert(place, tokens[place])
        elif change == "replace":
            tokens[place] = draw(st.sampled_from(WORDS))
        elif change == "add":
            tokens.insert(place, draw(st.sampled_from(WORDS)))
        else:
            other = draw(st.integers(0, len(tokens) - 1))
            tokens[place], tokens[other] = tokens[other], tokens[place]
    return " ".join(tokens)


WORD_SALADS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=30).map(" ".join)
SELECTIONS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(
    lambda words: f"SELECT {' '.join(words)} AS x FROM soin"
)
TEXTS = st.text(st.sampled_from(string.printable + "éœ𝄞\x00\ufeff"), max_size=80)


@pytest.fixture(scope="module")
def engine() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(
        config={"memory_limit": "200MB", "threads": 1, "enable_external_access": "false"}
    ) as connection:
        for name, columns in RELATIONS.items():
            connection.execute(f"CREATE TABLE {name} ({', '.join(f'{c} {t}' for c, t in columns.items())})")
        connection.execute("INSERT INTO assure_au_jour VALUES ('a', 30, '1996-02-29'), (NULL, NULL, NULL)")
        connection.execute("INSERT INTO soin VALUES ('a', '2026-01-31', 12.40, TRUE), ('a', NULL, NULL, NULL)")
        connection.execute("INSERT INTO jugement VALUES ('2026-02-28', '2026-02-28')")
        yield connection


SAID_BY_THE_ENGINE = (
    duckdb.BinderException,
    duckdb.ConversionException,
    duckdb.InvalidInputException,
    duckdb.OutOfRangeException,
)
"""A rule may add a text to a date, or overflow: the engine says so when it reads or runs it."""


def _refusal(text: str) -> PlanirError | None:
    try:
        guard.check(dialect.parse(text), RELATIONS, {"a.b"})
    except PlanirError as error:
        return error
    return None


def _run(text: str, engine: duckdb.DuckDBPyConnection) -> bool:
    """Whether the rule passed the guard. It raises what should never come out."""
    refusal = _refusal(text)
    if refusal is not None:
        assert refusal.sentence.isprintable()
        return False
    tree = dialect.parse(text)
    assert {name for name, _ in lineage.columns_read(tree, RELATIONS)} <= RELATIONS.keys()
    bound = [
        dialect.bind(write(tree), date(2026, 2, 28), date(2026, 2, 28), {"a.b": 16})
        for write in (dialect.to_duckdb, dialect.to_spark)
    ]
    assert not any("__planir_" in sql for sql in bound)
    with contextlib.suppress(*SAID_BY_THE_ENGINE):
        engine.execute(bound[0]).fetchall()
    return True


def test_the_rule_that_is_mutated_is_valid(engine: duckdb.DuckDBPyConnection) -> None:
    assert _run(VALID, engine)
    assert _run(" ".join(TOKENS), engine)


@settings(max_examples=250)
@given(text=mutated())
def test_a_mutated_rule_is_refused_or_runs(text: str, engine: duckdb.DuckDBPyConnection) -> None:
    _run(text, engine)


@settings(max_examples=250)
@given(text=TEXTS | WORD_SALADS | SELECTIONS)
@example(text="SELECT {'a': 1} AS x FROM soin")
@example(text="SELECT (soin) AS x FROM soin")
@example(text="SELECT max(a) AS x FROM (soin AS a JOIN soin AS b USING (assure))")
def test_a_random_text_is_refused_or_runs(text: str, engine: duckdb.DuckDBPyConnection) -> None:
    _run(text, engine)
