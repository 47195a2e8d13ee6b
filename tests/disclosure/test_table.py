"""What a reader of a published table can work out of what is hidden: never a number of fewer than the threshold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planir.disclosure import publish

ROWS = st.integers(1, 3).flatmap(
    lambda kinds: st.dictionaries(
        st.text("abcdefgh", min_size=1, max_size=3), st.tuples(*[st.integers(0, 60)] * kinds), max_size=8
    )
)


def test_a_small_cell_is_hidden_with_the_next_smallest() -> None:
    found = publish({"Ugine": (4,), "Albertville": (30,), "Chambéry": (500,)}, 11)

    assert found.hidden == ("Ugine", "Albertville")
    assert found.shown == {"Chambéry": (500,)}
    assert found.total == (534,)


def test_nobody_is_hidden_as_few_are() -> None:
    assert publish({"a": (0,), "b": (40,), "c": (50,)}, 11).hidden == ("a", "b")


def test_one_small_count_hides_its_whole_category() -> None:
    assert publish({"a": (100, 3), "b": (40, 40), "c": (50, 50)}, 11).hidden == ("a", "b")


def test_a_table_that_must_be_hidden_whole_has_no_total() -> None:
    found = publish({"a": (5,), "b": (3,)}, 11)

    assert (found.shown, found.total) == ({}, None)


def test_a_table_without_small_cells_is_told_whole() -> None:
    found = publish({"a": (11,), "b": (12,)}, 11)

    assert (found.hidden, found.total) == ((), (23,))


@given(ROWS, st.integers(2, 20))
def test_what_is_shown_is_true_and_large_enough(rows: dict[str, tuple[int, ...]], threshold: int) -> None:
    found = publish(rows, threshold)

    assert set(found.shown) | set(found.hidden) == set(rows)
    assert not set(found.shown) & set(found.hidden)
    for name, counts in found.shown.items():
        assert counts == rows[name]
        assert min(counts) >= threshold


@given(ROWS, st.integers(2, 20))
def test_subtracting_tells_of_nobody(rows: dict[str, tuple[int, ...]], threshold: int) -> None:
    found = publish(rows, threshold)
    if found.total is None or not found.hidden:
        return
    for kind, whole in enumerate(found.total):
        left = whole - sum(counts[kind] for counts in found.shown.values())
        # What is left is shared by two categories at least: each may hold any part of it, from none to `left`.
        assert len(found.hidden) >= 2
        assert left >= threshold


@given(ROWS, st.integers(2, 20))
def test_it_depends_on_the_counts_only(rows: dict[str, tuple[int, ...]], threshold: int) -> None:
    again = publish(dict(reversed(rows.items())), threshold)

    assert set(again.hidden) == set(publish(rows, threshold).hidden)


@pytest.mark.parametrize(("rows", "threshold"), [({"a": (-1,)}, 11), ({"a": (1,), "b": (1, 2)}, 11), ({"a": (1,)}, 1)])
def test_what_is_no_table_is_refused(rows: dict[str, tuple[int, ...]], threshold: int) -> None:
    with pytest.raises(ValueError, match="counts of one shape"):
        publish(rows, threshold)
