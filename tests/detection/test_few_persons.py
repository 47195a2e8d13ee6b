"""Asking of few persons, by reading their rows only, says of them what asking of everybody does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from planir.detection.compare import load_before
from planir.detection.examine import SITUATIONS, examine
from planir.detection.judgement import Dates, Judgement, create_relations
from planir.detection.outcomes import Fund, load_outcomes
from planir.engine.connection import connect
from planir.population.generator import Departement, generate
from planir.population.reading import stores
from planir.population.store import open_population
from planir.programmes.catalogue import Catalogue

DAY = date(2026, 11, 1)


@pytest.fixture(scope="module")
def departement(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two thousand persons who do not exist."""
    folder = tmp_path_factory.mktemp("departement")
    generate(folder, Departement(persons=2_000, seed=5, au=DAY))
    return folder


@pytest.fixture(scope="module")
def opened(departement: Path, catalogue: Catalogue) -> Iterator[tuple[duckdb.DuckDBPyConnection, Judgement]]:
    population = open_population(departement)
    wanted = {name for programme in catalogue.programmes.values() for name in programme.reads}
    with connect(readable=[departement / "versions" / population.version]) as connection:
        judgement = Judgement(Dates(DAY, DAY), catalogue.parameters.values(DAY), stores(connection, population, {}))
        create_relations(connection, catalogue.relations, judgement, {*wanted, "assure_au_jour"}, {})
        yield connection, judgement


def test_every_rule_finds_the_same_people_however_few_each_step_leaves(
    opened: tuple[duckdb.DuckDBPyConnection, Judgement], catalogue: Catalogue
) -> None:
    connection, judgement = opened
    found = []
    for few in (0, 10_000):
        steps = {code: examine(connection, one, judgement, few=few) for code, one in catalogue.programmes.items()}
        found.append((steps, connection.execute("FROM situation ORDER BY ALL").fetchall()))
        connection.execute("DELETE FROM situation")

    assert found[0] == found[1]
    assert len(found[0][1]) > 200


def test_every_outcome_says_the_same_of_some_as_of_all(
    opened: tuple[duckdb.DuckDBPyConnection, Judgement], departement: Path, catalogue: Catalogue
) -> None:
    connection, judgement = opened
    population = open_population(departement)
    fund = Fund(population.tables, stores(connection, population, {}), catalogue.relations)
    connection.execute(SITUATIONS)
    load_before(connection, {}, lambda _: "")
    wanted = set()
    for code, programme in catalogue.programmes.items():
        some = (
            f"(SELECT assure, coalesce(objet, '') AS objet, obtenu_le FROM ({judgement.bind(programme.outcome_sql)}) "
            f"WHERE hash(assure) % 3 = 0 AND obtenu_le <= DATE '{DAY}')"
        )
        of_each = f"SELECT '{code}' AS programme, assure, objet, max(obtenu_le) FROM {some} GROUP BY ALL"
        wanted |= set(connection.execute(of_each).fetchall())
        connection.execute(
            "INSERT INTO avant (programme, assure, objet) "
            f"SELECT DISTINCT '{code}', assure, objet FROM {some} UNION SELECT '{code}', 'nobody', ''"
        )

    failed = load_outcomes(connection, catalogue.programmes, {}, judgement, fund, 60)

    assert failed == {}
    assert set(connection.execute("SELECT programme, assure, objet, obtenu_le FROM obtenue").fetchall()) == wanted
    assert len(wanted) > 1_000
