"""New, continuing, closed: each closing says why, the first true reason wins."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from detection.conftest import PEOPLE
from planir.detection.passage import ProgrammeResult
from planir.detection.run import detect
from planir.programmes.catalogue import Catalogue
from small_fund import write_fund

BEFORE, AU = date(2026, 11, 1), date(2026, 12, 1)


def judged(folder: Path, catalogue: Catalogue, code: str, au: date) -> ProgrammeResult:
    return next(one for one in detect(folder, catalogue, au=au, codes=[code]).programmes if one.code == code)


def with_person(person: str, **columns: Any) -> list[dict[str, Any]]:
    return [{**row, **(columns if row["assure"] == person else {})} for row in PEOPLE["assure"]]


def test_the_first_night_is_all_new(fund: Path, catalogue: Catalogue) -> None:
    first = judged(fund, catalogue, "medecin_traitant", BEFORE)

    assert (first.situations, first.new, first.closed, first.before) == (2, 2, {}, None)


def test_a_situation_that_lasts_continues_since_the_first_night(fund: Path, catalogue: Catalogue) -> None:
    first = detect(fund, catalogue, au=BEFORE, codes=["medecin_traitant"])

    second = judged(fund, catalogue, "medecin_traitant", date(2026, 11, 8))

    assert (second.situations, second.new, second.before) == (2, 0, first.key)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"assure": with_person("mia", date_deces=date(2026, 11, 20))}, "deces_ou_depart"),
        ({"assure": with_person("mia", affilie_jusqu=date(2026, 11, 20))}, "deces_ou_depart"),
        ({"medecin_traitant": [{"assure": "mia", "debut": date(2026, 11, 20)}]}, "obtenue"),
        ({"soin": [row for row in PEOPLE["soin"] if row["assure"] != "mia"]}, "plus_concernee"),
        (
            {
                "assure": with_person("mia", date_deces=date(2026, 11, 20)),
                "medecin_traitant": [{"assure": "mia", "debut": date(2026, 11, 10)}],
            },
            "deces_ou_depart",
        ),
    ],
)
def test_a_closing_says_why(fund: Path, catalogue: Catalogue, change: dict[str, Any], reason: str) -> None:
    judged(fund, catalogue, "medecin_traitant", BEFORE)
    write_fund(fund, {**PEOPLE, **change}, known=AU)

    assert judged(fund, catalogue, "medecin_traitant", AU).closed == {reason: 1}


def test_a_deadline_that_has_passed_closes_as_expired(fund: Path, catalogue: Catalogue) -> None:
    assert judged(fund, catalogue, "renouvellement_c2s", BEFORE).situations == 1

    after = judged(fund, catalogue, "renouvellement_c2s", date(2027, 1, 15))

    assert (after.situations, after.closed) == (0, {"echue": 1})


def test_the_nearest_earlier_night_is_the_one_compared_with(fund: Path, catalogue: Catalogue) -> None:
    judged(fund, catalogue, "medecin_traitant", date(2026, 9, 20))
    near = detect(fund, catalogue, au=BEFORE, codes=["medecin_traitant"])
    judged(fund, catalogue, "medecin_traitant", date(2026, 12, 24))

    assert judged(fund, catalogue, "medecin_traitant", date(2026, 11, 2)).before == near.key
