"""The 360 days: the SQL rule says what a day-by-day count says, for any history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from law.judged import Judged, judged
from law.oracle_ij import DAY, End, Limits, Slip, end_of_pay

THE_LAW = Limits()
# Small limits make short histories meet every case: days that leave the window, a limit reached, then reached again.
SMALL = Limits(days=20, years=1, presumed_days=5)
SMALL_CLOSED = Limits(days=20, years=1, far_end_counts=True, presumed_days=5)

# Around a 29 February in the days to come, around one in the days that leave the window, and far from both.
DAYS = (date(2024, 2, 20), date(2024, 2, 29), date(2025, 2, 24), date(2027, 2, 20), date(2026, 11, 1))


@dataclass(frozen=True)
class Person:
    slips: tuple[Slip, ...]
    resumptions: tuple[date, ...] = ()


@st.composite
def people(draw: st.DrawFn, au: date, limits: Limits) -> list[Person]:
    """A few persons: slips that touch, overlap, repeat, are corrected, on one counter or the other."""
    reach = 366 * limits.years + 2 * limits.days
    old = st.tuples(st.integers(-reach, 0), st.integers(1, 2 * limits.days))
    recent = st.tuples(st.integers(-limits.days - limits.presumed_days, 0), st.integers(1, limits.days))
    drawn: list[Person] = []
    for _ in range(draw(st.integers(1, 5))):
        slips: list[Slip] = []
        for offset, length in [*draw(st.lists(old, max_size=6)), *draw(st.lists(recent, max_size=3))]:
            first, last = au + offset * DAY, au + (offset + length - 1) * DAY
            slips.append(Slip(first, last, length, ald=draw(st.integers(0, 3)) == 0))
            if draw(st.integers(0, 4)) == 0:
                slips.append(Slip(first, last, -length, ald=slips[-1].ald))
        resumptions = draw(st.lists(st.integers(-2 * limits.presumed_days, limits.days), max_size=1))
        drawn.append(Person(tuple(slips), tuple(au + offset * DAY for offset in resumptions)))
    return drawn


def said_by_the_rule(rule: Judged, persons: Sequence[Person]) -> Mapping[int, End]:
    slips = [
        {
            "assure": str(number),
            "debut": slip.first,
            "fin": slip.last,
            "jours": slip.days,
            "ald": slip.ald or (False if number % 2 else None),  # an empty flag is the ordinary counter
            "risque": "maladie",
        }
        for number, person in enumerate(persons)
        for slip in person.slips
    ]
    events = [
        {"assure": str(number), "type": "reprise_travail", "date_evenement": day}
        for number, person in enumerate(persons)
        for day in person.resumptions
    ]
    found = rule.rows("fin_indemnites", {"arret": slips, "evenement": events})
    assert all(row["presumes"] == (row["jours_presumes"] > 0) for row in found)
    return {int(row["assure"]): _end(row) for row in found}


def _end(row: Mapping[str, Any]) -> End:
    return End(row["jours_payes"], row["jours_presumes"], row["restants"], row["dernier_jour"], row["fin_prevue"])


def said_day_by_day(persons: Sequence[Person], au: date, limits: Limits) -> Mapping[int, End]:
    ends = {number: end_of_pay(person.slips, au, person.resumptions, limits) for number, person in enumerate(persons)}
    return {number: end for number, end in ends.items() if end is not None}


def rule_at(au: date, limits: Limits) -> Any:
    return judged(
        "fin_indemnites",
        au,
        indemnites_journalieres__jours_maximum=limits.days,
        indemnites_journalieres__fenetre_ans=limits.years,
        indemnites_journalieres__borne_lointaine_comprise=int(limits.far_end_counts),
        indemnites_journalieres__presomption_arret_jours=limits.presumed_days,
    )


@pytest.mark.parametrize(
    ("limits", "au", "examples"),
    [
        *((THE_LAW, au, 10) for au in DAYS),
        *((SMALL, au, 20) for au in DAYS),
        *((SMALL_CLOSED, au, 12) for au in DAYS[:2]),
    ],
    ids=str,
)
def test_the_rule_says_what_a_day_by_day_count_says(limits: Limits, au: date, examples: int) -> None:
    with rule_at(au, limits) as rule:

        @settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow])
        @given(persons=people(au, limits))
        def same(persons: list[Person]) -> None:
            assert said_by_the_rule(rule, persons) == said_day_by_day(persons, au, limits)

        same()


@pytest.mark.parametrize(
    ("limit", "old", "recent", "last_payable"),
    [
        # While an old period leaves the window day by day, the count stands still, one under the limit; on
        # 29 February nothing leaves (28 February 2023 is its far end, and the eve's), and the limit is reached.
        (20, (date(2023, 2, 10), date(2023, 3, 6)), (date(2024, 2, 15), date(2024, 2, 19)), date(2024, 2, 28)),
        # The same, seen from the December before.
        (100, (date(2022, 12, 1), date(2023, 3, 29)), (date(2023, 12, 20), date(2023, 12, 20)), date(2024, 2, 28)),
    ],
)
def test_the_limit_may_be_reached_on_a_29_february(
    limit: int, old: tuple[date, date], recent: tuple[date, date], last_payable: date
) -> None:
    limits = Limits(days=limit, years=1)
    person = Person(tuple(Slip(first, last, (last - first).days + 1) for first, last in (old, recent)))
    au = recent[1] + DAY
    with rule_at(au, limits) as rule:
        said = said_by_the_rule(rule, [person])
    assert said[0].last_payable == last_payable
    assert said == said_day_by_day([person], au, limits)
