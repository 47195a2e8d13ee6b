"""Each known defect of OpenFisca-France 176.1.8, in one small household: what it says, and what the law says.

Numbers are those of docs/decisions/0054; the law is in the docstring of each test.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from law.judged import judged as view
from oracle.conftest import OpenFisca
from oracle.households import HOUSING, Array, Households, one, with_another
from oracle.ours import judged, of_each, reference_months

BASE, FREE = "css_cmu_base_ressources", "cmu_c_plafond"
TODAY = date(2026, 10, 1)


def month(rank: int, euros: int) -> Array:
    """Euros of one month of the twelve, in cents."""
    months = np.zeros((1, 12), np.int64)
    months[0, rank] = euros * 100
    return months


def every_month(euros: int) -> Array:
    return np.full((1, 12), euros * 100)


@pytest.mark.parametrize(
    ("au", "theirs", "ours"),
    [(date(2020, 6, 1), 8_951, 9_032), (date(2025, 6, 1), 10_166, 10_339), (TODAY, 10_166, 10_422)],
    ids=str,
)
def test_1_a_ceiling_is_missing(au: date, theirs: int, ours: int, openfisca: OpenFisca) -> None:
    """Ceilings of April 2020, 2025 and 2026 (L.861-1): someone just under is told to pay."""
    under = one(au, pension_retraite=month(3, ours - 10))

    assert openfisca(under, (FREE, "cmu_c"))[FREE][0] == theirs
    assert not openfisca(under, ("cmu_c",))["cmu_c"][0]
    assert judged(under)["verdict"][0] == "gratuite"


def test_2_the_window_is_one_month_late(openfisca: OpenFisca) -> None:
    """Since 2022: from the 13th to the 2nd month before (R.861-8). The wages of January do not count in February."""
    au, january = date(2022, 2, 1), date(2022, 1, 1)
    given = {
        "assure": [{"assure": "P", "date_naissance": date(1980, 1, 1), "precision_naissance": "jour"}],
        "foyer": [{"foyer": "F", "assure": "P", "role": "demandeur"}],
        "ressource": [{"assure": "P", "mois": january, "nature": "salaire", "montant": 20_000}],
    }
    with view("c2s_verdict", au) as views:
        (ours,) = views.rows("c2s_verdict", given)

    # The last of its twelve months is January 2022.
    assert openfisca(one(au, salaire=month(11, 20_000)), (BASE,))[BASE][0] == 20_000
    assert ours["ressources"] == 0
    assert (reference_months(au)[0], reference_months(au)[-1]) == (date(2021, 1, 1), date(2021, 12, 1))


def test_3_october_2019_cannot_be_computed(openfisca: OpenFisca) -> None:
    """The CMU-C and the ACS applied until 31 October 2019 (law 2018-1203, art. 52)."""
    au = date(2019, 10, 1)
    poor, modest = one(au, salaire=month(3, 5_000)), one(au, salaire=month(3, 11_000))

    assert str(openfisca(poor, (BASE,))[BASE]) == "ParameterNotFoundError"
    assert judged(poor)["verdict"][0] == "gratuite"
    assert judged(modest)["verdict"][0] == "aide_acs"


def test_4_half_a_euro_goes_to_the_even(openfisca: OpenFisca) -> None:
    """Rounded to the nearest euro, 0.50 up (L.861-1): 8 951 × 1.5 is 13 426.50."""
    couple = with_another(one(date(2019, 6, 1), salaire=month(3, 13_427)), role=1)
    theirs, ours = openfisca(couple, (FREE, "cmu_c")), judged(couple)

    assert (theirs[FREE][0], theirs["cmu_c"][0]) == (13_426, False)
    assert (ours["free"][0], ours["verdict"][0]) == (13_427_00, "gratuite")


def test_5_a_sum_in_single_precision_is_not_the_sum(openfisca: OpenFisca) -> None:
    """Money is exact: whose twelve wages make the ceiling to the cent has the right (L.861-1)."""
    au, ceiling = date(2024, 6, 1), 10_166_00
    alone = one(au)
    wages = np.random.default_rng(5).integers(600_00, 900_00, (300, 12))
    wages[:, -1] += ceiling - wages.sum(axis=1)
    person = {name: np.repeat(column, 300, axis=0) for name, column in alone.person.items()}
    family = {name: np.repeat(column, 300, axis=0) for name, column in alone.family.items()}
    households = Households(au, {**person, "family": np.arange(300), "salaire": wages}, family)
    theirs = openfisca(households, (BASE, "cmu_c"))

    assert np.abs(theirs[BASE] - 10_166).max() < 0.02
    assert not theirs["cmu_c"].all()
    assert (judged(households)["verdict"] == "gratuite").all()


def test_6_what_is_not_stated_is_invented(openfisca: OpenFisca) -> None:
    """Nobody has an allowance that he or she did not ask for: nothing stated must not become an ASPA."""
    old = one(TODAY, months=np.array([71 * 12]))
    assert openfisca(old, (BASE,))[BASE][0] == 0

    theirs = openfisca(old, (BASE, "cmu_c"), unstated=("aspa",))

    assert theirs[BASE][0] > 10_166
    assert not theirs["cmu_c"][0]
    assert (judged(old)["verdict"][0], judged(old)["resources"][0]) == ("gratuite", 0)


def test_7_a_grant_that_is_not_known_is_looked_for_everywhere_and_may_count(openfisca: OpenFisca) -> None:
    """No study grant counts (R.861-10, 11°)."""
    student = one(TODAY, months=np.array([20 * 12]), bourse=every_month(400))
    stated = openfisca(student, (BASE,))
    assert stated[BASE][0] == 0

    looked_for = openfisca(student, (BASE,), unstated=("boursier",))
    assert looked_for["touched"] > 2 * stated["touched"]
    assert judged(student)["resources"][0] == 0


def test_8_any_sick_pay_abates_wages(openfisca: OpenFisca) -> None:
    """An interruption of more than six months (R.861-8)."""
    two, seven = (one(TODAY, salaire=month(3, 10_000), leave_months=np.array([months])) for months in (2, 7))

    assert openfisca(two, (BASE,))[BASE][0] == 7_000
    assert judged(two)["resources"][0] == 10_000_00
    assert openfisca(seven, (BASE,))[BASE][0] == 7_000
    assert judged(seven)["resources"][0] == 7_000_00


@pytest.mark.parametrize(("months", "theirs", "ours"), [(50 * 12, 21, 14), (50 * 12 + 9, 21, 21), (49 * 12, 14, 14)])
def test_9_the_participation_follows_a_birthday(months: int, theirs: int, ours: int, openfisca: OpenFisca) -> None:
    """The age on 1 January of the year of award (R.861-16-1 II); in October, fifty for nine months is fifty then."""
    modest = one(TODAY, months=np.array([months]))
    name = "css_participation_forfaitaire_montant_i"

    assert openfisca(modest, (name,))[name][0] == theirs
    assert of_each(modest, "c2s_participation", "mensuelle")[0] == ours


@pytest.mark.parametrize(("au", "ours"), [(date(2025, 6, 1), 2_400), (date(2025, 7, 1), 0)], ids=str)
def test_10_the_help_of_a_family_still_counts(au: date, ours: int, openfisca: OpenFisca) -> None:
    """Excluded since 1 July 2025 (R.861-10, 10° bis, decree 2025-588)."""
    helped = one(au, aide_famille=every_month(200))

    assert openfisca(helped, (BASE,))[BASE][0] == 2_400
    assert judged(helped)["resources"][0] == ours * 100


@pytest.mark.parametrize(("age", "theirs", "ours"), [(24, 2, 2), (25, 2, 1), (26, 1, 1)])
def test_11_a_child_of_25_still_counts(age: int, theirs: int, ours: int, openfisca: OpenFisca) -> None:
    """Under 25 on the day of filing (R.861-2). Its ceiling counts a child whatever the age."""
    parent = one(TODAY, housing=np.array([HOUSING[1]]))
    home = with_another(parent, role=2, months=np.array([age * 12]), salaire=every_month(100))
    found, rule = openfisca(home, ("cmu_nbp_foyer", FREE, BASE)), judged(home)

    assert found["cmu_nbp_foyer"][0] == theirs
    assert found[FREE][0] == 15_249
    assert rule["free"][0] == {1: 10_422_00, 2: 15_633_00}[ours]
    assert (rule["resources"][0] - rule["lump"][0]) == (1_200_00 if ours == 2 else 0)
    assert found[BASE][0] > 1_200 if theirs == 2 else found[BASE][0] < 1_200


@pytest.mark.parametrize(
    ("age", "theirs", "ours"), [(48, 200, 200), (49, 350, 200), (50, 350, 350), (59, 550, 350), (60, 550, 550)]
)
def test_12_the_bands_of_the_acs_start_a_year_early(age: int, theirs: int, ours: int, openfisca: OpenFisca) -> None:
    """16 to 49, 50 to 59, 60 and more (L.863-1, old)."""
    person = one(date(2016, 2, 1), months=np.array([age * 12]))

    assert openfisca(person, ("acs_montant",))["acs_montant"][0] == theirs
    assert of_each(person, "acs_aide", "annuelle")[0] == ours


def test_13_an_owner_with_an_aid_has_both_lump_sums(openfisca: OpenFisca) -> None:
    """The lump sum of owners is for those without an aid (R.861-5); with one, the aid alone (R.861-7)."""
    owner = one(TODAY, housing=np.array([HOUSING[1]]), aid=np.array([50_00]))

    assert openfisca(owner, (BASE,))[BASE][0] == pytest.approx(600 + 12 * 78.20, abs=0.05)
    assert judged(owner)["resources"][0] == 600_00


def test_14_the_abatements_start_in_april_2021(openfisca: OpenFisca) -> None:
    """68 € a month from the AAH due since November 2019 (instruction of 31 March 2020)."""
    person = one(date(2021, 6, 1), aah=every_month(900))

    # June 2020 to May 2021: two months abated for the one, twelve for the other.
    assert openfisca(person, (BASE,))[BASE][0] == 12 * 900 - 2 * 68
    assert judged(person)["resources"][0] == (12 * 900 - 12 * 68) * 100


@pytest.mark.parametrize(("age", "theirs", "ours"), [(17, 12_708, 13_028_00), (18, 12_708, 15_633_00)])
def test_15_alternate_custody_halves_an_adult(age: int, theirs: int, ours: int, openfisca: OpenFisca) -> None:
    """Halved for a minor in alternate residence (R.861-3)."""
    home = with_another(one(TODAY), role=2, months=np.array([age * 12]), alternate=np.array([True]))

    # 10 166 × 1.25 is 12 707.5, and 10 422 × 1.25 is 13 027.5.
    assert openfisca(home, (FREE,))[FREE][0] == theirs
    assert judged(home)["free"][0] == ours


def test_16_only_the_rsa_lets_a_right_be_presumed(openfisca: OpenFisca) -> None:
    """An ASI lets the participation be presumed since 30 June 2024, without looking at incomes (L.861-2)."""
    person = one(TODAY, asi=every_month(1_600))

    assert openfisca(person, ("css_participation_forfaitaire",))["css_participation_forfaitaire"][0] == 0
    assert (judged(person)["verdict"][0], judged(person)["presumption"][0]) == ("participation", "asi")
