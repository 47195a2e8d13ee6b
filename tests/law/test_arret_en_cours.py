"""Who is presumed on sick leave, since when, and on which counter."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from law.judged import judged

AU = date(2026, 11, 1)


def slip(first: str, last: str, **other: Any) -> dict[str, Any]:
    debut, fin = date.fromisoformat(first), date.fromisoformat(last)
    return {"assure": "p", "debut": debut, "fin": fin, "jours": (fin - debut).days + 1, "risque": "maladie", **other}


@pytest.mark.parametrize(
    ("slips", "since"),
    [
        pytest.param([slip("2026-09-01", "2026-10-11")], "2026-09-01", id="paid 21 days ago"),
        pytest.param([slip("2026-09-01", "2026-10-10")], None, id="paid 22 days ago"),
        pytest.param(
            [slip("2026-08-01", "2026-08-31"), slip("2026-09-01", "2026-10-20")], "2026-08-01", id="slips that touch"
        ),
        pytest.param(
            [slip("2026-08-01", "2026-08-29"), slip("2026-09-01", "2026-10-20")],
            "2026-08-01",
            id="two unpaid days: the same leave, no new waiting period",
        ),
        pytest.param(
            [slip("2026-08-01", "2026-08-28"), slip("2026-09-01", "2026-10-20")],
            "2026-09-01",
            id="three unpaid days: a new leave",
        ),
        pytest.param(
            [slip("2026-01-01", "2026-10-20"), slip("2026-03-01", "2026-03-10")],
            "2026-01-01",
            id="a slip inside another",
        ),
        pytest.param(
            [slip("2026-08-01", "2026-08-31", ald=True), slip("2026-09-01", "2026-10-20")],
            "2026-08-01",
            id="one leave over two counters",
        ),
        pytest.param(
            [slip("2026-09-01", "2026-10-20"), slip("2026-10-21", "2026-10-31", risque="maternite")],
            None,
            id="maternity leave follows",
        ),
        pytest.param(
            [
                slip("2026-09-01", "2026-10-20"),
                slip("2026-10-21", "2026-10-31", risque="maternite"),
                slip("2026-10-21", "2026-10-31", risque="maternite", jours=-11),
            ],
            "2026-09-01",
            id="maternity leave cancelled",
        ),
    ],
)
def test_a_leave_is_presumed_from_what_is_paid(slips: list[dict[str, Any]], since: str | None) -> None:
    with judged("arret_en_cours", AU) as view:
        found = view.rows("arret_en_cours", {"arret": slips})
    assert [row["debut"].isoformat() for row in found] == ([since] if since else [])


@pytest.mark.parametrize(
    ("resumed", "on_leave"),
    [("2026-10-20", True), ("2026-10-21", False), ("2026-11-01", False), ("2026-11-02", True)],
    ids=["on the last paid day", "the day after", "today", "announced for tomorrow"],
)
def test_a_known_resumption_ends_it(resumed: str, on_leave: bool) -> None:
    event = {"assure": "p", "type": "reprise_travail", "date_evenement": date.fromisoformat(resumed)}
    with judged("arret_en_cours", AU) as view:
        found = view.rows("arret_en_cours", {"arret": [slip("2026-09-01", "2026-10-20")], "evenement": [event]})
    assert bool(found) is on_leave


def test_the_counter_is_that_of_the_last_paid_day() -> None:
    with judged("arret_en_cours", AU) as view:
        later_ald = [slip("2026-08-01", "2026-08-31"), slip("2026-09-01", "2026-10-20", ald=True)]
        both = [slip("2026-09-01", "2026-10-20", ald=True), slip("2026-09-01", "2026-10-20")]
        assert [row["ald"] for row in view.rows("arret_en_cours", {"arret": later_ald})] == [True]
        assert [row["ald"] for row in view.rows("arret_en_cours", {"arret": both})] == [False]
