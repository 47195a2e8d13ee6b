"""The columns a rule reads, wherever it reads them: the ground of access, so nothing may be missed."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import traverse_scope

from planir.engine import dialect, guard, lineage
from planir.engine.columns import EVERY_ROW

RELATIONS = {
    "assure_au_jour": dict.fromkeys(("assure", "age", "sexe"), ""),
    "soin": dict.fromkeys(("assure", "date_soin", "majoration"), ""),
    "affection": dict.fromkeys(("assure", "debut", "code"), ""),
    "jugement": dict.fromkeys(("au", "connu_au"), ""),
}

CASES = {
    "what is selected": ("SELECT assure, age FROM assure_au_jour", "assure_au_jour.assure assure_au_jour.age"),
    "what only filters": (
        "SELECT assure FROM assure_au_jour WHERE sexe = 'F'",
        "assure_au_jour.assure assure_au_jour.sexe",
    ),
    "letters do not count": ("SELECT ASSURE FROM Soin", "soin.assure"),
    "an alias names its relation": (
        "SELECT a.assure FROM soin AS a JOIN affection AS b ON b.assure = a.assure AND b.debut > a.date_soin",
        "soin.assure soin.date_soin affection.assure affection.debut",
    ),
    "USING reads both sides": (
        "SELECT assure, majoration FROM assure_au_jour JOIN soin USING (assure)",
        "assure_au_jour.assure soin.assure soin.majoration",
    ),
    "USING three times": (
        "SELECT assure FROM assure_au_jour JOIN soin USING (assure) LEFT JOIN affection USING (assure)",
        "assure_au_jour.assure soin.assure affection.assure",
    ),
    "a step is read through": (
        "WITH x AS (SELECT assure AS p, code FROM affection) SELECT p FROM x",
        "affection.assure affection.code",
    ),
    "a step's name is not a relation's column": (
        "WITH x AS (SELECT assure, age AS code FROM assure_au_jour) SELECT assure, code FROM x",
        "assure_au_jour.assure assure_au_jour.age",
    ),
    "every column of a step": (
        "WITH x AS (SELECT assure, code FROM affection) SELECT * FROM x",
        "affection.assure affection.code",
    ),
    "a correlated subquery reads both": (
        "SELECT assure FROM soin AS s WHERE EXISTS"
        " (SELECT 1 FROM affection AS f WHERE f.assure = s.assure AND s.date_soin > f.debut)",
        "soin.assure soin.date_soin affection.assure affection.debut",
    ),
    "a name not found inside is found around": (
        "SELECT age FROM assure_au_jour WHERE EXISTS (SELECT 1 FROM soin WHERE age > 3 AND majoration > 0)",
        "assure_au_jour.age soin.majoration",
    ),
    "a name found inside is not looked for around": (
        "SELECT age FROM assure_au_jour WHERE EXISTS (SELECT 1 FROM soin WHERE assure = 'a')",
        "assure_au_jour.age soin.assure",
    ),
    "both branches of a union": (
        "SELECT assure FROM soin UNION ALL SELECT assure FROM affection WHERE code = 'A'",
        "soin.assure affection.assure affection.code",
    ),
    "windows, filters, groups": (
        "SELECT sum(majoration) OVER (PARTITION BY assure ORDER BY date_soin) AS x FROM soin",
        "soin.majoration soin.assure soin.date_soin",
    ),
    "a subquery as a value": (
        "SELECT age, (SELECT max(debut) FROM affection) AS d FROM assure_au_jour",
        "assure_au_jour.age affection.debut",
    ),
    "IN": (
        "SELECT age FROM assure_au_jour AS a WHERE a.assure IN (SELECT f.assure FROM affection AS f)",
        "assure_au_jour.age assure_au_jour.assure affection.assure",
    ),
    "counting rows reads the relation": ("SELECT count(*) AS n FROM affection", "affection.*"),
    "asking for a row reads the relation": (
        "SELECT age FROM assure_au_jour WHERE EXISTS (SELECT 1 FROM affection)",
        "assure_au_jour.age affection.*",
    ),
    "a date of the judgement": (
        "SELECT assure FROM soin, jugement WHERE date_soin < au",
        "soin.assure soin.date_soin jugement.au",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_columns_read(name: str) -> None:
    text, expected = CASES[name]
    tree = dialect.parse(text)
    guard.check(tree, RELATIONS, ())
    assert {".".join(pair) for pair in lineage.columns_read(tree, RELATIONS)} == set(expected.split())


@dataclass
class _Written:
    """A query being written at random, and what it truly reads."""

    steps: list[tuple[str, tuple[str, ...], str]] = field(default_factory=list)
    reads: set[tuple[str, str]] = field(default_factory=set)
    opened: set[str] = field(default_factory=set)
    aliases: int = 0

    @property
    def truth(self) -> frozenset[tuple[str, str]]:
        bare = self.opened - {relation for relation, _ in self.reads}
        return frozenset(self.reads | {(relation, "*") for relation in bare})


@dataclass(frozen=True)
class _Table:
    alias: str
    name: str
    columns: tuple[str, ...]
    relation: bool


def _open(draw: st.DrawFn, written: _Written) -> _Table:
    known = [(name, tuple(columns), True) for name, columns in RELATIONS.items() if name != "jugement"]
    known += [(name, columns, False) for name, columns, _ in written.steps]
    name, columns, relation = draw(st.sampled_from(known))
    written.aliases += 1
    if relation:
        written.opened.add(name)
    return _Table(f"t{written.aliases}", name, columns, relation)


def _qualified(draw: st.DrawFn, written: _Written, tables: list[_Table]) -> str:
    table = draw(st.sampled_from(tables))
    column = draw(st.sampled_from(table.columns))
    if table.relation:
        written.reads.add((table.name, column))
    return f"{table.alias}.{column}"


def _column(draw: st.DrawFn, written: _Written, tables: list[_Table]) -> str:
    """A column of one of the tables, by its name alone where no other table has it."""
    full = _qualified(draw, written, tables)
    name = full.rpartition(".")[2]
    alone = sum(name in table.columns for table in tables) == 1
    return name if alone and draw(st.booleans()) else full


def _select(draw: st.DrawFn, written: _Written, *, width: int | None = None) -> tuple[str, tuple[str, ...]]:
    """One SELECT: tables joined two ways, conditions, a correlated subquery, columns renamed."""
    tables = [_open(draw, written)]
    text = f"FROM {tables[0].name} AS {tables[0].alias}"
    if draw(st.booleans()):
        joined = _open(draw, written)
        shared = sorted(set(tables[0].columns) & set(joined.columns))
        kind = draw(st.sampled_from(["JOIN", "LEFT JOIN"]))
        if shared and draw(st.booleans()):
            for table in (tables[0], joined):
                if table.relation:
                    written.reads.add((table.name, shared[0]))
            text += f" {kind} {joined.name} AS {joined.alias} USING ({shared[0]})"
            tables.append(joined)
        else:
            sides = [_qualified(draw, written, [table]) for table in (joined, tables[0])]
            text += f" {kind} {joined.name} AS {joined.alias} ON {' = '.join(sides)}"
            tables.append(joined)
    conditions = [f"{_column(draw, written, tables)} IS NOT NULL" for _ in range(draw(st.integers(0, 2)))]
    if draw(st.booleans()):
        inner = _open(draw, written)
        own = _qualified(draw, written, [inner])
        other = _qualified(draw, written, tables) if draw(st.booleans()) else "'a'"
        conditions.append(f"EXISTS (SELECT 1 FROM {inner.name} AS {inner.alias} WHERE {own} = {other})")
    if draw(st.booleans()):
        counted = _open(draw, written)
        conditions.append(f"(SELECT count(*) FROM {counted.name} AS {counted.alias}) > 0")
    names = tuple(f"c{rank}" for rank in range(width or draw(st.integers(1, 3))))
    columns = ", ".join(f"{_column(draw, written, tables)} AS {name}" for name in names)
    return f"SELECT {columns} {text}" + (f" WHERE {' AND '.join(conditions)}" if conditions else ""), names


@st.composite
def rules(draw: st.DrawFn) -> _Written:
    """Up to three steps and a last query, a union or not; the last step holds the whole text."""
    written = _Written()
    for rank in range(draw(st.integers(0, 3))):
        text, names = _select(draw, written)
        written.steps.append((f"etape{rank}", names, text))
    text, names = _select(draw, written)
    if draw(st.booleans()):
        text += f" UNION ALL {_select(draw, written, width=len(names))[0]}"
    steps = ", ".join(f"{name} AS ({step})" for name, _, step in written.steps)
    written.steps.append(("", names, f"WITH {steps} {text}" if steps else text))
    return written


@given(rules())
def test_columns_read_are_the_true_ones(written: _Written) -> None:
    tree = dialect.parse(written.steps[-1][2])
    assert lineage.columns_read(tree, RELATIONS) == written.truth


@given(rules())
def test_columns_read_are_those_that_sqlglot_qualifies(written: _Written) -> None:
    """SQLGlot's own resolution, another author's, as a second witness."""
    tree = dialect.parse(written.steps[-1][2])
    schema = {name: dict.fromkeys(columns, "VARCHAR") for name, columns in RELATIONS.items()}
    qualified = qualify(tree.copy(), schema=schema, dialect="duckdb", expand_stars=False, identify=False)
    seen = {
        (source.name, column.name)
        for scope in traverse_scope(qualified)
        for column in scope.columns
        if isinstance(source := scope.sources.get(column.table), exp.Table)
    }
    read = {pair for pair in lineage.columns_read(tree, RELATIONS) if pair[1] != EVERY_ROW}
    assert seen == read
