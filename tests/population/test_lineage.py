"""What a column read through views depends on: exactly that, and the rest may change without changing the answer."""

from __future__ import annotations

import random

import duckdb
import pytest
from hypothesis import Phase, given, settings

from planir.engine import dialect, guard
from planir.engine.columns import EVERY_ROW, ColumnsRead
from planir.engine.view import View, read_views
from planir.law.parameters import load
from planir.law.rules import FOLDER
from planir.population.relations import VIEWS, base_columns, cut_relations
from planir.population.relations_compiler import compile_relations, with_views
from planir.programmes.access import access_of
from population.random_views import views
from population.toy_relations import TABLES, Row, answer, compiled, opened

SHAPES = {
    "computed from": ("SELECT a, b + c AS x FROM t", {"a": "t.a", "x": "t.b t.c"}),
    "a filter counts for every column": ("SELECT a, b FROM t WHERE c > 1", {"a": "t.a t.c", "b": "t.b t.c"}),
    "a join counts for every column": (
        "SELECT t.b, u.e FROM t JOIN u ON u.a = t.a",
        {"b": "t.a t.b u.a", "e": "t.a u.a u.e"},
    ),
    "USING joins": ("SELECT t.c AS x, u.e FROM t LEFT JOIN u USING (a)", {"x": "t.a t.c u.a", "e": "t.a u.a u.e"}),
    "several joins": (
        "SELECT x.c AS c FROM t AS x JOIN u AS y ON y.a = x.a LEFT JOIN t AS z ON z.b = y.e",
        {"c": "t.a t.b t.c u.a u.e"},
    ),
    "a subquery of FROM": (
        "SELECT x.n FROM (SELECT a AS n, b AS m, c AS l FROM t WHERE d > 1) AS x WHERE x.m > 1",
        {"n": "t.a t.b t.d"},
    ),
    "a group counts, what is summed beside does not": (
        "SELECT a, sum(b) AS x, max(c) AS y FROM t GROUP BY a",
        {"a": "t.a", "x": "t.a t.b", "y": "t.a t.c"},
    ),
    "HAVING chooses": (
        "SELECT a, max(b) AS x FROM t GROUP BY a HAVING max(c) > 1",
        {"a": "t.a t.c", "x": "t.a t.b t.c"},
    ),
    "HAVING takes a bare name for a result": (
        "SELECT a, max(b) AS c, max(d) AS x FROM t GROUP BY a HAVING c > 1",
        {"a": "t.a t.b t.c", "c": "t.a t.b t.c", "x": "t.a t.b t.c t.d"},
    ),
    "counting rows reads no column": ("SELECT count(*) AS n FROM t WHERE b > 1", {"n": "t.b"}),
    "counting a whole table": ("SELECT count(*) AS n FROM t", {"n": "t.*"}),
    "a filtered aggregate": (
        "SELECT a, count(*) FILTER (WHERE b > 1) AS n FROM t GROUP BY a",
        {"a": "t.a", "n": "t.a t.b"},
    ),
    "a window counts for its column alone": (
        "SELECT a, sum(b) OVER (PARTITION BY c ORDER BY d) AS x FROM t",
        {"a": "t.a", "x": "t.b t.c t.d"},
    ),
    "a window that filters afterwards": (
        "WITH s AS (SELECT a, b, max(c) OVER (PARTITION BY a) AS m FROM t) SELECT b FROM s WHERE m > 1",
        {"b": "t.a t.b t.c"},
    ),
    "DISTINCT compares every column": ("SELECT DISTINCT a, b FROM t", {"a": "t.a t.b", "b": "t.a t.b"}),
    "UNION compares every column": (
        "SELECT a, b FROM t UNION SELECT e, b FROM u",
        {"a": "t.a t.b u.b u.e", "b": "t.a t.b u.b u.e"},
    ),
    "UNION ALL keeps them apart": (
        "SELECT a, b FROM t WHERE c > 1 UNION ALL SELECT e, a FROM u",
        {"a": "t.a t.c u.e", "b": "t.b t.c u.a"},
    ),
    "EXISTS": (
        "SELECT b FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.a = t.a AND u.e > 1)",
        {"b": "t.a t.b u.a u.e"},
    ),
    "EXISTS does not look at what it selects": (
        "SELECT b FROM t WHERE NOT EXISTS (SELECT u.b FROM u WHERE u.a = t.a)",
        {"b": "t.a t.b u.a"},
    ),
    "EXISTS as a value": (
        "SELECT b, EXISTS (SELECT 1 FROM u WHERE u.a = t.a) AS x FROM t",
        {"b": "t.b", "x": "t.a u.a"},
    ),
    "IN": ("SELECT b FROM t WHERE t.a IN (SELECT u.e FROM u WHERE u.b > 1)", {"b": "t.a t.b u.b u.e"}),
    "a subquery as a value": (
        "SELECT b, (SELECT max(u.e) FROM u WHERE u.a = t.a) AS x FROM t",
        {"b": "t.b", "x": "t.a u.a u.e"},
    ),
    "a subquery as a value that filters": (
        "SELECT b FROM t WHERE t.c > (SELECT min(u.e) FROM u)",
        {"b": "t.b t.c u.e"},
    ),
    "a step that nobody reads does not count": (
        "WITH s AS (SELECT c FROM t WHERE d > 1), r AS (SELECT a FROM t) SELECT a FROM r",
        {"a": "t.a"},
    ),
    "a step read twice": (
        "WITH s AS (SELECT a, b, c FROM t WHERE d > 1) SELECT x.b FROM s AS x JOIN s AS y ON y.c = x.a",
        {"b": "t.a t.b t.c t.d"},
    ),
    "every column of a step": (
        "WITH s AS (SELECT a, b FROM t WHERE d > 1), r AS (SELECT * FROM s) SELECT a, b FROM r",
        {"a": "t.a t.d", "b": "t.b t.d"},
    ),
    "every column of a step among others": (
        "WITH s AS (SELECT a, b FROM t), r AS (SELECT u.e, s.* FROM u JOIN s ON s.a = u.a) SELECT e, a, b FROM r",
        {"e": "t.a u.a u.e", "a": "t.a u.a", "b": "t.a t.b u.a"},
    ),
    "CASE": (
        "SELECT a, CASE WHEN b > 1 THEN c ELSE d END AS x FROM t",
        {"a": "t.a", "x": "t.b t.c t.d"},
    ),
}  # fmt: skip

OVER_COUNTED = {("HAVING takes a bare name for a result", "t.c")}
"""Counted though it changes nothing on DuckDB: which of the two the name means is the engine's affair."""


@pytest.mark.parametrize("name", SHAPES)
def test_what_each_column_of_a_view_depends_on(name: str) -> None:
    text, expected = SHAPES[name]
    relations = compiled({"v": (tuple(expected), text)})

    found = {column: " ".join(sorted(map(".".join, base_columns(relations, [("v", column)])))) for column in expected}

    assert found == expected


@pytest.mark.parametrize("name", SHAPES)
def test_no_other_column_can_change_the_answer(name: str) -> None:
    text, expected = SHAPES[name]
    relations = compiled({"v": (tuple(expected), text)})
    draw = random.Random(name)
    with duckdb.connect() as connection:
        opened(connection, relations)
        for column in expected:
            counted = base_columns(relations, [("v", column)])
            for _ in range(25):
                filled = {name: _rows(draw, len(names)) for name, names in TABLES.items()}
                other = {name: _otherwise(draw, name, rows, counted) for name, rows in filled.items()}
                assert answer(connection, "v", [column], filled) == answer(connection, "v", [column], other), filled


@pytest.mark.parametrize("name", SHAPES)
def test_every_column_said_to_matter_can_change_the_answer(name: str) -> None:
    """Two populations that differ in that column alone, found by trying."""
    text, expected = SHAPES[name]
    relations = compiled({"v": (tuple(expected), text)})
    draw = random.Random(name)
    with duckdb.connect() as connection:
        opened(connection, relations)
        for column, said in expected.items():
            for pair in said.split():
                if (name, pair) not in OVER_COUNTED:
                    assert any(_changes(connection, column, pair, draw) for _ in range(400)), (column, pair)


def _changes(connection: duckdb.DuckDBPyConnection, column: str, pair: str, draw: random.Random) -> bool:
    table, _, changed = pair.partition(".")
    filled = {one: _rows(draw, len(columns)) for one, columns in TABLES.items()}
    if changed == EVERY_ROW:
        other = _rows(draw, len(TABLES[table]))
    else:
        rank = TABLES[table].index(changed)
        other = [[*row[:rank], _value(draw), *row[rank + 1 :]] for row in filled[table]]
    answers = [answer(connection, "v", [column], rows) for rows in (filled, {**filled, table: other})]
    return answers[0] != answers[1]


def _value(draw: random.Random) -> int | None:
    return draw.choice([None, 0, 1, 2, 2, 3])


def _rows(draw: random.Random, width: int) -> list[Row]:
    return [[_value(draw) for _ in range(width)] for _ in range(draw.randint(0, 5))]


def test_a_column_is_followed_through_several_views() -> None:
    relations = compiled(
        {
            "haut": (("x", "n"), "SELECT m.x, m.n FROM milieu AS m WHERE m.y > 1"),
            "milieu": (("x", "y", "n", "z"), "SELECT b.a AS x, b.b AS y, b.n, b.c AS z FROM bas AS b"),
            "bas": (
                ("a", "b", "c", "n"),
                "SELECT t.a, t.b, t.c, (SELECT count(*) FROM u WHERE u.a = t.a) AS n FROM t WHERE t.d > 1",
            ),
        }
    )

    assert base_columns(relations, [("haut", "x")]) == {("t", "a"), ("t", "b"), ("t", "d")}
    assert base_columns(relations, [("haut", "n")]) == {("t", "a"), ("t", "b"), ("t", "d"), ("u", "a")}
    assert base_columns(relations, [("haut", EVERY_ROW)]) == {("t", "b"), ("t", "d")}


@settings(phases=[phase for phase in Phase if phase is not Phase.shrink])  # Shrinking views takes minutes.
@given(views())
def test_what_a_column_does_not_depend_on_never_changes_it(written: dict[str, tuple[tuple[str, ...], str]]) -> None:
    relations = compiled(written)
    asked, (columns, _) = list(written.items())[-1]
    draw = random.Random(written[asked][1])
    with duckdb.connect() as connection:
        opened(connection, relations)
        for _ in range(8):
            read = draw.sample(columns, draw.randint(1, len(columns)))
            counted = base_columns(relations, [(asked, column) for column in read])
            filled = {name: _rows(draw, len(names)) for name, names in TABLES.items()}
            other = {name: _otherwise(draw, name, rows, counted) for name, rows in filled.items()}
            assert answer(connection, asked, read, filled) == answer(connection, asked, read, other), (read, filled)


def _otherwise(draw: random.Random, table: str, rows: list[Row], counted: ColumnsRead) -> list[Row]:
    """The same rows where the columns that do not count are drawn again; other rows when no column counts."""
    if all(name != table for name, _ in counted):
        return _rows(draw, len(TABLES[table]))
    kept = [(table, column) in counted for column in TABLES[table]]
    return [[cell if same else _value(draw) for cell, same in zip(row, kept, strict=True)] for row in rows]


# Access follows (domain, T16): what filters is read.

MIXED = View(
    "suivi",
    "",
    "",
    {"assure": "", "age": "", "code": ""},
    "SELECT a.assure, a.age, (SELECT max(f.cim10) FROM affection AS f WHERE f.assure = a.assure) AS code "
    "FROM assure_au_jour AS a",
)
FILTERED = View(
    "malades",
    "",
    "",
    {"assure": "", "age": ""},
    "SELECT a.assure, a.age FROM assure_au_jour AS a JOIN affection AS f ON f.assure = a.assure",
)


def test_a_medical_column_that_filters_makes_the_access_medical() -> None:
    relations = with_views(compile_relations(), [(MIXED, "vue"), (FILTERED, "vue")])

    assert access_of(base_columns(relations, [("malades", "age")])) == "medical"
    assert access_of(base_columns(relations, [("suivi", "code")])) == "medical"
    assert access_of(base_columns(relations, [("suivi", "age")])) == "courant"


def test_any_column_of_a_medical_table_is_medical() -> None:
    """Even those that every table carries: to have a row there is the information."""
    relations = cut_relations()

    for name in ("affection", "acte", "delivrance"):
        for column in (*relations[name].columns, EVERY_ROW):
            assert access_of(base_columns(relations, [(name, column)])) == "medical"


def test_the_act_s_date_cuts_a_flow_whatever_is_read_of_it() -> None:
    assert base_columns(cut_relations(), [("soin", "assure")]) == {("soin", "assure"), ("soin", "date_soin")}


def test_every_view_is_of_the_dialect_whose_lineage_is_known() -> None:
    relations = compile_relations()
    names = {name: relation.columns for name, relation in relations.items()}
    parameters = load().by_name
    for folder in (VIEWS, FOLDER):
        for view in read_views(folder).values():
            guard.check(dialect.parse(view.text), names, parameters)
