"""What the generator writes is what the contract says, checked by plain queries that share no code with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from planir.population.contract import Field, Table, tables
from planir.population.store import Population, open_population

EVERY_TABLE = pytest.mark.parametrize("table", tables().values(), ids=tables().keys())


@pytest.fixture(scope="module")
def population(departement: Path) -> Population:
    return open_population(departement)


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


def count(connection: duckdb.DuckDBPyConnection, population: Population, table: str, condition: str) -> int:
    """Rows of the table for which the condition holds."""
    row = connection.execute(
        f"SELECT count(*) FROM read_parquet('{population.path(table)}') WHERE {condition}"
    ).fetchone()
    assert row is not None
    return int(row[0])


def test_the_population_says_that_it_is_invented(population: Population, departement: Path) -> None:
    assert population.synthetic
    assert population.source == "synthetique"
    assert population.known == date(2026, 11, 1)
    assert set(population.tables) == set(tables())
    assert "inventé" in (departement / "LISEZMOI.txt").read_text(encoding="utf-8")


@EVERY_TABLE
def test_columns_and_types(table: Table, population: Population, connection: duckdb.DuckDBPyConnection) -> None:
    described = connection.execute(f"DESCRIBE FROM read_parquet('{population.path(table.name)}')").fetchall()
    expected = {field.name: field.sql_type.replace(" ", "") for field in table.fields}
    assert {name: kind for name, kind, *_ in described} == expected


@EVERY_TABLE
def test_rows_are_counted_and_never_missing(
    table: Table, population: Population, connection: duckdb.DuckDBPyConnection
) -> None:
    rows = count(connection, population, table.name, "TRUE")
    assert rows > 0
    assert population.tables[table.name].rows == rows


@EVERY_TABLE
def test_each_value_is_one_that_the_contract_accepts(
    table: Table, population: Population, connection: duckdb.DuckDBPyConnection
) -> None:
    broken = {
        field.name: refused
        for field in table.fields
        if (condition := _refusal(field)) and (refused := count(connection, population, table.name, condition))
    }
    assert broken == {}


def _refusal(field: Field) -> str:
    """The condition of a value that the contract does not accept, or nothing."""
    refusals = []
    if field.required:
        refusals.append(f"{field.name} IS NULL")
    if field.enum:
        words = ", ".join(f"'{word}'" for word in field.enum)
        refusals.append(f"{field.name} NOT IN ({words})")
    if field.pattern:
        refusals.append(f"NOT regexp_full_match({field.name}, '{field.pattern}')")
    if field.minimum is not None:
        refusals.append(f"{field.name} < {field.minimum}")
    if field.maximum is not None:
        refusals.append(f"{field.name} > {field.maximum}")
    if field.min_length is not None:
        refusals.append(f"length({field.name}) < {field.min_length}")
    if field.max_length is not None:
        refusals.append(f"length({field.name}) > {field.max_length}")
    return " OR ".join(refusals)


@EVERY_TABLE
def test_nothing_is_known_after_the_last_extraction(
    table: Table, population: Population, connection: duckdb.DuckDBPyConnection
) -> None:
    late = "connu_le > DATE '2026-11-01' OR connu_le IS NULL"
    if table.nature == "fait":
        late += " OR connu_jusqu <= connu_le OR connu_jusqu > DATE '2026-11-01'"
    else:
        late += f" OR {table.date} > connu_le"
    assert count(connection, population, table.name, late) == 0


@EVERY_TABLE
def test_no_period_ends_before_it_begins(
    table: Table, population: Population, connection: duckdb.DuckDBPyConnection
) -> None:
    begin, end = table.period or ("debut", "fin")
    if {begin, end} <= set(table.names):
        assert count(connection, population, table.name, f"{end} < {begin}") == 0


@EVERY_TABLE
def test_on_each_day_a_key_names_one_row(
    table: Table, population: Population, connection: duckdb.DuckDBPyConnection
) -> None:
    """The versions of one row follow one another: none begins before the one before is over."""
    if not table.primary_key:
        return
    key = ", ".join(table.primary_key)
    overlapping = connection.execute(
        f"""
        SELECT count(*) FROM (
            SELECT connu_le, lag(coalesce(connu_jusqu, DATE '9999-12-31'))
                OVER (PARTITION BY {key} ORDER BY connu_le) AS before
            FROM read_parquet('{population.path(table.name)}')
        ) WHERE before > connu_le
        """
    ).fetchone()
    assert overlapping == (0,)


@EVERY_TABLE
def test_rows_are_sorted_by_person_in_groups(table: Table, population: Population) -> None:
    file = pq.ParquetFile(population.path(table.name))
    assert all(file.metadata.row_group(group).num_rows <= 100_000 for group in range(file.num_row_groups))
    if table.person:
        persons = file.read(columns=["assure"])["assure"].to_pylist()
        assert persons == sorted(persons)


@pytest.mark.parametrize(
    ("table", "column", "words"),
    [
        ("evenement", "type", tables()["evenement"].field("type").enum),
        ("evenement_restreint", "type", tables()["evenement_restreint"].field("type").enum),
        ("evenement_medical", "type", tables()["evenement_medical"].field("type").enum),
        ("demande", "resultat", tables()["demande"].field("resultat").enum),
        ("decision", "sens", tables()["decision"].field("sens").enum),
        ("creance", "nature", tables()["creance"].field("nature").enum),
        ("contact_entrant", "canal", tables()["contact_entrant"].field("canal").enum),
        ("coordonnee", "qualite", tables()["coordonnee"].field("qualite").enum),
        ("activite", "nature", tables()["activite"].field("nature").enum),
        ("arret", "risque", tables()["arret"].field("risque").enum),
    ],
)
def test_every_kind_of_thing_happens_to_somebody(
    table: str, column: str, words: tuple[str, ...], population: Population, connection: duckdb.DuckDBPyConnection
) -> None:
    seen = connection.execute(
        f"SELECT DISTINCT {column} FROM read_parquet('{population.path(table)}') WHERE {column} IS NOT NULL"
    ).fetchall()
    assert {word for (word,) in seen} == set(words)
