"""A boolean that is not known says neither yes nor no."""

from __future__ import annotations

import pytest

from planir.engine.connection import connect
from planir.programmes.sentence import parse, to_sql


@pytest.mark.parametrize(
    ("template", "value", "expected"),
    [
        ("Fin{p? présumée| certaine}.", "NULL", "Fin."),
        ("Fin{p? présumée| certaine}.", "false", "Fin certaine."),
        ("Fin{, et {p?présumée|certaine}}.", "NULL", "Fin."),
        ("Fin{, et {p?présumée|certaine}}.", "true", "Fin, et présumée."),
    ],
)
def test_an_unknown_boolean_writes_nothing_and_takes_its_clause_with_it(
    template: str, value: str, expected: str
) -> None:
    with connect(memory="100MB", threads=1) as connection:
        sql = f"SELECT {to_sql(parse(template))} FROM (SELECT CAST({value} AS BOOLEAN) AS p)"
        assert connection.execute(sql).fetchall() == [(expected,)]
