"""The abatements of AAH, ASI and ASPA: those of the month when the allowance is due, whatever the day of the request.

Arrêté of 20 April 2018: « pour chaque mois » ; instruction of 31 March 2020: allowances due from April 2020 on, 71 € a
person alone, 110 € a couple of whom one or both have the ASPA.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from law.judged import Row, judged

BORN = date(1950, 1, 1)


def household(nature: str, amounts: dict[date, int], *, couple: bool = False) -> dict[str, list[Row]]:
    roles = ["demandeur", "conjoint"] if couple else ["demandeur"]
    return {
        "assure": [{"assure": role, "date_naissance": BORN, "precision_naissance": "jour"} for role in roles],
        "foyer": [{"foyer": "F", "assure": role, "role": role} for role in roles],
        "ressource": [
            {"assure": "demandeur", "mois": month, "nature": nature, "montant": amount}
            for month, amount in amounts.items()
        ],
    }


@pytest.mark.parametrize(
    ("nature", "couple", "counted"),
    [
        # January and February 2021, then April and May 2021, of 300 € each.
        ("aah", False, 4 * 300 - 4 * 68),
        ("aspa", False, 4 * 300 - 4 * 71),
        ("aspa", True, 4 * 300 - 4 * 110),
        ("asi", False, 4 * 300 - 2 * 20 - 2 * 49),
        ("asi", True, 4 * 300 - 2 * 20 - 2 * 49),
    ],
)
def test_the_abatement_is_that_of_the_month(nature: str, couple: bool, counted: int) -> None:
    months = {date(2021, month, 1): 300 for month in (1, 2, 4, 5)}
    with judged("c2s_terme", date(2022, 2, 1)) as views:
        terms = views.rows("c2s_terme", household(nature, months, couple=couple))

    assert [(term["terme"], term["montant"]) for term in terms] == [(nature, Decimal(counted))]


def test_before_any_abatement_the_whole_allowance_counts() -> None:
    with judged("c2s_terme", date(2014, 10, 1)) as views:
        terms = views.rows("c2s_terme", household("aspa", {date(2014, 3, 1): 700}, couple=True))

    assert [term["montant"] for term in terms] == [700]
