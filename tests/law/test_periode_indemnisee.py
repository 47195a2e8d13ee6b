"""Paid slips become disjoint periods: the same days, none twice, nothing that touches left apart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from law.judged import judged
from law.oracle_ij import DAY, Slip, paid_days

AU = date(2024, 3, 10)

DAYS: tuple[Callable[[int], int], ...] = (
    *(lambda length, days=days: days for days in (-14, -1, 0, 1, 14)),
    lambda length: -length,
    lambda length: length,
)
"""Days of a slip by how many days its dates hold: some, all of them paid, or all of them taken back."""

slips = st.lists(
    st.builds(
        lambda back, length, days, ald: Slip(AU - back * DAY, AU - (back - length + 1) * DAY, days(length), ald),
        st.integers(0, 40),
        st.integers(1, 12),
        st.sampled_from(DAYS),
        st.booleans(),
    ),
    max_size=12,
)


def test_periods_hold_exactly_the_paid_days_and_never_touch() -> None:
    with judged("periode_indemnisee", AU) as view:

        @settings(max_examples=150, deadline=None)
        @given(slips=slips)
        def holds(slips: list[Slip]) -> None:
            rows = [
                {"assure": "p", "debut": s.first, "fin": s.last, "jours": s.days, "ald": s.ald, "risque": "maladie"}
                for s in slips
            ]
            found = view.rows("periode_indemnisee", {"arret": rows})
            for ald in (False, True):
                periods = sorted((row["debut"], row["fin"]) for row in found if row["ald"] is ald)
                days = {first + n * DAY for first, last in periods for n in range((last - first).days + 1)}
                assert days == paid_days(slips, ald=ald)
                for (_, last), (first, _) in pairwise(periods):
                    assert first > last + DAY

        holds()


def test_only_sickness_counts_and_an_empty_flag_is_the_ordinary_counter() -> None:
    day = {"assure": "p", "fin": date(2024, 3, 1), "jours": 1, "debut": date(2024, 3, 1)}
    with judged("periode_indemnisee", AU) as view:
        for risk in ("maternite", "at_mp"):
            assert view.rows("periode_indemnisee", {"arret": [{**day, "risque": risk}]}) == []
        assert view.rows("periode_indemnisee", {"arret": [{**day, "risque": "maladie", "ald": None}]}) == [
            {"assure": "p", "debut": day["debut"], "fin": day["fin"], "ald": False}
        ]


def test_a_correction_of_one_counter_leaves_the_other() -> None:
    day = {"assure": "p", "debut": date(2024, 3, 1), "fin": date(2024, 3, 5), "risque": "maladie"}
    rows = [{**day, "jours": 5, "ald": False}, {**day, "jours": -5, "ald": False}, {**day, "jours": 5, "ald": True}]
    with judged("periode_indemnisee", AU) as view:
        found = view.rows("periode_indemnisee", {"arret": rows})
    assert [(row["debut"], row["fin"], row["ald"]) for row in found] == [(day["debut"], day["fin"], True)]
