"""What must hold of any household: more income never gives more right, a child more never lowers a ceiling, knowing
more only narrows a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planir.programmes.catalogue import Catalogue
from planir.rights.c2s import judge, reference_months
from planir.rights.household_file import household
from planir.rights.verdict import Verdict

DAYS = st.sampled_from(
    [date(2012, 8, 15), date(2016, 2, 1), date(2019, 6, 30), date(2022, 2, 1), date(2025, 6, 2), date(2026, 11, 1)]
)
RANK = {"gratuite": 0, "participation": 1, "aide_acs": 1, "proche": 2, "non": 3}
NATURES = st.sampled_from(
    ["salaire", "chomage", "pension_retraite", "aah", "aspa", "allocations_familiales", "rsa", "autre"]
)
AMOUNTS = st.integers(0, 250_000).map(lambda cents: cents / 100)
few = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def households(draw: st.DrawFn, *, known: bool = False) -> dict[str, Any]:
    adults = draw(st.integers(1, 2))
    people: list[dict[str, Any]] = []
    for rank in range(adults + draw(st.integers(0, 5))):
        adult = rank < adults
        person: dict[str, Any] = {
            "nom": f"p{rank}",
            "role": ("demandeur", "conjoint")[rank] if adult else "enfant",
            "naissance": draw(
                st.dates(date(1930, 1, 1), date(1990, 1, 1)) if adult else st.dates(date(1988, 1, 1), date(2012, 1, 1))
            ),
        }
        if adult or draw(st.booleans()):
            person["ressources"] = draw(st.dictionaries(NATURES, AMOUNTS, max_size=3)) or "aucune"
            if known and isinstance(person["ressources"], dict):
                person["ressources"]["autres"] = "aucune"
        elif known:
            person["ressources"] = "aucune"
        if not adult:
            person["garde_alternee"] = draw(st.booleans())
        people.append(person)
    home: dict[str, Any] = {"commune": draw(st.sampled_from(["73065", "97411"]))}
    if known or draw(st.booleans()):
        home["logement"] = {
            "statut": draw(st.sampled_from(["locataire", "proprietaire", "heberge_gratuit", "sans_domicile"])),
            "aide_mensuelle": draw(st.sampled_from([0, 80, 400])),
        }
    return {"foyer": home, "personnes": people}


def verdict(catalogue: Catalogue, raw: Mapping[str, Any], au: date) -> Verdict:
    months = reference_months(au, catalogue.parameters)
    return judge(household(raw, au, months), au, catalogue.relations, catalogue.parameters)


def with_person(raw: Mapping[str, Any], rank: int, **changes: Any) -> dict[str, Any]:
    people = [{**person, **(changes if place == rank else {})} for place, person in enumerate(raw["personnes"])]
    return {**raw, "personnes": people}


@few
@given(raw=households(known=True), au=DAYS, nature=NATURES, more=st.integers(1, 300_000))
def test_more_income_never_gives_more_right(
    catalogue: Catalogue, raw: dict[str, Any], au: date, nature: str, more: int
) -> None:
    told = raw["personnes"][0]["ressources"]
    incomes = dict(told) if isinstance(told, dict) else {"autres": "aucune"}
    incomes[nature] = round(incomes.get(nature, 0) + more / 100, 2)

    before, after = verdict(catalogue, raw, au), verdict(catalogue, with_person(raw, 0, ressources=incomes), au)

    assert before.right != "inconnu"
    assert after.resources >= before.resources
    assert RANK[after.right] >= RANK[before.right]


@few
@given(raw=households(known=True), au=DAYS, born=st.dates(date(1988, 1, 1), date(2012, 1, 1)), alternate=st.booleans())
def test_one_more_child_never_lowers_a_ceiling(
    catalogue: Catalogue, raw: dict[str, Any], au: date, born: date, alternate: bool
) -> None:
    child = {"nom": "de plus", "role": "enfant", "naissance": born, "garde_alternee": alternate, "ressources": "aucune"}

    before = verdict(catalogue, raw, au)
    after = verdict(catalogue, {**raw, "personnes": [*raw["personnes"], child]}, au)

    assert before.ceiling_free is not None
    assert after.ceiling_free is not None
    assert after.ceiling_free >= before.ceiling_free
    assert (after.ceiling_paid or 0) >= (before.ceiling_paid or 0)


@few
@given(raw=households(), au=DAYS, amount=AMOUNTS, nature=NATURES)
def test_knowing_more_only_narrows_a_verdict(
    catalogue: Catalogue, raw: dict[str, Any], au: date, amount: float, nature: str
) -> None:
    told = raw["personnes"][0]["ressources"]
    incomes = dict(told) if isinstance(told, dict) else {}
    if told != "aucune" and nature not in incomes:
        incomes[nature] = amount

    before = verdict(catalogue, raw, au)
    after = verdict(catalogue, with_person(raw, 0, ressources={**incomes, "autres": "aucune"}), au)

    assert after.resources >= before.resources
    if before.resources_most is not None:
        assert after.resources_most is not None
        assert after.resources_most <= before.resources_most
    if before.right != "inconnu":
        assert after.right == before.right


@few
@given(raw=households(), au=DAYS)
def test_amounts_are_exact_and_a_verdict_near_a_ceiling_is_to_be_examined(
    catalogue: Catalogue, raw: dict[str, Any], au: date
) -> None:
    found = verdict(catalogue, raw, au)

    for term in found.terms:
        assert term.amount == term.amount.quantize(Decimal("0.01"))
    assert found.ceiling_free is not None
    near = [
        abs(amount - ceiling) <= 2
        for amount in (found.resources, found.resources_most)
        for ceiling in (found.ceiling_free, found.ceiling_paid)
        if amount is not None and ceiling is not None
    ]
    assert found.to_examine == (any(near) and found.presumed is None)
