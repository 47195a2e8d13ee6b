"""Runs a programme's examples: small tables in, expected persons out, by the same SQL as the night's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import pairwise
from time import monotonic
from typing import Any

import duckdb

from planir.detection.examine import examine
from planir.detection.household import STORE
from planir.detection.judgement import Dates, Judgement, computed_once, create_relations
from planir.detection.limits import time_limit
from planir.detection.obstacle import obstacle
from planir.detection.steps import Ask, step_left, with_queries
from planir.detection.stopped import stopped
from planir.detection.supply import not_known
from planir.detection.trial_desk import FUND, LINKS, desk_faults, fill_all, read_household
from planir.engine.connection import connect
from planir.engine.errors import PlanirError
from planir.population.contract import tables
from planir.population.relations import needed
from planir.population.supply import StoredTable, extracted
from planir.programmes.catalogue import Catalogue
from planir.programmes.examples import Example, Expectation, Row, Supply
from planir.programmes.programme import Programme

ALWAYS = date(1900, 1, 1)
CHECK_SECONDS = 300.0
"""For all the examples of one programme: their tables have a few rows, and a rule shipped takes one or two."""


def try_examples(
    programme: Programme, examples: Sequence[Example], catalogue: Catalogue, *, seconds: float = CHECK_SECONDS
) -> Iterator[str]:
    """What does not hold in the examples, a French sentence each; nothing when all of it holds.

    One connection for all: each trial is a transaction that is rolled back, tables and views included. After `seconds`
    what runs is interrupted, and the examples that follow are not tried.
    """
    end = monotonic() + seconds
    with connect(memory="200MB", threads=1) as connection:
        for example in examples:
            for expected in example.expected:
                place = f"exemples.yaml, exemple « {example.name} », au {expected.au:%d/%m/%Y}"
                held = True
                connection.execute("BEGIN")
                try:
                    with time_limit(connection, max(end - monotonic(), 0)):
                        faults = list(_faults(connection, programme, example, expected, catalogue))
                    held = not faults
                    yield from (f"{place} : {fault.rstrip('.')}." for fault in faults)
                except duckdb.InterruptException:
                    yield f"{place} : {_too_long(seconds)}"
                    return
                except duckdb.Error as error:
                    held = False
                    connection.execute("ROLLBACK")
                    connection.execute("BEGIN")
                    with time_limit(connection, max(end - monotonic(), 0)):
                        where = _where(connection, programme, example, expected, catalogue)
                    yield f"{place} : {where} s'arrête : {stopped(error)}."
                except PlanirError as error:
                    held = False
                    yield f"{place} : {error.sentence}"
                finally:
                    connection.execute("ROLLBACK")
                if held and expected.not_examined is None:
                    opened = partial(_opened, connection, programme, example, expected, catalogue)
                    try:
                        with time_limit(connection, max(end - monotonic(), 0)):
                            otherwise = list(desk_faults(connection, programme, example, opened))
                    except duckdb.InterruptException:
                        yield f"{place} : {_too_long(seconds)}"
                        return
                    yield from (f"{place} : {fault}." for fault in otherwise)


def _too_long(seconds: float) -> str:
    return (
        f"la règle dure trop longtemps sur quelques lignes ({seconds:.0f} secondes pour tous les exemples) : joignez "
        "moins de tables à la fois, ou découpez-la en étapes plus petites. Les exemples suivants n'ont pas été essayés."
    )


def _faults(
    connection: duckdb.DuckDBPyConnection,
    programme: Programme,
    example: Example,
    expected: Expectation,
    catalogue: Catalogue,
) -> Iterator[str]:
    supplied = _supplied(example, expected)
    dates = Dates(expected.au, example.connu_au or expected.au)
    found_obstacle = obstacle(programme, catalogue, supplied, (), ("medical",), dates.au)
    if found_obstacle is not None or expected.not_examined is not None:
        said = None if found_obstacle is None else found_obstacle.reason
        if expected.not_examined is None:
            yield f"le programme n'est pas examiné : {said}"
        elif said is None:
            yield f"le programme est examiné, attendu : non examiné, {expected.not_examined}"
        elif said != expected.not_examined:
            yield f"non examiné, mais pour une autre raison que « {expected.not_examined} » : {said}"
        return
    unknown = not_known(programme, supplied)
    if expected.not_known is not None and unknown != expected.not_known:
        yield f"non connu attendu : {' ; '.join(expected.not_known)}, obtenu : {' ; '.join(unknown)}"
    judgement = _opened(connection, programme, example, expected, catalogue)
    if expected.rows is not None or expected.sentence is not None:
        yield from _situations(connection, programme, judgement, expected)
    for person, sentence in (expected.left_at or {}).items():
        left = step_left(_asking(connection), programme, judgement, person)
        if left != sentence:
            left_text = "remplit toutes les étapes" if left is None else f"quitte à « {left} »"
            yield f"{person} {left_text}, attendu : quitte à « {sentence} »"
    if expected.outcome is not None:
        found = _dicts(connection, judgement.bind(programme.outcome_sql))
        yield from _differences(found, expected.outcome, "résultat")


def _asking(connection: duckdb.DuckDBPyConnection) -> Ask:
    return lambda sql, values: connection.execute(sql, list(values)).fetchall()


def _supplied(example: Example, expected: Expectation) -> dict[str, StoredTable]:
    return {name: _stored(name, example, expected.au) for name in tables() if name not in example.without}


def _opened(
    connection: duckdb.DuckDBPyConnection,
    programme: Programme,
    example: Example,
    expected: Expectation,
    catalogue: Catalogue,
    members: frozenset[str] | None = None,
) -> Judgement:
    """The tables of the example, filled, and the relations that the rule reads.

    `members`: the persons whose rows alone are there, as at the desk; None for all.
    """
    dates = Dates(expected.au, example.connu_au or expected.au)
    supplied = _supplied(example, expected)
    stores = {name: f"{STORE}.{name}" for name in supplied}
    judgement = Judgement(dates, catalogue.parameters.values(expected.au), stores, extracted(supplied))
    read = {
        name
        for name in needed(catalogue.relations, programme.reads)
        if name in supplied and catalogue.relations[name].kind == "coupe"
    }
    if members is None:
        fill_all(connection, STORE, read, example)
    else:
        links = {name for name in LINKS if name in supplied}
        fill_all(connection, FUND, read | links, example)
        read_household(connection, read, members, links)
    once = computed_once(catalogue.relations, programme.reads)
    create_relations(connection, catalogue.relations, judgement, programme.reads, once)
    return judgement


def _where(
    connection: duckdb.DuckDBPyConnection,
    programme: Programme,
    example: Example,
    expected: Expectation,
    catalogue: Catalogue,
) -> str:
    """Where a rule stops: its queries are run one after the other, until one does."""
    try:
        judgement = _opened(connection, programme, example, expected, catalogue)
    except duckdb.Error:
        return "une vue que lit la règle, ou une ligne de « donnees »,"
    for query in programme.queries:
        try:
            connection.execute(f"{with_queries(programme, judgement, until=query.name)} SELECT * FROM {query.name}")
        except duckdb.Error:
            short = query.name.removeprefix(f"{programme.code}__")
            return f"reperage.sql, {f'étape « {query.sentence} »' if query.sentence else f'requête « {short} »'},"
    return "resultat.sql" if expected.outcome is not None else "fiche.yaml, « motif »,"


def _stored(name: str, example: Example, au: date) -> StoredTable:
    """The rows of an example are those of a few persons: unless it says so, the table holds those of others too."""
    supply = example.supplies.get(name, Supply())
    rows = 0 if supply.empty else max(1, len(example.given.get(name, ())))
    return StoredTable(rows, supply.extracted or au, first=supply.first, last=supply.last, covered=supply.covered)


def _situations(
    connection: duckdb.DuckDBPyConnection, programme: Programme, judgement: Judgement, expected: Expectation
) -> Iterator[str]:
    yield from _chain(connection, programme, judgement)
    found = _dicts(connection, f"{with_queries(programme, judgement)} SELECT * FROM {programme.queries[-1].name}")
    identities = {(row["assure"], row["objet"]) for row in found}
    if len(identities) < len(found):
        yield "deux lignes pour la même personne et le même objet"
    if expected.rows is not None:
        yield from _differences(found, expected.rows, "situation")
        for person in {str(row["assure"]) for row in expected.rows if "assure" in row} - {
            row["assure"] for row in found
        }:
            left = step_left(_asking(connection), programme, judgement, person)
            yield f"{person} quitte la règle à l'étape « {left} »"
    if expected.sentence is not None:
        examine(connection, programme, judgement)
        said = [_plain(str(row["phrase"])) for row in _dicts(connection, "SELECT phrase FROM situation")]
        if said != [_plain(expected.sentence)]:
            obtained = " / ".join(f"« {one} »" for one in said) or "aucun"
            yield f"motif attendu : « {expected.sentence} », obtenu : {obtained}"


def _chain(connection: duckdb.DuckDBPyConnection, programme: Programme, judgement: Judgement) -> Iterator[str]:
    """Each step's persons are among those of the step before: else attrition and explanations would lie."""
    steps = programme.steps
    gained = ", ".join(
        f"EXISTS (SELECT assure FROM {after.name} EXCEPT SELECT assure FROM {before.name})"
        for before, after in pairwise(steps)
    )
    if not gained:
        return
    row = connection.execute(f"{with_queries(programme, judgement)} SELECT {gained}").fetchone() or ()
    for (before, after), adds in zip(pairwise(steps), row, strict=True):
        if adds:
            yield f"l'étape « {after.sentence} » ajoute des personnes que l'étape « {before.sentence} » n'avait pas"


def _differences(found: Sequence[Row], expected: Sequence[Row], what: str) -> Iterator[str]:
    left = list(found)
    for row in expected:
        match = next((one for one in left if _holds(one, row, ("assure", "objet"))), None)
        if match is None:
            yield f"{what} attendue et absente : {_said(row)}"
            continue
        left.remove(match)
        for column, value in row.items():
            if column not in match:
                yield f"{what} : la colonne « {column} » n'est pas rendue"
            elif not _same(match[column], value):
                yield f"{what} de {match['assure']} : {column} vaut {_one(match[column])}, attendu {_one(value)}"
    for row in left:
        yield f"{what} obtenue et non attendue : {_said(row)}"


def _holds(found: Row, expected: Row, columns: Sequence[str]) -> bool:
    return all(_same(found.get(column), expected[column]) for column in columns if column in expected)


def _same(found: Any, expected: Any) -> bool:
    if isinstance(found, bool) or isinstance(expected, bool):
        return found is expected
    if isinstance(found, Decimal | float | int) and isinstance(expected, Decimal | float | int):
        return round(Decimal(str(found)), 2) == round(Decimal(str(expected)), 2)
    return bool(found == expected)


def _dicts(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    result = connection.execute(sql)
    names = [column[0] for column in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _said(row: Mapping[str, Any]) -> str:
    return ", ".join(f"{column} {_one(value)}" for column, value in row.items() if value is not None)


def _one(value: Any) -> str:
    return "vide" if value is None else value.isoformat() if isinstance(value, date) else str(value)


def _plain(text: str) -> str:
    """A sentence with ordinary spaces: an example is typed without the typographic ones."""
    return " ".join(text.replace("\u202f", " ").replace("\u00a0", " ").split())
