"""The sixth month: which year of work is read, and what it gives, month by month."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from law.judged import judged

AU = date(2026, 11, 1)


def leave(first: str = "2026-06-04") -> Mapping[str, Any]:
    debut, fin = date.fromisoformat(first), date(2026, 10, 25)
    return {"assure": "p", "debut": debut, "fin": fin, "jours": (fin - debut).days + 1, "risque": "maladie"}


def work(first: str, last: str | None, hours: float | None, pay: float | None, **other: Any) -> Mapping[str, Any]:
    end = date.fromisoformat(last) if last else None
    return {
        "assure": "p",
        "nature": "salarie",
        "debut": date.fromisoformat(first),
        "fin": end,
        "heures_mensuelles": hours,
        "salaire_mensuel": pay,
        **other,
    }


def judge(first: str, *activities: Mapping[str, Any]) -> Mapping[str, Any]:
    given = {"assure": [{"assure": "p"}], "arret": [leave(first)], "activite": activities}
    with judged("sixieme_mois", AU) as rule:
        (found,) = rule.rows("sixieme_mois", given)
    return found


@pytest.mark.parametrize(
    ("first_paid", "began", "sixth_month_ends"),
    [
        ("2026-06-04", "2026-06-01", "2026-11-30"),
        (
            "2026-09-03",
            "2026-08-31",
            "2027-02-27",
        ),  # clamped: 31 August + 6 months is 28 February, its eve the last day
        ("2026-09-02", "2026-08-30", "2027-02-27"),
    ],
)
def test_six_months_run_from_the_waiting_days(first_paid: str, began: str, sixth_month_ends: str) -> None:
    found = judge(first_paid)
    assert found["debut_arret"] == date.fromisoformat(began)
    assert found["fin_sixieme_mois"] == date.fromisoformat(sixth_month_ends)


@pytest.mark.parametrize(
    ("activities", "hours", "pay"),
    [
        pytest.param([work("2020-01-01", None, 50, 1000)], 600, 12000, id="a whole year"),
        pytest.param([work("2020-01-01", "2026-05-31", 50, 1000)], 600, 12000, id="ended on the eve of the leave"),
        pytest.param(
            [work("2020-01-01", None, 30, 600), work("2020-01-01", None, 20, 400)], 600, 12000, id="two employers"
        ),
        pytest.param([work("2026-01-01", None, 100, 1000)], 496.44, 4964.38, id="151 days of 365"),
        pytest.param(
            [work("2020-01-01", "2025-12-31", 50, 1000)], 600, 12000, id="read at the end of the last activity"
        ),
        pytest.param([work("2020-01-01", None, 50, 1000, nature="independant")], None, None, id="not an employee"),
        pytest.param([work("2026-06-15", None, 50, 1000)], None, None, id="work that began after the leave"),
        pytest.param([], None, None, id="nothing known"),
    ],
)
def test_a_year_of_work_is_read(activities: list[Mapping[str, Any]], hours: float | None, pay: float | None) -> None:
    found = judge("2026-06-04", *activities)
    assert [None if one is None else float(one) for one in (found["heures"], found["salaires"])] == [hours, pay]
    assert found["remplies"] is (hours == 600)
    assert found["tout_connu"] is (hours is not None)


def test_wages_are_read_over_whole_months_and_hours_to_the_day() -> None:
    """A leave that begins on 15 June: hours from 15 June to 14 June, wages from June to May."""
    found = judge("2026-06-18", work("2025-06-01", "2025-06-14", 100, 1000), work("2026-06-01", None, 100, 1000))
    assert found["debut_arret"] == date(2026, 6, 15)
    assert float(found["heures"]) == pytest.approx(100 * 12 * 14 / 365, abs=0.01)
    assert float(found["salaires"]) == pytest.approx(1000 * 12 * 14 / 365, abs=0.01)


def test_what_is_not_known_is_not_taken_as_met_and_is_said() -> None:
    found = judge("2026-06-04", work("2020-01-01", None, None, 1000))
    assert (found["heures"], found["remplies"], found["tout_connu"]) == (None, False, False)


@pytest.mark.parametrize(
    ("first_paid", "activities", "asked"),
    [
        pytest.param("2026-06-04", [], 24116.40, id="June 2025 to May 2026: 1 January 2025, 11.88"),
        pytest.param("2026-01-03", [], 23649.50, id="began 31 December 2025: 1 January 2024, 11.65"),
        pytest.param("2026-01-04", [], 24116.40, id="began 1 January 2026: a civil year, its own 1 January"),
        pytest.param(
            "2026-06-04",
            [work("2020-01-01", "2025-12-30", 50, 1000)],
            23649.50,
            id="work ended on 30 December 2025: December 2024 to November 2025",
        ),
        pytest.param("2026-06-04", [work("2020-01-01", "2025-12-31", 50, 1000)], 24116.40, id="one day later"),
    ],
)
def test_the_minimum_wage_is_that_of_the_january_before_the_twelve_months(
    first_paid: str, activities: list[Mapping[str, Any]], asked: float
) -> None:
    first = date.fromisoformat(first_paid)
    row = {**leave(), "debut": first, "fin": first, "jours": 1}
    with judged("sixieme_mois", date.fromisoformat(first_paid)) as rule:
        given = {"assure": [{"assure": "p"}], "arret": [row], "activite": activities}
        (found,) = rule.rows("sixieme_mois", given)
    assert float(found["salaires_requis"]) == pytest.approx(asked)
