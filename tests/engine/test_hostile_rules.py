"""A rule may come from anyone: what would read, write, ask, wait or count without end is refused with one sentence."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from planir.engine import dialect, guard
from planir.engine.errors import PlanirError

RELATIONS = {
    "assure_au_jour": ("assure", "age", "sexe", "date_naissance"),
    "soin": ("assure", "date_soin", "majoration", "hors_parcours"),
    "jugement": ("au", "connu_au"),
}
CODES = {word for word in (guard.__doc__ or "").split() if "_" in word and word.islower()}

HOSTILE = {
    # files
    "a Parquet file as a table": "SELECT assure FROM '/etc/passwd.parquet'",
    "a CSV file as a quoted name": 'SELECT assure FROM "identite.csv"',
    "a reader function": "SELECT assure FROM read_csv('/etc/passwd')",
    "another reader": "SELECT content AS c FROM read_text('/etc/passwd')",
    "a reader of Parquet in a join": "SELECT b.nir FROM soin JOIN read_parquet('*.parquet') AS b ON b.nir = assure",
    "a list of files": "SELECT file AS f FROM glob('/*')",
    "a file beside relations": "SELECT a.assure FROM soin AS a, 'https://exemple.org/x.parquet' AS b",
    # machine, settings, catalogue
    "the environment": "SELECT getenv('HOME') AS x FROM soin",
    "a setting": "SELECT current_setting('secret_directory') AS x FROM soin",
    "the engine's settings": "SELECT name AS n FROM duckdb_settings()",
    "the engine's secrets": "SELECT name AS n FROM duckdb_secrets()",
    "the catalogue of tables": "SELECT table_name AS n FROM information_schema.tables",
    "another catalogue": "SELECT assure FROM memory.main.soin",
    "the engine's own tables": "SELECT sql AS s FROM sqlite_master",
    "a query in a text": "SELECT assure FROM query('SELECT 1')",
    "a table named by a text": "SELECT assure FROM query_table('identite')",
    "a completion": "SELECT suggestion AS s FROM sql_auto_complete('SEL')",
    "a relation of identities": "SELECT nir FROM identite",
    "a struct of the whole row": "SELECT soin AS tout FROM soin",
    "a row of a relation as a value": "SELECT s.* FROM soin AS s",
    # writes
    "a write to a file": "COPY soin TO '/tmp/fuite.csv'",
    "an attached base": "ATTACH '/tmp/x.db'",
    "a created table": "CREATE TABLE t AS SELECT assure FROM soin",
    "a dropped table": "DROP TABLE soin",
    "a deletion": "DELETE FROM soin",
    "a changed setting": "SET enable_external_access = true",
    "a pragma": "PRAGMA database_list",
    "an installed extension": "INSTALL httpfs",
    "an exported base": "EXPORT DATABASE '/tmp/x'",
    "a second statement": "SELECT assure FROM soin; DROP TABLE soin",
    "a second statement behind a comment": "SELECT assure FROM soin --\n; COPY soin TO 'x'",
    "a SELECT that writes": "SELECT assure INTO autre FROM soin",
    "a lock": "SELECT assure FROM soin FOR UPDATE",
    "an explanation that runs": "EXPLAIN ANALYZE SELECT assure FROM soin",
    # clock and chance
    "the clock": "SELECT assure FROM soin WHERE date_soin < now()",
    "today": "SELECT assure FROM soin WHERE date_soin < current_date",
    "chance": "SELECT assure, random() AS x FROM soin",
    "a unique number": "SELECT uuid() AS x FROM soin",
    "a sample": "SELECT assure FROM soin TABLESAMPLE 10%",
    "a value that depends on the order": "SELECT any_value(assure) AS a FROM soin",
    "a list": "SELECT array_agg(assure) AS a FROM soin",
    "the first lines": "SELECT assure FROM soin LIMIT 10",
    "an order": "SELECT assure FROM soin ORDER BY majoration",
    # without end
    "a recursion": "WITH RECURSIVE r AS (SELECT assure FROM soin UNION ALL SELECT assure FROM r) SELECT assure FROM r",
    "a series": "SELECT x FROM generate_series(1, 1000000000) AS t(x)",
    "a range": "SELECT unnest(range(1000000000)) AS x FROM soin",
    "all pairs by a comma": "SELECT a.assure FROM soin AS a, soin AS b",
    "all pairs by CROSS JOIN": "SELECT a.assure FROM soin AS a CROSS JOIN assure_au_jour AS b",
    "all pairs by a true condition": "SELECT a.assure FROM soin AS a JOIN soin AS b ON TRUE",
    "all pairs by an inequality": "SELECT a.assure FROM soin AS a JOIN soin AS b ON a.assure <> b.assure",
    "all pairs by a condition on one side": "SELECT a.assure FROM soin AS a JOIN soin AS b ON b.assure = b.assure",
    "all pairs through the judgement": """
        SELECT a.assure FROM soin AS a CROSS JOIN jugement AS j JOIN soin AS b ON b.date_soin = j.au""",
    "a lateral query": "SELECT a.assure FROM soin AS a, LATERAL (SELECT 1 AS x) AS b",
    "ten thousand brackets": "SELECT " + "(" * 10_000 + "1" + ")" * 10_000 + " AS x FROM soin",
    "ten thousand negations": "SELECT " + "NOT " * 10_000 + "hors_parcours AS x FROM soin",
    "ten thousand minus signs": "SELECT " + "- " * 10_000 + "majoration AS x FROM soin",
    "ten thousand additions": "SELECT majoration" + " + 1" * 10_000 + " AS x FROM soin",
    "a thousand subqueries": "SELECT assure FROM " + "(SELECT assure FROM " * 1_000 + "soin" + ") AS s" * 1_000,
    "a thousand unions": " UNION ALL ".join(["SELECT assure FROM soin"] * 1_000),
    "ages of ages of ages": "SELECT " + "age_au(" * 9 + "date_naissance" + ", :au)" * 9 + " AS x FROM assure_au_jour",
    "a text that is too long": "SELECT assure FROM soin -- " + "x" * 100_000,
    # tricks of writing
    "a parameter's token as a text": "SELECT '__planir_parametre__secret__' AS x FROM soin",
    "a date's token as a name": "SELECT assure AS __planir_au__ FROM soin",
    "a token in other letters": "SELECT '__PLANIR_au__' AS x FROM soin",
    "a text that escapes": "SELECT 'a\\' AS x FROM soin",
    "a quoted name that breaks out": 'SELECT assure AS "x"" FROM identite --" FROM soin',
    "an anonymous function": "SELECT list_transform([1], x -> x) AS y FROM soin",
    "columns by pattern": "SELECT COLUMNS('.*') FROM soin",
    "columns but one": "SELECT * EXCLUDE (assure) FROM soin",
    "a column by its rank": "SELECT #1 AS x FROM soin",
    "a hidden relation": "WITH soin AS (SELECT assure FROM assure_au_jour) SELECT assure FROM soin",
    "another mark": "SELECT ? AS x FROM soin",
    "a numbered mark": "SELECT $1 AS x FROM soin",
    "an unknown mark": "SELECT :secret AS x FROM soin",
    "a parameter that is computed": "SELECT parametre('a' || '.b') AS x FROM soin",
    "a parameter that breaks out": "SELECT parametre('a.b'') FROM identite --') AS x FROM soin",
    "a null byte": "SELECT assure FROM soin \x00",
    "half a character": "SELECT '\ud800' AS x FROM soin",
    "nothing": "  -- rien\n ; ",
    "an unfinished text": "SELECT 'a FROM soin",
    "an unfinished comment": "SELECT assure /* FROM soin",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_rule_is_refused_in_one_sentence(
    name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    before = Path.cwd()
    os.chdir(tmp_path)
    try:
        with pytest.raises(PlanirError) as refusal, caplog.at_level(logging.DEBUG):
            guard.check(dialect.parse(HOSTILE[name]), RELATIONS, {"a.b"})
    finally:
        os.chdir(before)
    assert refusal.value.code in CODES
    assert len(refusal.value.sentence) < 500
    assert refusal.value.sentence[-1] in ".?"
    assert refusal.value.sentence.isprintable(), "one line, and no strange character repeated to the reader"
    assert not caplog.records
    assert capfd.readouterr() == ("", "")
    assert not list(tmp_path.iterdir())


def test_there_are_hostile_rules_of_many_kinds() -> None:
    assert len(HOSTILE) >= 30
    assert len(CODES) >= 10


@pytest.mark.parametrize(
    ("query", "queries", "said"),
    [
        ("SELECT assure FROM {}", 600, "en nomme plus de 60"),
        ("SELECT x.assure FROM {0} AS x JOIN {0} AS y ON y.assure = x.assure", 18, "plus de 250 tables"),
        ("SELECT assure FROM {0} WHERE assure IN (SELECT assure FROM {0})", 18, "plus de 250 tables"),
    ],
)
def test_queries_that_read_one_another_without_end_are_refused(query: str, queries: int, said: str) -> None:
    with pytest.raises(PlanirError, match=said):
        dialect.parse(_chained(query, queries))


@pytest.mark.parametrize("query", ["SELECT assure FROM {}", "SELECT assure FROM {} WHERE assure IN (SELECT 'a')"])
def test_a_long_chain_of_steps_is_read(query: str) -> None:
    assert dialect.parse(_chained(query, 60))


def _chained(query: str, queries: int) -> str:
    names = ["assure_au_jour", *(f"q{rank}" for rank in range(queries))]
    listed = ", ".join(f"q{rank} AS ({query.format(names[rank])})" for rank in range(queries))
    return f"WITH {listed} SELECT assure FROM {names[-1]}"
