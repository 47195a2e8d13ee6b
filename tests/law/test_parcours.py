"""The increase outside the pathway: each exemption, each doubt, and what was lost to the cent."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planir.engine.errors import PlanirError
from planir.law.parameters import load
from planir.law.parcours import Act, Patient, Profession, circumstances, increase

LAW = load()
DAY = date(2026, 3, 10)
WITHOUT = Patient(age=40, declared=False)
GP = Act(DAY, "generaliste", Decimal("30.00"))


@pytest.mark.parametrize(
    ("day", "points", "lost"),
    [
        (date(2006, 1, 1), 10, "3.00"),
        (date(2007, 9, 1), 10, "3.00"),
        (date(2007, 9, 2), 20, "6.00"),
        (date(2009, 1, 30), 20, "6.00"),
        (date(2009, 1, 31), 40, "12.00"),
        (DAY, 40, "12.00"),
    ],
)
def test_the_increase_is_that_of_the_day_of_the_act(day: date, points: int, lost: str) -> None:
    found = increase(Act(day, "generaliste", Decimal("30.00")), WITHOUT, LAW)

    assert (found.answer, found.lost) == ("majoree", Decimal(lost))
    assert LAW.value("medecin_traitant.majoration_points", day) == points
    assert found.reason == "aucun médecin traitant n'est déclaré"


def test_money_is_rounded_half_up_and_an_unknown_tariff_loses_no_one_knows_what() -> None:
    assert increase(Act(DAY, "generaliste", Decimal("26.51")), WITHOUT, LAW).lost == Decimal("10.60")
    assert increase(Act(DAY, "generaliste", Decimal("0.01")), WITHOUT, LAW).lost == Decimal("0.00")
    assert increase(Act(DAY, "generaliste", Decimal("26.5125")), WITHOUT, LAW).lost == Decimal("10.61")
    assert increase(Act(DAY, "generaliste"), WITHOUT, LAW).lost is None


def test_a_tariff_beyond_that_of_a_specialist_loses_no_more() -> None:
    act = Act(DAY, "specialiste", Decimal("200.00"))

    assert increase(act, WITHOUT, LAW, highest=Decimal("31.50")).lost == Decimal("12.60")
    assert increase(GP, WITHOUT, LAW, highest=Decimal("31.50")).lost == Decimal("12.00")


@pytest.mark.parametrize(("age", "answer"), [(15, "non_majoree"), (16, "majoree"), (None, "indeterminee")])
def test_nobody_under_sixteen_bears_it(age: int | None, answer: str) -> None:
    assert increase(GP, Patient(age, declared=False), LAW).answer == answer


@pytest.mark.parametrize("profession", ["dentiste", "sage_femme", "paramedical", "gynecologue", "ophtalmologue"])
def test_who_is_no_doctor_or_is_seen_directly_is_outside_the_rule(profession: Profession) -> None:
    assert increase(Act(DAY, profession, Decimal(30)), WITHOUT, LAW).answer == "non_majoree"


@pytest.mark.parametrize(
    ("age", "answer"), [(15, "non_majoree"), (16, "non_majoree"), (25, "non_majoree"), (26, "indeterminee")]
)
@pytest.mark.parametrize("profession", ["psychiatre", "neuropsychiatre"])
def test_psychiatry_after_25_is_never_said_to_cost(profession: Profession, age: int, answer: str) -> None:
    found = increase(Act(DAY, profession, Decimal(50)), Patient(age, declared=False), LAW)

    assert (found.answer, found.lost) == (answer, None)


@pytest.mark.parametrize("code", circumstances())
def test_each_circumstance_of_the_law_spares_the_increase_and_says_its_article(code: str) -> None:
    found = increase(Act(DAY, "specialiste", Decimal(60), circumstances=frozenset({code})), WITHOUT, LAW)

    assert (found.answer, found.reason) == ("non_majoree", circumstances()[code].phrase)
    assert found.reference


@pytest.mark.parametrize(
    ("left", "answer"),
    [
        (None, "majoree"),
        (DAY + timedelta(days=1), "majoree"),
        (DAY, "non_majoree"),
        (date(2025, 3, 11), "non_majoree"),
        (date(2025, 3, 10), "majoree"),
    ],
)
def test_losing_one_s_doctor_spares_it_for_a_year(left: date | None, answer: str) -> None:
    declared = Patient(40, declared=True, doctor_left=left)

    assert increase(Act(DAY, "generaliste", Decimal(30), in_pathway=False), declared, LAW).answer == answer


def test_before_that_law_losing_one_s_doctor_spared_nothing() -> None:
    declared = Patient(40, declared=True, doctor_left=date(2023, 11, 1))
    acts = {
        day: Act(day, "generaliste", Decimal(30), in_pathway=False) for day in (date(2023, 12, 28), date(2023, 12, 29))
    }

    assert [increase(act, declared, LAW).answer for act in acts.values()] == ["majoree", "non_majoree"]


def test_what_the_claim_does_not_say_of_the_pathway_is_not_guessed() -> None:
    declared = Patient(40, declared=True)

    assert increase(GP, declared, LAW).answer == "indeterminee"
    assert increase(GP, Patient(40, declared=None), LAW).answer == "indeterminee"
    assert increase(Act(DAY, "generaliste", Decimal(30), in_pathway=True), declared, LAW).answer == "non_majoree"
    assert increase(Act(DAY, "generaliste", Decimal(30), in_pathway=False), declared, LAW).answer == "majoree"


@given(
    tariff=st.decimals(0, 1000, places=2),
    more=st.decimals(0, 1000, places=2),
    age=st.integers(0, 110),
    code=st.sampled_from(sorted(circumstances())),
)
def test_a_dearer_act_never_loses_less_and_a_circumstance_never_adds_a_loss(
    tariff: Decimal, more: Decimal, age: int, code: str
) -> None:
    person = Patient(age, declared=False)
    one, other = (increase(Act(DAY, "generaliste", value), person, LAW).lost for value in (tariff, tariff + more))
    spared = increase(Act(DAY, "generaliste", tariff, circumstances=frozenset({code})), person, LAW)

    assert (one is None) == (other is None)
    assert one is None or (other is not None and one <= other <= tariff + more)
    assert (spared.answer, spared.lost) == ("non_majoree", None)


@pytest.mark.parametrize(
    ("act", "person", "said"),
    [
        (Act(DAY, "generaliste", Decimal(-1)), WITHOUT, "négatif"),
        (Act(DAY, "sorcier"), WITHOUT, "« sorcier »"),  # type: ignore[arg-type] # what a caller without types could write
        (Act(DAY, "generaliste", circumstances=frozenset({"pluie"})), WITHOUT, "« pluie »"),
        (GP, Patient(-1, declared=False), "avant la naissance"),
    ],
)
def test_what_cannot_be_is_refused(act: Act, person: Patient, said: str) -> None:
    with pytest.raises(PlanirError, match=said):
        increase(act, person, LAW)
