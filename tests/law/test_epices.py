"""EPICES: every one of the 2 048 answers, in whole hundredths, against a sum that shares no code with the score."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from planir.engine.errors import PlanirError
from planir.law.epices import Epices, epices, questions
from planir.law.parameters import load

ON = date(2026, 11, 1)
PARAMETERS = load()
HUNDREDTHS = (1006, -1183, -828, -828, 1480, -651, -710, -710, -947, -947, -710)


def scored(pattern: tuple[bool, ...], age: int | None = None) -> Epices:
    return epices(dict(zip(questions(), pattern, strict=True)), ON, PARAMETERS, age)


def every() -> Iterator[tuple[int, Epices]]:
    for pattern in product((False, True), repeat=11):
        yield 7514 + sum(value for value, yes in zip(HUNDREDTHS, pattern, strict=True) if yes), scored(pattern)


def test_every_pattern_has_its_exact_score_and_its_quintile() -> None:
    seen = set()
    precarious = 0
    for hundredths, found in every():
        assert found.score == Decimal(hundredths) / 100
        assert found.precarious == (hundredths >= 3017)
        assert found.quintile == 1 + sum(hundredths >= bound for bound in (710, 1656, 3017, 4852))
        seen.add(hundredths)
        precarious += hundredths >= 3017
    assert (min(seen), max(seen)) == (0, 10000)
    assert len(seen) == 276
    assert precarious == 1849


def test_the_five_patterns_at_the_threshold_are_precarious() -> None:
    at = [found for hundredths, found in every() if hundredths == 3017]

    assert len(at) == 5
    assert all(found.precarious and found.quintile == 4 for found in at)


@pytest.mark.parametrize("code", questions())
def test_without_an_answer_there_is_no_score(code: str) -> None:
    answers: dict[str, bool | None] = dict.fromkeys(questions(), False)
    answers[code] = None

    found = epices(answers, ON, PARAMETERS)

    assert (found.score, found.quintile, found.precarious, found.missing) == (None, None, None, (code,))


@pytest.mark.parametrize(("age", "shown"), [(None, False), (15, False), (16, True), (25, True), (26, False)])
def test_the_variant_of_the_young_is_theirs_only(age: int | None, shown: bool) -> None:
    assert (scored((False,) * 11, age).young is not None) == shown


def test_the_variant_has_its_own_threshold() -> None:
    below = next(found for hundredths, found in every() if 3017 <= hundredths < 3727)
    assert below.precarious
    pattern = next(
        p
        for p in product((False, True), repeat=11)
        if 3017 <= 7514 + sum(v for v, y in zip(HUNDREDTHS, p, strict=True) if y) < 3727
    )
    assert scored(pattern, 20).young is False


def test_the_score_did_not_exist_in_1999() -> None:
    with pytest.raises(PlanirError, match=r"epices\."):
        epices(dict.fromkeys(questions(), True), date(1999, 1, 1), PARAMETERS)
