"""The prevention calendar of one person: the first and the last day of each exam, and what is not known."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from planir.engine.errors import PlanirError
from planir.law.parameters import load
from planir.law.prevention import Exam, Person, calendar

LAW = load()
ON = date(2026, 3, 10)


def exam(code: str, person: Person, on: date = ON) -> Exam:
    return next(one for one in calendar(person, on, LAW) if one.code == code)


def woman(birth: date, **known: Any) -> Person:
    return Person(birth, "F", **known)


@pytest.mark.parametrize(
    ("birth", "status"),
    [
        (date(1976, 3, 11), "plus_tard"),
        (date(1976, 3, 10), "a_faire"),
        (date(1951, 3, 11), "a_faire"),
        (date(1951, 3, 10), "pas_concerne"),
    ],
)
@pytest.mark.parametrize("code", ["sein", "colorectal"])
def test_a_screening_runs_from_the_fiftieth_birthday_to_the_eve_of_the_seventy_fifth(
    code: str, birth: date, status: str
) -> None:
    assert exam(code, woman(birth)).status == status


@pytest.mark.parametrize(("last", "status"), [(date(2024, 3, 10), "a_faire"), (date(2024, 3, 11), "a_jour")])
def test_a_screening_comes_again_after_two_years(last: date, status: str) -> None:
    found = exam("sein", woman(date(1966, 1, 1), last={"sein": last}))

    assert (found.status, found.since) == (status, date(2026, last.month, last.day))


def test_a_colonoscopy_takes_the_place_of_a_bowel_test_for_five_years() -> None:
    last = {"colorectal": date(2020, 1, 1), "coloscopie": date(2022, 6, 1)}

    assert exam("colorectal", Person(date(1966, 1, 1), "M", last)).since == date(2027, 6, 1)


def test_a_last_screening_late_in_the_ages_is_followed_by_none() -> None:
    found = exam("sein", woman(date(1951, 6, 1), last={"sein": date(2025, 1, 1)}))

    assert (found.status, found.since, found.until) == ("a_jour", None, date(2026, 5, 31))


@pytest.mark.parametrize(
    ("birth", "known", "since"),
    [
        (date(2000, 1, 1), {}, date(2025, 1, 1)),
        (date(2000, 1, 1), {"last": {"cytologie": date(2025, 6, 1)}, "cytologies": 1}, date(2026, 6, 1)),
        (date(2000, 1, 1), {"last": {"cytologie": date(2025, 6, 1)}, "cytologies": 2}, date(2028, 6, 1)),
        (date(1980, 1, 1), {"last": {"cytologie": date(2025, 6, 1)}, "cytologies": 1}, date(2028, 6, 1)),
        (date(1980, 1, 1), {"last": {"hpv": date(2025, 6, 1)}}, date(2030, 6, 1)),
    ],
)
def test_the_cervix_is_screened_by_smears_then_by_hpv_tests(birth: date, known: dict[str, Any], since: date) -> None:
    assert exam("col", woman(birth, **known)).since == since


def test_men_have_no_screening_of_women_and_an_unknown_sex_is_not_left_out() -> None:
    assert {exam(code, Person(date(1970, 1, 1), "M")).status for code in ("sein", "col")} == {"pas_concerne"}
    assert {exam(code, Person(date(1970, 1, 1), "inconnu")).status for code in ("sein", "col")} == {"a_faire"}


@pytest.mark.parametrize(
    ("birth", "last", "status", "since"),
    [
        (date(2008, 3, 11), None, "plus_tard", date(2026, 3, 11)),
        (date(2008, 3, 10), None, "a_faire", date(2026, 3, 10)),
        (date(2000, 3, 10), None, "plus_tard", date(2045, 3, 10)),
        (date(1981, 3, 10), date(2026, 3, 10), "a_jour", None),
        (date(1981, 3, 10), date(2025, 3, 10), "a_faire", date(2026, 3, 10)),
        (date(1950, 3, 10), None, "pas_concerne", None),
    ],
)
def test_one_review_in_each_band_of_ages(birth: date, last: date | None, status: str, since: date | None) -> None:
    found = exam("bilan", woman(birth, last={} if last is None else {"bilan": last}))

    assert (found.status, found.since) == (status, since)


@pytest.mark.parametrize(
    ("birth", "on", "since", "until"),
    [
        (date(2016, 3, 10), ON, date(2026, 3, 10), date(2027, 3, 9)),
        (date(2016, 3, 11), ON, date(2025, 3, 11), date(2026, 3, 10)),
        (date(2016, 3, 10), date(2024, 9, 1), date(2022, 3, 10), None),
        (date(2023, 3, 10), ON, date(2026, 3, 10), date(2027, 3, 9)),
    ],
)
def test_teeth_are_seen_each_year_since_april_2025_and_each_three_years_before(
    birth: date, on: date, since: date, until: date | None
) -> None:
    found = exam("dents", woman(birth), on)

    assert (found.status, found.since, found.until) == ("a_faire", since, until)


def test_the_last_exam_of_the_teeth_is_at_24() -> None:
    assert exam("dents", woman(date(2001, 3, 11))).status == "a_faire"
    assert exam("dents", woman(date(2001, 3, 10))).status == "pas_concerne"
    assert exam("dents", woman(date(2001, 3, 11), last={"dents": date(2026, 1, 1)})).since is None


@pytest.mark.parametrize(
    ("person", "status"),
    [
        (woman(date(1961, 1, 15)), "a_faire"),
        (woman(date(1961, 1, 16), chronic=False), "pas_concerne"),
        (woman(date(1961, 1, 16)), "non_connu"),
        (woman(date(1990, 1, 1), chronic=True), "a_faire"),
        (woman(date(1990, 1, 1), chronic=False, pregnant_since=date(2025, 11, 1)), "a_faire"),
        (woman(date(2015, 1, 1), chronic=False), "a_faire"),
        (woman(date(1950, 1, 1), last={"grippe": date(2025, 10, 14)}), "a_jour"),
        (woman(date(1950, 1, 1), last={"grippe": date(2025, 10, 13)}), "a_faire"),
    ],
)
def test_the_flu_is_for_those_whom_the_campaign_names(person: Person, status: str) -> None:
    assert exam("grippe", person, date(2026, 1, 15)).status == status


def test_a_campaign_whose_dates_are_not_known_is_said_not_known() -> None:
    found = exam("grippe", woman(date(1950, 1, 1)), date(2026, 11, 15))

    assert found.status == "non_connu"
    assert "prevention.grippe_campagne" in str(found.why)


@pytest.mark.parametrize(
    ("on", "status"),
    [
        (date(2026, 3, 31), "plus_tard"),
        (date(2026, 4, 1), "a_faire"),
        (date(2027, 4, 1), "a_faire"),
        (date(2027, 4, 2), "pas_concerne"),
    ],
)
def test_the_teeth_of_a_pregnancy(on: date, status: str) -> None:
    person = woman(date(1995, 1, 1), pregnant_since=date(2026, 1, 1))

    assert exam("dents_grossesse", person, on).status == status


@given(
    birth=st.dates(date(1930, 1, 1), ON),
    on=st.dates(date(2025, 4, 1), ON),
    ago=st.integers(0, 3000),
    sex=st.sampled_from(["F", "M", "inconnu"]),
)
def test_what_has_just_been_done_is_not_asked_again_and_what_is_asked_is_asked_in_time(
    birth: date, on: date, ago: int, sex: Any
) -> None:
    assume(birth <= on)
    bare = calendar(Person(birth, sex), on, LAW)
    for one in bare:
        assert one.until is None or one.status == "pas_concerne" or one.until >= on
        assert one.since is None or (one.since <= on) == (one.status in {"a_faire", "a_jour"})
    day = max(birth, on - timedelta(days=ago))
    known = {one.code: day for one in bare if one.code != "col"}
    before = {one.code: one.status for one in bare}
    for one in calendar(Person(birth, sex, known), on, LAW):
        assert one.status == before[one.code] or (before[one.code], one.status) == ("a_faire", "a_jour")
        assert not (ago == 0 and one.status == "a_faire" and one.code in known)


@pytest.mark.parametrize("last", [date(2026, 3, 11), date(1959, 1, 1)])
def test_an_exam_before_the_birth_or_after_the_day_is_refused(last: date) -> None:
    with pytest.raises(PlanirError, match="avant la naissance"):
        calendar(woman(date(1960, 1, 1), last={"sein": last}), ON, LAW)
