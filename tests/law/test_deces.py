"""The capital paid at a death: who opens it, how much, to whom, and the two delays, on the day itself."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planir.engine.errors import PlanirError
from planir.law.deces import ORDER, Link, Period, Relative, Work, death_capital
from planir.law.parameters import load

LAW = load()
DEATH = date(2026, 5, 31)
WORKED = [Period("emploi", date(2020, 1, 1))]


@pytest.mark.parametrize(
    ("death", "amount"),
    [
        (date(2015, 1, 1), 3400),
        (date(2024, 3, 31), 3738),
        (date(2024, 4, 1), 3910),
        (date(2025, 4, 1), 3977),
        (date(2026, 3, 31), 3977),
        (date(2026, 4, 1), 4009),
    ],
)
def test_the_amount_is_that_of_the_day_of_the_death(death: date, amount: int) -> None:
    assert death_capital(death, [Period("emploi", date(2010, 1, 1))], (), LAW).amount == amount


@pytest.mark.parametrize(
    ("work", "end", "incapacity", "due"),
    [
        ("emploi", None, None, True),
        ("emploi", date(2026, 3, 1), None, True),
        ("emploi", date(2025, 6, 1), None, True),
        ("emploi", date(2025, 5, 31), None, False),
        ("chomage", date(2025, 6, 1), None, True),
        ("pension_invalidite", date(2026, 3, 1), None, True),
        ("pension_invalidite", date(2026, 2, 28), None, False),
        ("rente_at_mp", None, Decimal("66.66"), True),
        ("rente_at_mp", None, Decimal("66.65"), False),
        ("rente_at_mp", None, None, False),
        ("retraite", None, None, False),
        ("independant", None, None, False),
    ],
)
def test_what_opens_the_capital_and_until_when(
    work: Work, end: date | None, incapacity: Decimal | None, due: bool
) -> None:
    found = death_capital(DEATH, [Period(work, date(2020, 1, 1), end, incapacity)], (), LAW)

    assert (found.due, found.amount is not None) == (due, due)


def test_the_two_delays_run_from_date_to_date() -> None:
    found = death_capital(DEATH, WORKED, (), LAW)

    assert (found.priority_until, found.claim_until) == (date(2026, 6, 30), date(2028, 5, 31))


@pytest.mark.parametrize(("day", "named"), [(date(2026, 6, 30), "mere"), (date(2026, 7, 1), "epoux")])
def test_who_was_in_charge_comes_first_within_a_month(day: date, named: str) -> None:
    relatives = [
        Relative("epoux", "conjoint", asked_on=date(2026, 6, 1)),
        Relative("mere", "ascendant", in_charge=True, asked_on=day),
    ]

    assert [one.name for one in death_capital(DEATH, WORKED, relatives, LAW).shares] == [named]


@pytest.mark.parametrize(("day", "paid"), [(date(2028, 5, 31), 1), (date(2028, 6, 1), 0)])
def test_a_request_two_years_late_is_too_late(day: date, paid: int) -> None:
    assert len(death_capital(DEATH, WORKED, [Relative("epoux", "conjoint", asked_on=day)], LAW).shares) == paid


@given(
    links=st.lists(st.tuples(st.sampled_from(ORDER), st.booleans(), st.integers(0, 800)), min_size=1, max_size=7),
)
def test_the_shares_add_up_to_the_capital_and_one_rank_shares_alike(links: list[tuple[Link, bool, int]]) -> None:
    relatives = [
        Relative(str(rank), link, charge, DEATH + timedelta(days=after))
        for rank, (link, charge, after) in enumerate(links)
    ]
    found = death_capital(DEATH, WORKED, relatives, LAW)

    amounts = [one.amount for one in found.shares]
    in_time = [one for one in relatives if one.asked_on is not None and one.asked_on <= found.claim_until]
    assert bool(amounts) == bool(in_time)
    assert sum(amounts) == (found.amount if amounts else 0)
    assert not amounts or max(amounts) - min(amounts) <= Decimal("0.01")
    ranks = {one.link for one in relatives if one.name in {share.name for share in found.shares}}
    assert len(ranks) <= 1


@pytest.mark.parametrize(
    ("periods", "relatives"),
    [
        ([Period("emploi", date(2026, 6, 1))], []),
        ([Period("emploi", date(2026, 1, 2), date(2026, 1, 1))], []),
        (WORKED, [Relative("epoux", "conjoint", asked_on=date(2026, 5, 30))]),
    ],
)
def test_what_cannot_be_is_refused(periods: list[Period], relatives: list[Relative]) -> None:
    with pytest.raises(PlanirError):
        death_capital(DEATH, periods, relatives, LAW)
