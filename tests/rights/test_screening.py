"""The screening of a fund: the desk says the same of each household, and a fund without a legal ground reads no DRM."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from planir.detection.query import ask
from planir.engine.errors import PlanirError
from planir.population.contract import tables
from planir.population.drm import INCOMES, drm_ground
from planir.population.generator import Departement, generate
from planir.population.store import open_population
from planir.programmes.catalogue import Catalogue
from planir.rights.c2s import judge
from planir.rights.household_file import Household
from planir.rights.screening import VERDICTS, Screening, screen

AU = date(2026, 11, 1)


@pytest.fixture(scope="module")
def departement(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("departement")
    generate(folder, Departement(persons=800, seed=11, au=AU))
    return folder


def screened(folder: Path, catalogue: Catalogue, au: date = AU) -> Screening:
    return screen(folder, catalogue.relations, catalogue.parameters, au=au)


def households(folder: Path) -> Mapping[str, Household]:
    """Each household known on that day, as rows of the contract: its members', known that day, but those of the DRM."""
    population = open_population(folder)
    found: dict[str, Household] = {}
    with duckdb.connect() as connection:
        current = "(debut IS NULL OR debut <= $au) AND (fin IS NULL OR fin >= $au)"
        homes = connection.execute(
            f"SELECT DISTINCT foyer, assure FROM '{population.path('foyer')}' WHERE {current} ORDER BY ALL", {"au": AU}
        ).fetchall()
        for home in sorted({home for home, _ in homes}):
            members = [member for one, member in homes if one == home]
            rows: dict[str, list[dict[str, Any]]] = {}
            for name, table in tables().items():
                key = "assure" if "assure" in table.names else "foyer" if "foyer" in table.names else None
                if key is None:
                    continue
                wanted = members if key == "assure" else [home]
                drm = "AND provenance IS DISTINCT FROM 'drm'" if name in INCOMES else ""
                dated = f"AND {table.date} <= $au" if table.nature == "flux" else ""
                read = connection.execute(
                    f"SELECT * FROM '{population.path(name)}' WHERE {key} IN (SELECT unnest($keys)) "
                    f"AND connu_le <= $au {drm} {dated}"
                    + (" AND (connu_jusqu IS NULL OR connu_jusqu > $au)" if table.nature == "fait" else ""),
                    {"keys": wanted, "au": AU},
                )
                columns = [column[0] for column in read.description or ()]
                rows[name] = [dict(zip(columns, row, strict=True)) for row in read.fetchall()]
            found[home] = Household({member: member for member in members}, rows, alsace_moselle=False, urgent=False)
    return found


def test_the_desk_says_what_the_screening_says_of_every_household(departement: Path, catalogue: Catalogue) -> None:
    counts = dict.fromkeys(VERDICTS, 0)
    for household in households(departement).values():
        counts[judge(household, AU, catalogue.relations, catalogue.parameters).right] += 1

    assert counts == screened(departement, catalogue).verdicts
    assert sum(counts.values()) > 40
    assert len([count for count in counts.values() if count]) >= 3


def test_each_household_is_counted_once(departement: Path, catalogue: Catalogue) -> None:
    found = screened(departement, catalogue)

    assert found.households == sum(found.verdicts.values()) == sum(known.total for known in found.sources.values())
    assert found.in_households <= found.persons
    for categories in found.by.values():
        for cover, whole in found.take_up.items():
            assert whole.covered == sum(of[cover].covered for of in categories.values())
            assert whole.certain == sum(of[cover].certain for of in categories.values())
            assert whole.possible == sum(of[cover].possible for of in categories.values())


def test_take_up_is_a_range(departement: Path, catalogue: Catalogue) -> None:
    for take_up in screened(departement, catalogue).take_up.values():
        assert take_up.least is not None
        assert take_up.most is not None
        assert 0 <= take_up.least <= take_up.most <= 1


def test_the_drm_is_read_only_on_a_legal_ground(departement: Path, catalogue: Catalogue) -> None:
    def rows_seen() -> list[tuple[Any, ...]]:
        text = (
            "SELECT provenance, count(*) AS lignes FROM ressource_connue WHERE provenance = 'drm' GROUP BY provenance"
        )
        return ask(departement, text, au=AU, connu_au=AU, access=())[1]

    without, seen_without = screened(departement, catalogue), rows_seen()
    (departement / "drm.yaml").write_text('base_legale: "décret du 22 décembre 2025"\n', encoding="utf-8")
    try:
        having, seen = screened(departement, catalogue), rows_seen()
    finally:
        (departement / "drm.yaml").unlink()

    assert (without.drm, seen_without) == (None, [])
    assert having.drm == "décret du 22 décembre 2025"
    assert seen[0][1] > 0


@pytest.mark.parametrize("text", ["", "oui", "base_legale:", "base_legale: ''", "base_legale: a\nautre: b", "{"])
def test_a_ground_that_says_nothing_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "drm.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(PlanirError) as refused:
        drm_ground(tmp_path)
    assert refused.value.code == "drm_illisible"


def test_a_date_before_the_law_is_known_is_refused(departement: Path, catalogue: Catalogue) -> None:
    with pytest.raises(PlanirError, match="n'a pas de valeur"):
        screen(departement, catalogue.relations, catalogue.parameters, au=date(1999, 1, 1), connu_au=AU)
