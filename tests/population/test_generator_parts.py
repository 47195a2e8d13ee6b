"""The parts that every table of the generator is made of: draws, months, columns, versions of knowledge."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planir.population.generator.arrays import NEVER, rank_in_group
from planir.population.generator.columns import always, day, flag, integer, money, reference, word
from planir.population.generator.knowledge import Reveal, told
from planir.population.generator.randomness import calibrated, days_between, pick, stream, systematic
from planir.population.generator.reaction import EFFECTS, Effect, acts, draw
from planir.population.generator.rows import rows
from planir.population.generator.timeline import Timeline, add_months, as_date, day_number

DAYS = st.dates(date(1900, 1, 1), date(2090, 12, 31))
AU = day_number(date(2026, 11, 1))


@given(DAYS, st.integers(-600, 600))
def test_adding_months_keeps_the_day_or_takes_the_last(day_: date, months: int) -> None:
    year, month = divmod(day_.year * 12 + day_.month - 1 + months, 12)
    moved = as_date(int(add_months(np.array([day_number(day_)]), months)[0]))
    assert (moved.year, moved.month) == (year, month + 1)
    assert moved.day == day_.day or (moved.day < day_.day and (moved.toordinal() + 1, 1) == _next_month(moved))


def _next_month(day_: date) -> tuple[int, int]:
    first = date(day_.year + day_.month // 12, day_.month % 12 + 1, 1)
    return first.toordinal(), first.day


@given(DAYS, st.dates(date(1990, 1, 1), date(2060, 12, 31)))
def test_ages_are_whole_years(birth: date, au: date) -> None:
    age = int(Timeline.of(au).ages(np.array([day_number(birth)]))[0])
    assert age == au.year - birth.year - ((au.month, au.day) < (birth.month, birth.day))


@given(st.lists(st.floats(0, 1), max_size=200), st.integers(0, 2**32))
def test_a_systematic_draw_gives_the_number_expected(probabilities: list[float], seed: int) -> None:
    shares = np.array(probabilities)
    drawn = systematic(np.random.default_rng(seed), shares)
    assert abs(drawn.sum() - shares.sum()) < 1.000001
    assert not drawn[shares == 0].any()


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=50), st.floats(0.01, 0.99))
def test_calibrated_probabilities_have_the_mean_wanted(scores: list[float], target: float) -> None:
    probabilities = calibrated(np.array(scores), np.ones(len(scores)), target)
    assert probabilities.mean() == pytest.approx(target, abs=1e-6)


def test_streams_of_two_topics_do_not_move_each_other() -> None:
    assert stream(1, 0, "soins").random() == stream(1, 0, "soins").random()
    assert len({stream(1, 0, "soins").random(), stream(1, 0, "c2s").random(), stream(1, 1, "soins").random()}) == 3


def test_draws_stay_within_their_bounds() -> None:
    rng = np.random.default_rng(1)
    assert set(pick(rng, 1000, (1, 0, 2))) == {0, 2}
    assert set(days_between(rng, 10, 12, 1000)) == {10, 11, 12}
    assert set(days_between(rng, 10, 5, 10)) == {10}


@given(st.lists(st.integers(0, 5), max_size=40))
def test_ranks_count_within_each_group(groups: list[int]) -> None:
    ordered = sorted(groups)
    expected = [ordered[:position].count(group) for position, group in enumerate(ordered)]
    assert rank_in_group(np.array(ordered, dtype=np.int64)).tolist() == expected


def test_columns_are_spelt_as_the_contract_wants() -> None:
    assert day(np.array([0, NEVER, NEVER + 40])).arrow().to_pylist() == [date(1970, 1, 1), None, None]
    assert money(np.array([12.345, -0.005, np.nan])).arrow().to_pylist() == [Decimal("12.34"), Decimal("0.00"), None]
    assert word(np.array([1, -1, 0]), ("a", "b")).arrow().to_pylist() == ["b", None, "a"]
    assert reference(np.array([42, -1]), "SYN", 9).arrow().to_pylist() == ["SYN000000042", None]
    assert flag(np.array([True, False])).arrow().to_pylist() == [True, False]
    assert integer(np.array([7])).where(np.array([False])).arrow().to_pylist() == [None]


def test_columns_spelt_otherwise_never_follow_one_another() -> None:
    with pytest.raises(ValueError, match="spelt otherwise"):
        reference(np.array([1]), "CI", 9).followed_by([reference(np.array([1]), "CP", 9)])
    with pytest.raises(ValueError, match="spelt otherwise"):
        always("a", 1).followed_by([always("b", 1)])


def test_a_column_that_the_contract_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="age"):
        rows("assure", {"assure": always("SYN000000001", 1), "age": integer(np.array([3]))})


@given(
    st.integers(AU - 900, AU + 100),
    st.integers(AU - 1000, AU + 200) | st.just(NEVER),
    st.integers(AU - 1000, AU + 200) | st.just(NEVER),
)
def test_versions_follow_one_another_and_tell_what_was_known(known: int, decided: int, paid: int) -> None:
    """Given one row known one day and two facts learnt later, each night sees one version, with what it knew."""
    columns = {"decidee_le": day(np.array([decided])), "reglee_le": day(np.array([paid]))}
    reveals = [Reveal(np.array([decided]), ("decidee_le",)), Reveal(np.array([paid]), ("reglee_le",))]
    versions = told(columns, np.array([known]), AU, reveals)
    for night in {known - 1, known, decided - 1, decided, paid - 1, paid, AU}:
        if night > AU:
            continue
        seen = [
            row
            for row in range(len(versions["connu_le"]))
            if versions["connu_le"].values[row] <= night < versions["connu_jusqu"].values[row]
        ]
        assert len(seen) == (night >= known)
        for row in seen:
            assert (versions["decidee_le"].arrow()[row].as_py() is not None) == (decided <= night)
            assert (versions["reglee_le"].arrow()[row].as_py() is not None) == (paid <= night)


def test_a_reveal_can_change_what_was_said() -> None:
    """A child reimbursed under a parent's number until the day of his own."""
    parent, nobody = word(np.array([0]), ("parent",)), word(np.array([-1]), ("parent",))
    own = np.array([AU - 30])
    versions = told(
        {"rattache_a": nobody}, np.array([AU - 900]), AU, [Reveal(own, ("rattache_a",), {"rattache_a": parent})]
    )
    assert versions["rattache_a"].arrow().to_pylist() == ["parent", None]
    assert versions["connu_jusqu"].arrow().to_pylist() == [as_date(AU - 30), None]


def test_a_contact_changes_what_its_effect_says_and_no_more() -> None:
    people = draw(np.random.default_rng(3), 200_000)
    everybody, nobody = np.ones(200_000, dtype=np.bool_), np.zeros(200_000, dtype=np.bool_)
    helped = acts(people, Effect(0.10, 0.05), everybody).mean() - acts(people, Effect(0.10, 0.05), nobody).mean()
    assert helped == pytest.approx(0.05, abs=0.01)
    same = acts(people, Effect(0.10, 0.0), everybody) == acts(people, Effect(0.10, 0.0), nobody)
    assert same.all()
    assert acts(people, Effect(0.10, -0.04), everybody).mean() < acts(people, Effect(0.10, -0.04), nobody).mean()
    assert {np.sign(effect.contact) for effect in EFFECTS.values()} == {-1.0, 0.0, 1.0}
