"""Three years of a long illness, and sick pay used up: the rules against a count of days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from law.judged import judged
from law.oracle_ij import DAY, Limits, Slip, ald_counter, exhausted, years_after

AU = date(2025, 3, 1)
SMALL = Limits(days=20, years=1)


def slips_until(au: date, days: int) -> st.SearchStrategy[list[Slip]]:
    """Slips of up to 300 days over `days`; a length near a year apart is as likely as any."""
    return st.lists(
        st.builds(
            lambda back, length, ald: Slip(au - back * DAY, min(au, au - (back - length) * DAY), 1, ald),
            st.one_of(st.integers(0, days), st.sampled_from([1, 366, 367, 368, 731, 732, 733])),
            st.one_of(st.integers(0, 300), st.just(0)),
            st.booleans(),
        ),
        min_size=1,
        max_size=6,
    )


def as_rows(people: Sequence[Sequence[Slip]]) -> list[dict[str, Any]]:
    return [
        {"assure": str(n), "debut": s.first, "fin": s.last, "jours": s.days, "ald": s.ald, "risque": "maladie"}
        for n, slips in enumerate(people)
        for s in slips
    ]


def test_a_long_illness_is_paid_three_years_from_its_first_day_after_a_year_of_work() -> None:
    with judged("compteur_ald", AU) as rule:

        @settings(max_examples=30, deadline=None)
        @given(people=st.lists(slips_until(AU, 1600), min_size=1, max_size=5))
        def same(people: list[list[Slip]]) -> None:
            found = {int(row["assure"]): row for row in rule.rows("compteur_ald", {"arret": as_rows(people)})}
            starts = {n: ald_counter(slips) for n, slips in enumerate(people)}
            assert {n: row["debut"] for n, row in found.items()} == {n: day for n, day in starts.items() if day}
            for row in found.values():
                assert row["fin_prevue"] == years_after(row["debut"], 3) - DAY

        same()


def test_a_year_of_work_to_the_day_opens_a_new_counter() -> None:
    """Work resumed on 11 March 2023: a year is complete when pay starts again on 11 March 2024, not the day before."""
    old = Slip(date(2022, 9, 1), date(2023, 3, 10), 1, ald=True)
    with judged("compteur_ald", AU) as rule:
        for again, start in ((date(2024, 3, 10), old.first), (date(2024, 3, 11), date(2024, 3, 11))):
            rows = as_rows([[old, Slip(again, date(2025, 2, 25), 1, ald=True)]])
            (found,) = rule.rows("compteur_ald", {"arret": rows})
            assert found["debut"] == start


def test_sick_pay_is_used_up_when_the_day_after_the_last_would_not_be_due() -> None:
    replaced = {
        "indemnites_journalieres__jours_maximum": SMALL.days,
        "indemnites_journalieres__fenetre_ans": SMALL.years,
        "indemnites_journalieres__ald_ans": 1,
    }
    with judged("droits_epuises", AU, **replaced) as rule:

        @settings(max_examples=30, deadline=None)
        @given(people=st.lists(slips_until(AU, 800), min_size=1, max_size=5))
        def same(people: list[list[Slip]]) -> None:
            found = {int(row["assure"]): row for row in rule.rows("droits_epuises", {"arret": as_rows(people)})}
            expected: dict[int, bool] = {}
            for n, slips in enumerate(people):
                last = max(slip.last for slip in slips)
                if years_after(last, 1) < AU:
                    continue
                start = ald_counter(slips)
                if exhausted(slips, SMALL):
                    expected[n] = False
                elif start is not None and years_after(start, 1) - DAY <= last:
                    expected[n] = True
            assert {n: row["ald"] for n, row in found.items()} == expected
            for n, row in found.items():
                assert row["dernier_jour"] == max(slip.last for slip in people[n])
                assert row["demande_jusqu"] == years_after(row["dernier_jour"], 1)

        same()
