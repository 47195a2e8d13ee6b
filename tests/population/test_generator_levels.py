"""A département of 50,000 persons has the levels that are published, and somebody for every programme to find."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from planir.detection.run import detect
from planir.engine.errors import PlanirError
from planir.population.generator import Departement, generate
from planir.population.generator.measures import MEASURES
from planir.population.generator.published import Level, published_levels
from planir.population.generator.reaction import EFFECTS
from planir.programmes.cache import load_catalogue

AU = date(2026, 11, 1)
PERSONS = 50_000


@pytest.fixture(scope="module")
def fund(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("departement-de-cinquante-mille")
    generate(folder, Departement(PERSONS, seed=1, au=AU))
    return folder


@pytest.fixture(scope="module")
def levels(fund: Path) -> dict[str, Level]:
    return {level.label: level for level in published_levels(fund)}


@pytest.mark.parametrize("label", [measure.label for measure in MEASURES])
def test_the_level_is_the_published_one(label: str, levels: dict[str, Level]) -> None:
    level = levels[label]
    assert level.denominator > 100
    assert level.holds, f"{level.generated:.1f} % ({level.numerator} of {level.denominator})"


ON_INCOMES = ("c2s_gratuite_non_demandee", "c2s_participation_non_demandee", "c2s_proche")
"""A fund hears of incomes when a request is filed, for the months before it: it never knows those of today's window."""


def test_every_programme_finds_somebody_and_not_everybody(fund: Path) -> None:
    found = {
        programme.code: programme.situations
        for programme in detect(fund, load_catalogue(), au=AU, access=("medical",)).programmes
    }
    assert {code: found.pop(code) for code in ON_INCOMES} == dict.fromkeys(ON_INCOMES, 0)
    assert {code: number for code, number in found.items() if not 3 <= number <= PERSONS * 0.05} == {}


def test_true_effects_are_those_of_programmes_that_exist() -> None:
    assert set(EFFECTS) <= set(load_catalogue().programmes)


def test_the_young_declare_less_than_the_others(levels: dict[str, Level]) -> None:
    everybody = levels["Sans médecin traitant, 16 ans et plus"].generated
    assert levels["Sans médecin traitant, 16 à 25 ans"].generated > 1.5 * everybody


def test_a_population_without_its_truth_is_not_compared(tmp_path: Path) -> None:
    generate(tmp_path, Departement(persons=100, seed=1, au=AU))
    shutil.rmtree(tmp_path / ".verite")
    with pytest.raises(PlanirError) as refused:
        published_levels(tmp_path)
    assert refused.value.code == "verite_absente"


def test_a_level_far_from_what_is_published_does_not_hold() -> None:
    near = Level("", "", low=31, high=31, margin=2, numerator=3_150, denominator=10_000)
    far = Level("", "", low=31, high=31, margin=2, numerator=3_500, denominator=10_000)
    small = Level("", "", low=31, high=31, margin=2, numerator=7, denominator=20)
    nobody = Level("", "", low=31, high=31, margin=2, numerator=0, denominator=0)
    assert (near.holds, far.holds, small.holds, nobody.holds) == (True, False, True, True)
