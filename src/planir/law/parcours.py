"""The increase of what is left to pay on one act outside the pathway of care (CSS, L.162-5-3 and R.160-6).

Three answers, never two: where the sources disagree the act is `indeterminee`, and nobody is told of a loss.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Literal, get_args

import yaml

from planir.engine.errors import PlanirError
from planir.law.calendar import months_after
from planir.law.parameters import Parameters

Profession = Literal[
    "generaliste",
    "specialiste",
    "gynecologue",
    "ophtalmologue",
    "psychiatre",
    "neuropsychiatre",
    "dentiste",
    "sage_femme",
    "paramedical",
]
Answer = Literal["majoree", "non_majoree", "indeterminee"]

_FILE = Path(__file__).with_name("parcours.yaml")
_CENT = Decimal("0.01")
_NOT_DOCTORS: frozenset[Profession] = frozenset({"dentiste", "sage_femme", "paramedical"})
_DIRECT: frozenset[Profession] = frozenset({"gynecologue", "ophtalmologue"})
_PSYCHIATRY: frozenset[Profession] = frozenset({"psychiatre", "neuropsychiatre"})


@dataclass(frozen=True)
class Circumstance:
    """A case in which the increase does not apply: its French phrase, and its source."""

    code: str
    phrase: str
    reference: str


@dataclass(frozen=True)
class Act:
    """One act of care. `tariff`: euros, the base of the refund; None when it is not known.

    `circumstances`: codes of `circumstances()` that are known to hold; one that is not there is not known to fail.
    `in_pathway`: what the claim says, None when it says nothing.
    """

    on: date
    profession: Profession
    tariff: Decimal | None = None
    in_pathway: bool | None = None
    circumstances: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Patient:
    """Who was cared for. `declared`: has a médecin traitant declared, None when it is not known.

    `doctor_left`: when the declared doctor retired or left the département, None if they did not.
    """

    age: int | None
    declared: bool | None
    doctor_left: date | None = None


@dataclass(frozen=True)
class Increase:
    """`lost`: euros no longer refunded, to the cent (half up), None unless `majoree` with a known tariff."""

    answer: Answer
    reason: str
    reference: str
    lost: Decimal | None = None


@cache
def circumstances() -> Mapping[str, Circumstance]:
    """Every case in which the increase does not apply, by code."""
    raw = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {code: Circumstance(code, one["phrase"], one["reference"]) for code, one in raw.items()}


def increase(act: Act, patient: Patient, parameters: Parameters, *, highest: Decimal | None = None) -> Increase:
    """Whether this act bore the increase, why, and what it cost, by the law of the day of the act.

    `highest`: the tariff of a specialist's consultation, beyond which a tariff loses no more (R.160-6); None when it is
    not known, and what was lost may then be less. The C2S changes nothing (CSS, L.861-3 1° leaves the increase to be
    paid), nor does a long illness (R.160-6).
    Raises PlanirError `acte_impossible`, or when a parameter is not known that day.
    """
    _refuse(act, patient)
    for answer in (_age, _profession, _circumstance, _doctor, _psychiatry):
        found = answer(act, patient, parameters)
        if found is not None:
            return found
    if act.in_pathway is None and patient.declared:
        return Increase(
            "indeterminee",
            "la demande de remboursement ne dit pas si le soin suit le parcours",
            "CSS, L.162-5-3",
        )
    points = Decimal(parameters.value("medecin_traitant.majoration_points", act.on))
    base = act.tariff if act.tariff is None or highest is None else min(act.tariff, highest)
    lost = None if base is None else (base * points / 100).quantize(_CENT, ROUND_HALF_UP)
    missing = "aucun médecin traitant n'est déclaré" if not patient.declared else "le soin est hors du parcours"
    return Increase("majoree", missing, "CSS, L.162-5-3 et R.160-6", lost)


def _refuse(act: Act, patient: Patient) -> None:
    unknown = sorted(act.circumstances - circumstances().keys())
    if act.profession not in get_args(Profession) or unknown:
        wrong = unknown[0] if unknown else act.profession
        raise PlanirError(
            "acte_impossible", f"« {wrong} » n'est ni une profession ni une circonstance connue d'un soin."
        )
    if act.tariff is not None and act.tariff < 0:
        raise PlanirError("acte_impossible", "Le tarif d'un soin n'est pas négatif : donnez celui du soin annulé.")
    if patient.age is not None and patient.age < 0:
        raise PlanirError("acte_impossible", "Le soin est d'avant la naissance : vérifiez les deux dates.")


def _age(act: Act, patient: Patient, parameters: Parameters) -> Increase | None:
    youngest = parameters.value("medecin_traitant.age_minimum", act.on)
    if patient.age is None:
        return Increase("indeterminee", "l'âge n'est pas connu", "CSS, L.162-5-3")
    if patient.age < youngest:
        return Increase("non_majoree", f"avant {youngest} ans, aucune majoration ne s'applique", "CSS, L.162-5-3")
    return None


def _profession(act: Act, _: Patient, __: Parameters) -> Increase | None:
    if act.profession in _NOT_DOCTORS:
        return Increase("non_majoree", "seuls les soins des médecins sont concernés", "CSS, R.160-6")
    if act.profession in _DIRECT:
        said = "la gynécologie et l'ophtalmologie se consultent directement"
        return Increase("non_majoree", said, "CSS, D.162-1-7")
    return None


def _circumstance(act: Act, _: Patient, __: Parameters) -> Increase | None:
    code = next((code for code in circumstances() if code in act.circumstances), None)
    if code is not None:
        found = circumstances()[code]
        return Increase("non_majoree", found.phrase, found.reference)
    if act.in_pathway:
        return Increase("non_majoree", "le soin suit le parcours", "CSS, L.162-5-3")
    return None


def _doctor(act: Act, patient: Patient, parameters: Parameters) -> Increase | None:
    """No increase during the year after the declared doctor left (L.162-5-3 5°, since 29 December 2023)."""
    if patient.declared is None:
        return Increase("indeterminee", "la déclaration de médecin traitant n'est pas connue", "CSS, L.162-5-3")
    if patient.doctor_left is None or not patient.declared or patient.doctor_left > act.on:
        return None
    known = parameters.parameter("medecin_traitant.grace_depart_mois").in_force(act.on)
    if known is None:
        return None
    months = int(parameters.value("medecin_traitant.grace_depart_mois", act.on))
    if act.on < months_after(patient.doctor_left, months):
        said = "le médecin traitant est parti depuis moins d'un an"
        return Increase("non_majoree", said, "CSS, L.162-5-3, 5°")
    return None


def _psychiatry(act: Act, patient: Patient, parameters: Parameters) -> Increase | None:
    """The regulation names psychiatry without an age; the convention stops at one: beyond it, nothing is certain."""
    if act.profession not in _PSYCHIATRY:
        return None
    oldest = parameters.value("medecin_traitant.psychiatrie_age_maximum", act.on)
    if patient.age is not None and patient.age <= oldest:
        return Increase("non_majoree", f"jusqu'à {oldest} ans, un psychiatre se consulte directement", "CSS, D.162-1-7")
    return Increase(
        "indeterminee",
        f"après {oldest} ans, le règlement et la convention des médecins ne disent pas la même chose de la psychiatrie",
        "CSS, D.162-1-7 ; convention médicale",
    )
