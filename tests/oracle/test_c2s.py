"""The rule of the C2S against OpenFisca-France, every resource stated: each difference is a known defect, by its name.

At each of seven dates, 10,000 random households and 2,000 at a ceiling −1, 0 or +1 €. A defect does not excuse a
difference: it says how much it must be, and nothing may be left. Defects: docs/decisions/0054.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from oracle import defects
from oracle.conftest import OpenFisca
from oracle.households import Array, Households, at_the_ceilings, draw
from oracle.ours import judged, of_each

DATES = {
    date(2014, 10, 1): {"rounded_otherwise"},
    date(2016, 2, 1): {"rounded_otherwise"},
    date(2019, 6, 1): {"rounded_otherwise"},
    date(2019, 12, 1): {"rounded_otherwise", "abatements_before_april_2021"},
    date(2022, 2, 1): {"rounded_otherwise", "abatements_before_april_2021"},
    date(2025, 6, 1): {"missing_ceiling", "presumption"},
    date(2026, 10, 1): {"missing_ceiling", "family_help_still_counts", "presumption"},
}
"""Each date, and the defects that are seen there, beside those of every date."""
EVERYWHERE = {
    "any_sick_pay_abates_wages",
    "earnings_of_a_child_of_25",
    "housing_of_a_child_of_25",
    "owner_with_an_aid",
    "child_of_25_in_the_ceiling",
    "adult_in_alternate_custody",
}
C2S = date(2019, 11, 1)
PRESUMED = {"aspa": date(2022, 4, 1), "asi": date(2024, 6, 30), "aah": date(2025, 7, 1), "ass": date(2026, 7, 1)}
"""Since when an allowance lets the participation be presumed (L.861-2): OpenFisca-France knows the RSA only."""
ABOVE = ("proche", "non")


def precision(amount: Array) -> Array:
    """Defect 5: what single precision may lose on a sum, in euros (0.02 on 20,000)."""
    return 0.01 + np.abs(amount) * 1e-6


def asked(au: date) -> tuple[str, ...]:
    of_the_time = ("acs", "acs_montant_i") if au < C2S else ("css_participation_forfaitaire",)
    return (
        *("cmu_c", "css_cmu_base_ressources", "cmu_c_plafond", "acs_plafond", "css_cmu_forfait_logement_base"),
        *("css_cmu_forfait_logement_al", *of_the_time),
        *(() if au < C2S else ("css_participation_forfaitaire_montant_i",)),
    )


@pytest.mark.parametrize("au", DATES, ids=str)
def test_every_difference_is_a_known_defect(au: date, openfisca: OpenFisca) -> None:
    drawn = draw(au, 10_000, seed=au.toordinal())
    near = draw(au, 2_000, seed=au.year)
    near = at_the_ceilings(near, *(ceiling / 100 for ceiling in defects.ceilings_of_the_law(near)), seed=au.year)
    seen: set[str] = set()
    for households in (drawn, near):
        theirs, ours = openfisca(households, asked(au)), judged(households)

        gaps = _resources(households, theirs, ours)
        names = {name for name, gap in gaps.items() if (np.abs(gap) > 1).any()}
        names |= _ceilings(households, theirs, ours)
        _verdicts(households, ours)
        names |= _classes(households, theirs, ours, sum(gaps.values(), np.zeros(households.count)))
        seen |= names
    assert seen == EVERYWHERE | DATES[au]


def _resources(households: Households, theirs: dict[str, Array], ours: dict[str, Array]) -> dict[str, Array]:
    """What each defect adds to our resources: together, exactly the oracle's."""
    gaps = {
        "any_sick_pay_abates_wages": defects.any_sick_pay_abates_wages(households),
        "family_help_still_counts": defects.family_help_still_counts(households),
        "earnings_of_a_child_of_25": defects.earnings_of_a_child_of_25(households),
        "housing_of_a_child_of_25": defects.housing_of_a_child_of_25(households, theirs, ours["lump"] / 100),
        "owner_with_an_aid": defects.owner_with_an_aid(households, theirs),
        "abatements_before_april_2021": defects.abatements_before_april_2021(households),
    }
    told, base = theirs["css_cmu_base_ressources"], ours["resources"] / 100
    left = told - base - sum(gaps.values(), np.zeros(households.count))
    # Alimony paid may exceed the rest: resources are then nil, not negative.
    nil = (base == 0) & (households.by_family(households.person["alimony_paid"]) > 0)
    assert (np.abs(left[~nil]) <= precision(told[~nil])).all()
    assert (left[nil] <= precision(told[nil])).all()
    return gaps


def _ceilings(households: Households, theirs: dict[str, Array], ours: dict[str, Array]) -> set[str]:
    """Ours are the law's, to the cent; theirs are the law's with their defects, to the euro."""
    free, paid = defects.ceilings_of_the_law(households)
    assert (ours["free"] == free).all()
    assert (ours["paid"] == paid).all()
    base = float(theirs["plafond_base"])
    exact, rounded = defects.ceilings_with_their_defects(households, base)
    half = np.abs(exact % 1 - 0.5) < 1e-6
    assert ((theirs["cmu_c_plafond"] == rounded) | half & (np.abs(theirs["cmu_c_plafond"] - exact) < 0.51)).all()
    assert (np.abs(theirs["acs_plafond"] - theirs["cmu_c_plafond"] * 1.35) < 0.01).all()
    known = {
        "missing_ceiling": defects.missing_ceiling(households, base),
        "child_of_25_in_the_ceiling": defects.child_of_25_in_the_ceiling(households),
        "adult_in_alternate_custody": defects.adult_in_alternate_custody(households),
        "rounded_otherwise": defects.rounded_otherwise(households, theirs["cmu_c_plafond"], free / 100),
    }
    differ = theirs["cmu_c_plafond"] != free / 100
    assert not (differ & ~np.any(list(known.values()), axis=0)).any()
    return {name for name, where in known.items() if (differ & where).any()}


def _verdicts(households: Households, ours: dict[str, Array]) -> None:
    """Ours follow from our resources and ceilings, whole cents; a presumption only raises what incomes would give."""
    base, free, paid = ours["resources"], ours["free"], ours["paid"]
    paying = "aide_acs" if households.au < C2S else "participation"
    presumed = np.array([PRESUMED.get(name, date.max) <= households.au for name in ours["presumption"]])
    expected = np.select(
        [(base <= free) | households.family["rsa"], (base <= paid) | presumed, base * 100 <= paid * 105],
        ["gratuite", paying, "proche"],
        "non",
    )
    assert (ours["verdict"] == expected).all()
    assert set(ours["presumption"]) <= {
        "",
        "rsa",
        *(name for name, since in PRESUMED.items() if since <= households.au),
    }
    near = (np.abs(base - free) <= 200) | (np.abs(base - paid) <= 200)
    assert (ours["to_examine"] == (near & (ours["presumption"] == ""))).all()


def _classes(households: Households, theirs: dict[str, Array], ours: dict[str, Array], gap: Array) -> set[str]:
    """Theirs follow from their resources and ceilings, explained above; ours differ where these do, or are presumed."""
    helped = theirs["acs" if households.au < C2S else "css_participation_forfaitaire"] > 0
    told = np.select([theirs["cmu_c"], helped], ["gratuite", "participation"], "au-dessus")
    base, free, paid = (theirs[name] for name in ("css_cmu_base_ressources", "cmu_c_plafond", "acs_plafond"))
    of_right = (base <= free) | households.family["rsa"]
    expected = np.select([of_right, base <= paid], ["gratuite", "participation"], "au-dessus")
    assert (told == expected).all()

    verdict = np.where(np.isin(ours["verdict"], ABOVE), "au-dessus", ours["verdict"])
    verdict = np.where(verdict == "aide_acs", "participation", verdict)
    differ = verdict != told
    presumed = ~np.isin(ours["presumption"], ("", "rsa"))
    other_base = (np.abs(gap) > 0) | (np.abs(base - free) <= precision(base)) | (np.abs(base - paid) <= precision(base))
    other_ceiling = (free != ours["free"] / 100) | (np.abs(paid - ours["paid"] / 100) > 0.01)
    assert not (differ & ~(presumed | other_base | other_ceiling)).any()
    return {"presumption"} if (differ & presumed).any() else set()


@pytest.mark.parametrize("au", [date(2014, 10, 1), date(2016, 2, 1), date(2019, 6, 1)], ids=str)
def test_the_acs_of_each_person_differs_at_49_and_59_only(au: date, openfisca: OpenFisca) -> None:
    households = draw(au, 5_000, seed=12)
    theirs, ours = (
        openfisca(households, ("acs_montant_i",))["acs_montant_i"],
        of_each(households, "acs_aide", "annuelle"),
    )

    early = defects.acs_band_a_year_early(households)
    counted = ~np.isnan(ours)
    assert ((theirs == ours) == ~early)[counted].all()
    assert early[counted].any()


@pytest.mark.parametrize("au", [date(2019, 12, 1), date(2022, 2, 1), date(2025, 6, 1), date(2026, 10, 1)], ids=str)
def test_the_participation_of_each_person_differs_by_the_birthdays_of_the_year_only(
    au: date, openfisca: OpenFisca
) -> None:
    households = draw(au, 5_000, seed=9)
    name = "css_participation_forfaitaire_montant_i"
    theirs, ours = openfisca(households, (name,))[name], of_each(households, "c2s_participation", "mensuelle")

    since_january = defects.participation_by_the_age_in_the_month(households)
    counted = ~np.isnan(ours)
    assert ((theirs == ours) == ~since_january)[counted].all()
    assert since_january[counted].any()
