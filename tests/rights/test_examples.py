"""The households of `docs/exemples/foyers`: each says in its comments what it shows, and the verdict that it gets."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from planir.programmes.catalogue import Catalogue
from planir.rights.c2s import judge, judge_file, reference_months
from planir.rights.household_file import household
from planir.rights.verdict import Verdict

FOLDER = Path(__file__).parents[2] / "docs" / "exemples" / "foyers"
NOW = date(2026, 11, 1)


def judged(catalogue: Catalogue, name: str, au: date = NOW) -> Verdict:
    (path,) = FOLDER.glob(f"{name}-*.yaml")
    return judge_file(path, au, catalogue.relations, catalogue.parameters)


@pytest.mark.parametrize(
    ("name", "right", "resources", "free", "paid"),
    [
        ("01", "gratuite", "13876.87", "15633", "21105"),
        ("02", "participation", "17822.26", "15633", "21105"),
        ("03", "gratuite", "0.00", "10422", "14070"),
        ("04", "inconnu", "8400.00", "15633", "21105"),
        ("05", "participation", "12522.27", "10422", "14070"),
        ("06", "gratuite", "7800.00", "10422", "14070"),
        ("07", "gratuite", "15170.71", "16240", "21924"),
        ("08", "participation", "11400.00", "10422", "14070"),
        ("10", "proche", "14520.00", "10422", "14070"),
    ],
)
def test_each_household_gets_the_verdict_that_its_comment_tells(
    catalogue: Catalogue, name: str, right: str, resources: str, free: str, paid: str
) -> None:
    verdict = judged(catalogue, name)

    assert verdict.right == right
    assert verdict.resources == Decimal(resources)
    assert (verdict.ceiling_free, verdict.ceiling_paid) == (Decimal(free), Decimal(paid))


def test_the_past_is_judged_by_the_law_of_its_day(catalogue: Catalogue) -> None:
    verdict = judged(catalogue, "09", date(2016, 2, 1))

    assert (verdict.right, verdict.scheme) == ("aide_acs", "CMU-C et ACS")
    assert verdict.each == {"Yves": Decimal(550), "Jeanne": Decimal(350)}
    assert verdict.total_each == Decimal(900)
    assert "recours" in verdict.steps[0]


def test_the_aah_was_examined_before_july_2025_less_its_abatement(catalogue: Catalogue) -> None:
    before, since = judged(catalogue, "05", date(2025, 6, 30)), judged(catalogue, "05", date(2025, 7, 1))

    assert (before.presumed, since.presumed) == (None, "aah")
    aah = next(term for term in before.terms if term.code == "aah")
    assert aah.amount == 12 * (Decimal("1033.32") - 68)


def test_the_participation_follows_the_age_on_the_first_of_january(catalogue: Catalogue) -> None:
    assert judged(catalogue, "02").each == {"Paul": Decimal(25), "Rosa": Decimal(21)}


def test_only_what_is_lacking_is_asked(catalogue: Catalogue) -> None:
    assert judged(catalogue, "04").lacking == ("les ressources de Marc",)
    assert judged(catalogue, "01").lacking == ()


def test_every_counted_term_bears_its_article(catalogue: Catalogue) -> None:
    for name in ("01", "02", "05", "06", "08"):
        for term in judged(catalogue, name).terms:
            assert term.reference.startswith("CSS, "), term


@pytest.mark.parametrize(
    ("name", "au"),
    [
        *(("09", au) for au in (date(2012, 1, 1), date(2014, 10, 1), date(2019, 10, 31), date(2019, 11, 1))),
        *(("10", au) for au in (date(2019, 10, 31), date(2019, 11, 1), date(2026, 11, 1))),
    ],
)
def test_the_terms_add_up_to_the_resources(catalogue: Catalogue, name: str, au: date) -> None:
    verdict = judged(catalogue, name, au)

    assert sum(term.amount for term in verdict.terms if term.counted) == verdict.resources


@pytest.mark.parametrize(("role", "birth"), [("enfant", date(2000, 11, 1)), ("autre", date(1950, 1, 1))])
def test_the_aah_of_somebody_who_does_not_live_alone_presumes_nothing(
    catalogue: Catalogue, role: str, birth: date
) -> None:
    """Not even with a child too old to be a dependant, nor with a parent (R.861-11: living alone, no child)."""
    holder = {
        "nom": "Jules",
        "role": "demandeur",
        "naissance": date(1970, 9, 9),
        "travaille": False,
        "allocations": [{"type": "aah", "depuis": date(2022, 1, 1), "taux_plein": True}],
    }
    other = {"nom": "Rose", "role": role, "naissance": birth}
    alone, together = (
        judge(
            household({"personnes": people}, NOW, reference_months(NOW, catalogue.parameters)),
            NOW,
            catalogue.relations,
            catalogue.parameters,
        )
        for people in ([holder], [holder, other])
    )

    assert (alone.right, alone.presumed, alone.persons) == ("participation", "aah", 1)
    assert (together.right, together.presumed, together.persons) == ("inconnu", None, 1)
