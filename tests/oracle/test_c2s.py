"""The rule of the C2S against OpenFisca-France, every resource stated: each difference is a known defect, by its name.

At each of seven dates, 10,000 random households and 2,000 at a ceiling −1, 0 or +1 €. Defects: docs/decisions/0054.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from oracle.households import HOUSING, NATURES, Array, Households, at_the_ceilings, draw
from oracle.ours import judged

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv-simulateur" / "bin" / "python"
PROGRAM = Path(__file__).parent / "openfisca_stated.py"
DATES = [
    date(2014, 10, 1),
    date(2016, 2, 1),
    date(2019, 6, 1),
    date(2019, 12, 1),
    date(2022, 2, 1),
    date(2025, 6, 1),
    date(2026, 10, 1),
]
ASKED = ("cmu_c", "css_cmu_base_ressources", "cmu_c_plafond", "acs_plafond")
CENTS = 0.05
"""Euros: what single precision loses (defect 5)."""

needs_oracle = pytest.mark.skipif(
    not PYTHON.exists() and "CI" not in os.environ, reason="OpenFisca n'est pas installé : make simulateur"
)


def oracle(households: Households, tmp_path: Path, asked: tuple[str, ...] = ASKED) -> dict[str, Array]:
    np.savez(tmp_path / "given.npz", **households.stated(asked))  # type: ignore[arg-type] # arrays by name
    subprocess.run([PYTHON, PROGRAM, tmp_path / "given.npz", tmp_path / "found.npz"], check=True)
    with np.load(tmp_path / "found.npz") as found:
        return dict(found)


def classes(base: Array, free: Array, paid: Array) -> Array:
    return np.where(base <= free, "gratuite", np.where(base <= paid, "participation", "au-dessus"))


def missing_ceiling(au: date, theirs: Array, ours: Array) -> Array:
    """Defect 1: the ceilings of April 2020, 2025 and 2026 are missing, and the older one stays."""
    lacking = date(2020, 4, 1) <= au < date(2021, 4, 1) or au >= date(2025, 4, 1)
    return (theirs < ours) & lacking


def rounded_otherwise(theirs: Array, ours: Array) -> Array:
    """Defect 4: rounding half to even, from a base that the law rounds; two euros at most, as `a_examiner`."""
    return np.abs(theirs - ours) <= 2


def months_before_the_abatement(households: Households) -> Array:
    """The abatements of April 2021 taken month by month: the law abates what is examined since, whatever its month."""
    if not date(2021, 4, 1) <= households.au < date(2022, 6, 1):
        return np.zeros(households.count, bool)
    person = households.person["aah"].sum(axis=1) + households.person["asi"].sum(axis=1)
    return (np.bincount(households.person["family"], person) + households.family["aspa"].sum(axis=1)) > 0


@needs_oracle
@pytest.mark.parametrize("au", DATES, ids=str)
def test_every_difference_is_a_known_defect(au: date, tmp_path: Path) -> None:
    drawn = draw(au, 10_000, seed=au.toordinal())
    first = judged(drawn)
    near = at_the_ceilings(draw(au, 2_000, seed=au.year), *_ceilings(au), seed=au.year)
    for households, ours in ((drawn, first), (near, judged(near))):
        theirs = oracle(households, tmp_path)

        base = np.maximum(theirs["css_cmu_base_ressources"], 0)
        same_base = np.abs(base - ours["resources"]) <= CENTS
        assert (same_base | months_before_the_abatement(households)).all()
        same_free = theirs["cmu_c_plafond"] == ours["free"]
        known = missing_ceiling(au, theirs["cmu_c_plafond"], ours["free"]) | rounded_otherwise(
            theirs["cmu_c_plafond"], ours["free"]
        )
        assert (same_free | known).all()
        found = np.where(np.isin(ours["verdict"], ("participation", "aide_acs")), "participation", ours["verdict"])
        found = np.where(np.isin(found, ("proche", "non")), "au-dessus", found)
        told = np.where(theirs["cmu_c"], "gratuite", classes(base, theirs["cmu_c_plafond"], theirs["acs_plafond"]))
        differ = found != told
        # Where both have the same base and the same ceilings, they say the same; the last cent aside.
        close = np.minimum(np.abs(base - theirs["cmu_c_plafond"]), np.abs(base - theirs["acs_plafond"])) <= 2
        assert not (differ & same_base & same_free & ~close).any()
        assert (differ <= (known | close | months_before_the_abatement(households))).all()


def _ceilings(au: date) -> tuple[Array, Array]:
    ours = judged(draw(au, 2_000, seed=au.year))
    return ours["free"], ours["paid"]


def one(au: date, **changes: Any) -> Households:
    """One person of forty, a tenant without aid, with nothing; `changes`: arrays of one person, or of the household."""
    person: dict[str, Array] = {
        "family": np.array([0]),
        "role": np.array([0]),
        "birth": np.array([np.datetime64(au.replace(year=au.year - 40))]),
        "alternate": np.array([False]),
        "self_employed": np.zeros(1),
        "alimony_paid": np.zeros(1),
        "sick_pay_now": np.zeros(1),
        "unemployed": np.array([False]),
        "ass_now": np.array([False]),
        **{nature: np.zeros((1, 12)) for nature in NATURES},
    }
    family: dict[str, Array] = {
        "af": np.zeros((1, 12)),
        "aspa": np.zeros((1, 12)),
        "aspa_couple": np.array([False]),
        "aid": np.zeros(1),
        "housing": np.array([HOUSING[0]]),
        "overseas": np.array([False]),
        "rsa": np.array([False]),
    }
    for name, value in changes.items():
        (person if name in person else family)[name] = value
    return Households(au, person, family)


def yearly(amount: float) -> Array:
    months = np.zeros((1, 12))
    months[0, 5] = amount
    return months


@needs_oracle
@pytest.mark.parametrize("au", [date(2020, 6, 1), date(2025, 6, 1), date(2026, 10, 1)], ids=str)
def test_defect_1_a_ceiling_is_missing(au: date, tmp_path: Path) -> None:
    households = one(au)
    ours, theirs = judged(households), oracle(households, tmp_path)

    assert theirs["cmu_c_plafond"][0] < ours["free"][0]


@needs_oracle
def test_defect_2_the_window_is_one_month_late(tmp_path: Path) -> None:
    last = np.zeros((1, 12))
    last[0, 11] = 20_000
    theirs = oracle(one(date(2022, 2, 1), salaire=last), tmp_path)
    earlier = np.zeros((1, 12))
    ours = judged(one(date(2022, 2, 1), salaire=earlier))

    assert theirs["css_cmu_base_ressources"][0] == 20_000  # January 2022, which the law does not count in February.
    assert ours["resources"][0] == 0


@needs_oracle
def test_defect_3_october_2019_has_no_ceiling(tmp_path: Path) -> None:
    households = one(date(2019, 10, 1), salaire=yearly(5_000))

    assert str(oracle(households, tmp_path)["css_cmu_base_ressources"]) == "ParameterNotFoundError"
    assert judged(households)["verdict"][0] == "gratuite"


@needs_oracle
def test_defect_4_half_a_euro_goes_to_the_even(tmp_path: Path) -> None:
    couple = _couple(date(2019, 6, 1))

    assert oracle(couple, tmp_path)["cmu_c_plafond"][0] == 13_426
    assert judged(couple)["free"][0] == 13_427


@needs_oracle
def test_defect_8_any_sick_pay_abates_wages(tmp_path: Path) -> None:
    households = one(date(2026, 10, 1), salaire=yearly(10_000), sick_pay_now=np.array([30.0]))

    assert oracle(households, tmp_path)["css_cmu_base_ressources"][0] == 7_000
    assert judged(households)["resources"][0] == 10_000


@needs_oracle
def test_defect_11_a_child_of_25_still_counts(tmp_path: Path) -> None:
    households = _couple(date(2026, 10, 1), role=2, born=np.datetime64("2001-09-01"))

    theirs, ours = oracle(households, tmp_path, ("cmu_nbp_foyer",)), judged(households)

    assert theirs["cmu_nbp_foyer"][0] == 2
    assert ours["free"][0] == judged(one(date(2026, 10, 1)))["free"][0]


@needs_oracle
@pytest.mark.parametrize(
    ("age", "theirs", "ours"), [(48, 200, 200), (49, 350, 200), (50, 350, 350), (59, 550, 350), (60, 550, 550)]
)
def test_defect_12_the_bands_of_the_acs_start_a_year_early(
    age: int, theirs: int, ours: int, tmp_path: Path, amounts: Callable[[Households], Array]
) -> None:
    au = date(2016, 2, 1)
    households = one(au, birth=np.array([np.datetime64(au.replace(year=au.year - age))]))

    assert oracle(households, tmp_path, ("acs_montant",))["acs_montant"][0] == theirs
    assert amounts(households)[0] == ours


@needs_oracle
def test_an_owner_with_a_housing_aid_is_counted_the_aid_only(tmp_path: Path) -> None:
    """Not in the list of defects: both lump sums are added, where R.861-7 takes the aid alone."""
    households = one(date(2026, 10, 1), housing=np.array([HOUSING[1]]), aid=np.array([50.0]))

    assert judged(households)["resources"][0] == 600
    assert oracle(households, tmp_path)["css_cmu_base_ressources"][0] == pytest.approx(600 + 12 * 78.20, abs=1)


def _couple(au: date, *, role: int = 1, born: np.datetime64 | None = None) -> Households:
    alone = one(au)
    person = {name: np.concatenate([column, column]) for name, column in alone.person.items()}
    person["family"], person["role"] = np.array([0, 0]), np.array([0, role])
    if born is not None:
        person["birth"][1] = born
    return Households(au, person, alone.family)
