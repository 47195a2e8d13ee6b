"""Asks the persons of an example as the desk does, over their household: it must say what the night says."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb

from planir.detection.given import fill
from planir.detection.household import STORE, household, quoted, rows_of
from planir.detection.judgement import Judgement
from planir.detection.steps import situations_asked, step_left
from planir.population.contract import tables
from planir.programmes.examples import Example
from planir.programmes.programme import Programme

LINKS = ("assure", "foyer", "representant")
"""The tables that say who is linked to whom."""

FUND = "caisse"
"""Schema that holds the rows of the whole example, when only those of a household are judged."""

Open = Callable[[frozenset[str] | None], Judgement]
"""Fills the tables of an example, with the rows of some persons only or of all (None), and makes its relations."""


@dataclass(frozen=True)
class _Answer:
    """`left`: the step that the person does not meet. `situations`: object, deadline, sentence and evidence of each."""

    left: str | None
    situations: tuple[tuple[Any, ...], ...] = ()


def desk_faults(
    connection: duckdb.DuckDBPyConnection, programme: Programme, example: Example, opened: Open
) -> Iterator[str]:
    """Where the desk would answer otherwise than the night, a French sentence for each person.

    Each opening is a transaction that is rolled back. Only where an example holds several households does the desk
    read less than the night.
    """
    everybody = {
        row["assure"]
        for name, rows in example.given.items()
        if tables()[name].person
        for row in rows
        if "assure" in row
    }
    if len(everybody) < 2:
        return
    apart: dict[frozenset[str], list[str]] = {}
    for person, members in _households(connection, example).items():
        if not members >= everybody:
            apart.setdefault(members, []).append(person)
    if not apart:
        return
    asked = [person for persons in apart.values() for person in persons]
    by_night = _answers(connection, programme, opened, None, asked)
    for members, persons in apart.items():
        for person, answer in _answers(connection, programme, opened, members, persons).items():
            if answer != by_night[person]:
                yield (
                    f"{person} : au guichet, seul le foyer de la personne est lu ; la règle dépend d'autres personnes "
                    f"({_otherwise(by_night[person], answer)})"
                )


def fill_all(connection: duckdb.DuckDBPyConnection, schema: str, names: Collection[str], example: Example) -> None:
    """Create `schema` with these tables of the example."""
    connection.execute(f"CREATE SCHEMA {schema}")
    for name in names:
        fill(connection, schema, tables()[name], example.given.get(name, ()))


def read_household(
    connection: duckdb.DuckDBPyConnection, names: Collection[str], members: frozenset[str], links: Collection[str]
) -> None:
    """Make these tables of `magasin` out of those of `caisse`, by what the desk reads for `members`.

    `links`: those of LINKS that the example gives.
    """
    files = {name: f"{FUND}.{name}" for name in {*names, *links}}
    connection.execute(f"CREATE SCHEMA {STORE}")
    for name in names:
        table = tables()[name]
        rows = rows_of(table, table.names, files, quoted(members))
        connection.execute(f"CREATE TABLE {STORE}.{name} AS {rows}")


def _households(connection: duckdb.DuckDBPyConnection, example: Example) -> Mapping[str, frozenset[str]]:
    """Each person of the example, with those linked to them."""
    there = [name for name in LINKS if name not in example.without]
    files = {name: f"{FUND}.{name}" for name in there}
    if "assure" not in files:
        return {}
    with rolled_back(connection):
        fill_all(connection, FUND, there, example)
        persons = sorted({row["assure"] for row in example.given.get("assure", ()) if "assure" in row})
        return {person: household(connection, files, person) for person in persons}


def _answers(
    connection: duckdb.DuckDBPyConnection,
    programme: Programme,
    opened: Open,
    members: frozenset[str] | None,
    persons: Collection[str],
) -> Mapping[str, _Answer]:
    def ask(sql: str, values: Collection[str]) -> list[tuple[Any, ...]]:
        return connection.execute(sql, list(values)).fetchall()

    with rolled_back(connection):
        judgement = opened(members)
        lefts = {person: step_left(ask, programme, judgement, person) for person in persons}
        question = situations_asked(programme, judgement)
        return {
            person: _Answer(left, () if left is not None else tuple(ask(question, [person])))
            for person, left in lefts.items()
        }


@contextmanager
def rolled_back(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """A transaction of which nothing stays, tables and views included."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")


def _otherwise(night: _Answer, desk: _Answer) -> str:
    """What differs, as the author of the rule can check it."""
    if night.left is not None or desk.left is not None:
        return f"la nuit, {_said(night)} ; au guichet, {_said(desk)}"
    for (subject, *_, by_night), (same, *_, at_desk) in zip(night.situations, desk.situations, strict=False):
        seen, found = json.loads(by_night), json.loads(at_desk)
        different = [
            f"{one} vaut {seen[one]} la nuit, {found[one]} au guichet" for one in seen if seen[one] != found[one]
        ]
        if subject == same and different:
            return " ; ".join(different)
    return "ses situations n'y sont pas les mêmes"


def _said(answer: _Answer) -> str:
    return "elle remplit toutes les étapes" if answer.left is None else f"elle quitte à « {answer.left} »"
