"""Properties of the merge, whatever the extracts: knowledge grows, a past night is never rewritten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planir.population.contract import tables
from planir.population.importing.merge import content, contradictions, identity, merge

START = date(2026, 1, 1)

Connection = duckdb.DuckDBPyConnection
Row = tuple[str | None, str, date | None]
"""For a fact: doctor, person and day known; for a flow: identifier of the line, person and day known."""
Stored = tuple[str | None, str, date, date | None]
Known = Counter[tuple[str | None, str]]


@pytest.fixture(scope="module")
def con() -> Iterator[Connection]:
    with duckdb.connect(config={"threads": 1}) as connection:
        yield connection


def _extracts(
    names: Sequence[str | None],
) -> st.SearchStrategy[list[tuple[int, list[tuple[str | None, str, int | None]]]]]:
    """Extracts one after the other: days since the last one, and rows, with how long before it each was known."""
    row = st.tuples(st.sampled_from(names), st.sampled_from(["A", "B"]), st.none() | st.integers(0, 40))
    return st.lists(st.tuples(st.integers(0, 20), st.lists(row, max_size=6)), min_size=1, max_size=3)


_OFTEN = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@_OFTEN
@given(extracts=_extracts([None, "M1", "M2"]))
def test_of_a_fact_the_last_extract_is_what_is_known_and_the_nights_before_stay_as_they_were(
    con: Connection, extracts: list[tuple[int, list[tuple[str | None, str, int | None]]]]
) -> None:
    fund = Fund(con, "medecin_traitant", "medecin")
    for day, rows in _dated(extracts):
        played = fund.nights(day)
        fund.receive(day, rows)
        assert fund.known(day) == Counter({(name, person) for name, person, _ in rows})
        assert _again(fund.nights(day), played) == played


@_OFTEN
@given(extracts=_extracts([None, "1", "2"]))
def test_of_a_flow_nothing_is_lost_nothing_is_doubled_and_the_nights_before_stay_as_they_were(
    con: Connection, extracts: list[tuple[int, list[tuple[str | None, str, int | None]]]]
) -> None:
    fund = Fund(con, "delivrance", "ligne")
    for day, rows in _dated(extracts):
        played = fund.nights(day)
        held = fund.known(day)
        fund.receive(day, rows)
        assert fund.known(day) == _union(held, rows)
        assert _again(fund.nights(day), played) == played


@pytest.mark.parametrize(("table", "name"), [("medecin_traitant", "medecin"), ("delivrance", "ligne")])
@_OFTEN
@given(extracts=_extracts([None, "1", "2"]))
def test_the_same_extract_again_changes_nothing(
    con: Connection, table: str, name: str, extracts: list[tuple[int, list[tuple[str | None, str, int | None]]]]
) -> None:
    fund = Fund(con, table, name)
    for day, rows in _dated(extracts):
        fund.receive(day, rows)
        once = fund.rows()
        changed = fund.receive(day + timedelta(days=1), rows)
        fund.day = day
        assert (changed, fund.rows()) == (False, once)


@_OFTEN
@given(rows=_extracts([None, "M1"]).map(lambda extracts: extracts[0][1]))
def test_at_the_first_import_a_row_is_known_from_its_own_day_or_from_that_of_the_import(
    con: Connection, rows: list[tuple[str | None, str, int | None]]
) -> None:
    for table, name in (("medecin_traitant", "medecin"), ("delivrance", "ligne")):
        fund = Fund(con, table, name)
        given_rows = _on(START, [(None if table == "delivrance" else said, person, ago) for said, person, ago in rows])
        fund.receive(START, given_rows)
        wanted = Counter((said, person, day or START, None) for said, person, day in given_rows)
        assert Counter(fund.rows()) == (wanted if table == "delivrance" else _first_known(wanted))


class Fund:
    """One table of a fund, through its imports. Only the merge is run, on tables in memory."""

    def __init__(self, con: Connection, table: str, name: str) -> None:
        self._con = con
        self._table = tables()[table]
        self._name = name
        self.day: date | None = None
        columns = ", ".join(f'"{field.name}" {field.sql_type}' for field in self._table.fields)
        con.execute(f"CREATE OR REPLACE TABLE avant ({columns})")

    def receive(self, day: date, rows: Sequence[Row]) -> bool:
        """Merge an extract as an import of that day would; True if it changes anything."""
        self._con.execute("CREATE OR REPLACE TABLE nouveau AS FROM avant LIMIT 0")
        self._con.execute(
            f"INSERT INTO nouveau BY NAME SELECT unnest(?::VARCHAR[]) AS {self._name}, "
            "unnest(?::VARCHAR[]) AS assure, unnest(?::DATE[]) AS connu_le",
            [list(column) for column in zip(*rows, strict=True)] or [[], [], []],
        )
        self._con.execute(
            f"CREATE OR REPLACE TABLE nouveau AS SELECT *, {identity(self._table)} AS _cle, "
            f"{content(self._table)} AS _contenu, 1 AS _source, row_number() OVER () AS _ligne FROM nouveau"
        )
        refused = contradictions(self._con, self._table)
        if refused:
            self._con.execute(f"DELETE FROM nouveau WHERE _ligne IN (SELECT _ligne FROM ({refused}))")
        merged = merge(self._con, self._table, day, first=self.day is None)
        self._con.execute(f"CREATE OR REPLACE TABLE apres AS {merged.rows}")
        self._con.execute("CREATE OR REPLACE TABLE avant AS FROM apres")
        self.day = day
        return merged.changes

    def known(self, night: date) -> Known:
        """What a replay of that night would read."""
        return _at(self.rows(), night)

    def rows(self) -> list[Stored]:
        end = "connu_jusqu" if self._table.nature == "fait" else "NULL"
        return self._con.execute(f"SELECT {self._name}, assure, connu_le, {end} FROM avant ORDER BY ALL").fetchall()

    def nights(self, until: date) -> dict[date, Known]:
        """What each night played before `until` read: none before the first import, then every one up to the last."""
        if self.day is None:
            return {}
        rows = self.rows()
        return {
            night: _at(rows, night) for night in (START + timedelta(days=days) for days in range((until - START).days))
        }


def _first_known(rows: Collection[Stored]) -> Counter[Stored]:
    """Equal facts are one, known since the first of its days."""
    return Counter({min(row for row in rows if row[:2] == same) for same in {row[:2] for row in rows}})


def _at(rows: Sequence[Stored], night: date) -> Known:
    return Counter(
        (name, person) for name, person, since, until in rows if since <= night and (until is None or until > night)
    )


def _dated(
    extracts: Sequence[tuple[int, Sequence[tuple[str | None, str, int | None]]]],
) -> Iterator[tuple[date, list[Row]]]:
    day = START
    for later, rows in extracts:
        day += timedelta(days=later)
        yield day, _on(day, rows)


def _on(day: date, rows: Sequence[tuple[str | None, str, int | None]]) -> list[Row]:
    return [(name, person, None if ago is None else day - timedelta(days=ago)) for name, person, ago in rows]


def _again(nights: dict[date, Known], played: Collection[date]) -> dict[date, Known]:
    """Those nights that were played, as a replay reads them now."""
    return {night: known for night, known in nights.items() if night in played}


def _union(held: Known, rows: Sequence[Row]) -> Known:
    """Lines with an identifier once, the first content believed and none of two that differ; others as the fuller."""
    counted = Counter((name, person) for name, person, _ in rows)
    result = Counter(held)
    for (name, person), count in counted.items():
        if name is None:
            result[name, person] = max(held[name, person], count)
        elif not any(other == name for other, _ in held) and sum(other == name for other, _ in counted) == 1:
            result[name, person] = 1
    return result
