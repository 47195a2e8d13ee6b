"""Dates of the law: de date à date, brought back to the end of shorter months (code de procédure civile, art. 641)."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, timedelta

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planir.engine import dialect

DATES = st.dates(date(1890, 1, 1), date(2110, 12, 31))
COUNTS = st.integers(-1500, 1500)


def moved(day: date, months: int) -> date:
    """The oracle: the same day of another month, or the last one of it."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def months_between(start: date, end: date) -> int:
    """The oracle: count one by one."""
    months = (end.year - start.year) * 12 + end.month - start.month + 2
    while moved(start, months) > end:
        months -= 1
    return months


@pytest.fixture(scope="module")
def engine() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def value(engine: duckdb.DuckDBPyConnection, expression: str) -> object:
    sql = dialect.bind(dialect.to_duckdb(dialect.parse(f"SELECT {expression} AS x")), date.max, date.max, {})
    row = engine.execute(sql).fetchone()
    assert row is not None
    return row[0]


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        ("2008-02-29", "2026-02-27", 17),
        ("2008-02-29", "2026-02-28", 18),
        ("2008-02-29", "2028-02-28", 19),
        ("2008-02-29", "2028-02-29", 20),
        ("2010-11-01", "2026-10-31", 15),
        ("2010-11-01", "2026-11-01", 16),
        ("2010-11-01", "2010-11-01", 0),
        ("2010-11-01", "2010-10-31", -1),
        ("1900-03-01", "2000-02-29", 99),
    ],
)
def test_age(engine: duckdb.DuckDBPyConnection, born: str, day: str, age: int) -> None:
    assert value(engine, f"age_au(DATE '{born}', DATE '{day}')") == age


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2026-01-31", "2026-02-27", 0),
        ("2026-01-31", "2026-02-28", 1),
        ("2026-01-30", "2026-02-28", 1),
        ("2024-01-31", "2024-02-28", 0),
        ("2026-02-28", "2026-03-27", 0),
        ("2026-02-28", "2026-03-28", 1),
        ("2026-03-31", "2026-02-28", -1),
        ("2026-03-15", "2026-03-14", -1),
    ],
)
def test_whole_months(engine: duckdb.DuckDBPyConnection, start: str, end: str, months: int) -> None:
    assert value(engine, f"mois_entre(DATE '{start}', DATE '{end}')") == months


@given(start=DATES, end=DATES, count=COUNTS)
def test_dates_follow_the_oracle(engine: duckdb.DuckDBPyConnection, start: date, end: date, count: int) -> None:
    d, e = f"DATE '{start}'", f"DATE '{end}'"
    months = months_between(start, end)
    assert value(engine, f"mois_apres({d}, {count})") == moved(start, count)
    assert value(engine, f"mois_avant({d}, {count})") == moved(start, -count)
    assert value(engine, f"ans_avant({d}, {count} / 12)") == moved(start, -12 * _rounded(count, 12))
    assert value(engine, f"jours_avant({d}, {count})") == start - timedelta(count)
    assert value(engine, f"jours_entre({d}, {e})") == (end - start).days
    assert value(engine, f"mois_entre({d}, {e})") == months
    assert value(engine, f"age_au({d}, {e})") == months // 12
    assert value(engine, f"fin_du_mois({d})") == moved(start.replace(day=1), 1) - timedelta(1)
    assert value(engine, f"premier_du_mois({d})") == start.replace(day=1)
    assert value(engine, f"annee({d}) * 10000 + mois({d}) * 100 + jour({d})") == int(f"{start:%Y%m%d}")


def _rounded(numerator: int, denominator: int) -> int:
    """Half away from zero."""
    whole = (2 * abs(numerator) + denominator) // (2 * denominator)
    return whole if numerator >= 0 else -whole


@pytest.mark.parametrize(
    "expression",
    [
        "age_au(CAST(NULL AS DATE), DATE '2026-01-01')",
        "age_au(DATE '2026-01-01', NULL)",
        "mois_entre(DATE '2026-01-01', NULL)",
        "jours_entre(NULL, DATE '2026-01-01')",
        "mois_avant(NULL, 1)",
        "mois_avant(DATE '2026-01-01', NULL)",
        "jours_apres(DATE '2026-01-01', NULL)",
        "ans_apres(NULL, 1)",
        "fin_du_mois(NULL)",
        "annee(NULL)",
    ],
)
def test_what_is_absent_stays_absent(engine: duckdb.DuckDBPyConnection, expression: str) -> None:
    assert value(engine, expression) is None


@pytest.mark.parametrize("expression", ["DATE '2026-01-02' - DATE '2026-01-01'", "DATE '2026-01-02' + 1", "1 + :au"])
def test_dates_do_not_add_up(engine: duckdb.DuckDBPyConnection, expression: str) -> None:
    with pytest.raises(duckdb.BinderException):
        value(engine, expression)
