"""What a person would pay for the C2S, by the age on 1 January of the year (CSS, R.861-16-1 II)."""

from __future__ import annotations

from datetime import date

import pytest

from law.judged import judged


@pytest.mark.parametrize(
    ("birth", "precision", "age", "monthly"),
    [
        # Certain only at the latest birth possible, as everywhere else: 31 December 1996, 31 January 1996.
        (date(1996, 1, 1), "annee", 29, 8),
        (date(1996, 1, 1), "mois", 29, 8),
        (date(1995, 12, 1), "mois", 30, 14),
        (date(1996, 1, 1), "jour", 30, 14),
        (date(1996, 1, 2), "jour", 29, 8),
        (None, "jour", None, None),
    ],
)
def test_the_age_is_that_of_the_first_of_january_at_the_latest_birth_possible(
    birth: date | None, precision: str, age: int | None, monthly: int | None
) -> None:
    given = {
        "assure": [{"assure": "ana", "date_naissance": birth, "precision_naissance": precision}],
        "foyer": [{"foyer": "F", "assure": "ana", "role": "demandeur"}],
    }
    with judged("c2s_participation", date(2026, 11, 15)) as views:
        (row,) = views.rows("c2s_participation", given)

    assert (row["age_janvier"], row["mensuelle"]) == (age, monthly)
