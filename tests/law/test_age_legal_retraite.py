"""The legal retirement age by birth and by law: the two tables of CSS, L.161-17-2."""

from __future__ import annotations

from datetime import date

import pytest

from law.judged import judged

REFORM_2023 = date(2024, 6, 1)
REFORM_2026 = date(2026, 11, 1)
FIRST_EFFECT_2026 = date(2026, 9, 1)

# First and last birth of a generation; months of age under the law of 2023, then for pensions that begin from 1
# September 2026 (law 2025-1403).
TABLES = [
    ("1940-01-01", "1951-06-30", 60 * 12, 60 * 12),
    ("1951-07-01", "1951-12-31", 60 * 12 + 4, 60 * 12 + 4),
    ("1952-01-01", "1952-12-31", 60 * 12 + 9, 60 * 12 + 9),
    ("1953-01-01", "1953-12-31", 61 * 12 + 2, 61 * 12 + 2),
    ("1954-01-01", "1954-12-31", 61 * 12 + 7, 61 * 12 + 7),
    ("1955-01-01", "1961-08-31", 62 * 12, 62 * 12),
    ("1961-09-01", "1961-12-31", 62 * 12 + 3, 62 * 12 + 3),
    ("1962-01-01", "1962-12-31", 62 * 12 + 6, 62 * 12 + 6),
    ("1963-01-01", "1963-12-31", 62 * 12 + 9, 62 * 12 + 9),
    ("1964-01-01", "1964-12-31", 63 * 12, 62 * 12 + 9),
    ("1965-01-01", "1965-03-31", 63 * 12 + 3, 62 * 12 + 9),
    ("1965-04-01", "1965-12-31", 63 * 12 + 3, 63 * 12),
    ("1966-01-01", "1966-12-31", 63 * 12 + 6, 63 * 12 + 3),
    ("1967-01-01", "1967-12-31", 63 * 12 + 9, 63 * 12 + 6),
    ("1968-01-01", "1968-12-31", 64 * 12, 63 * 12 + 9),
    ("1969-01-01", "1990-12-31", 64 * 12, 64 * 12),
]
BIRTHS = [birth for first, last, _, _ in TABLES for birth in (first, last)]


def ages(au: date) -> dict[str, tuple[int, date]]:
    """Birth → months of age, first day a pension may begin."""
    people = [{"assure": birth, "date_naissance": date.fromisoformat(birth)} for birth in BIRTHS]
    with judged("age_legal_retraite", au) as rule:
        rows = rule.rows("age_legal_retraite", {"assure": people})
    return {row["assure"]: (row["age_mois"], row["retraite_possible_le"]) for row in rows}


@pytest.mark.parametrize(("au", "column"), [(REFORM_2023, 2), (REFORM_2026, 3)])
def test_the_age_of_each_generation_under_each_law(au: date, column: int) -> None:
    expected = {birth: row[column] for row in TABLES for birth in row[:2]}
    assert {birth: months for birth, (months, _) in ages(au).items()} == expected


def test_the_new_age_is_said_as_soon_as_the_law_is_known_because_nobody_could_use_the_old_one() -> None:
    """The law is chosen by the pension's first day: from 1 September 2026 for every generation whose age changed."""
    before, after = ages(date(2025, 12, 30)), ages(date(2025, 12, 31))
    changed = {birth for birth in BIRTHS if before[birth] != after[birth]}
    assert changed == {birth for birth in BIRTHS if "1964" <= birth < "1969"}
    for birth in changed:
        assert after[birth][1] >= FIRST_EFFECT_2026
        assert before[birth][1] >= FIRST_EFFECT_2026


def test_before_the_law_of_2023_everyone_born_since_1955_could_leave_at_62() -> None:
    before, after = ages(date(2023, 4, 14)), ages(date(2023, 4, 15))
    assert {months for birth, (months, _) in before.items() if birth >= "1955"} == {62 * 12}
    for birth in BIRTHS:
        if before[birth] != after[birth]:
            assert before[birth][1] >= date(2023, 9, 1)
