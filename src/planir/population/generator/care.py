"""Three years of care: the tables `soin`, `acte` (its medical part, same line) and `delivrance` (drugs, same line).

Claims arrive late: most within two weeks, about 1 % after six months. What has not arrived by `au` is not written.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planir.population.generator.acts import (
    CODES,
    CONSULTATION,
    DENTAL,
    FAMILIES,
    IMAGING,
    PHARMACY,
    Acts,
)
from planir.population.generator.arrays import NOBODY, Bools, Floats, Ints
from planir.population.generator.block import Block
from planir.population.generator.columns import NULL, Column, day, integer, money, word
from planir.population.generator.conditions import Conditions
from planir.population.generator.declarations import declared_now, family_doctor
from planir.population.generator.doctors import GYNAECOLOGY, OPHTHALMOLOGY, PSYCHIATRY, SPECIALITIES
from planir.population.generator.randomness import chance, pick
from planir.population.generator.rows import Rows, chosen, rows
from planir.population.generator.timeline import add_years

FAMILY_WEIGHTS = (0.285, 0.365, 0.055, 0.105, 0.035, 0.10, 0.013, 0.017, 0.015, 0.0, 0.01)
NATURES = np.array([1111, 3313, 1451, 3211, 1351, 3111, 3119, 3522, 2111, 4373, 1352])
SPECIALIST_NATURE = 1112
"""Natures of IR_NAT_V, by family, in the order of `FAMILIES`."""
TYPICAL_EUROS = np.array([30.0, 9.5, 38.0, 24.0, 48.0, 13.0, 62.0, 90.0, 640.0, 25.0, 30.0])
RATES = np.array([0.70, 0.65, 0.60, 0.60, 0.70, 0.60, 0.55, 0.60, 0.80, 1.0, 0.65])
INCREASE = 0.40
"""Points of the tariff left to the person outside the pathway (70 % → 30 %)."""
FLAT_PARTICIPATION = 2.0
ATC = ("A10BA02", "A10AE04", "N02BE01", "C09AA05", "A02BC01", "C10AA05", "H03AA01", "J01CA04", "R03AC02", "N05BA12",
       "M01AE01", "B01AC06", "N06AB06", "R06AX26", "A11CC05")  # fmt: skip
ANTIDIABETICS = 2
CORRECTED = 0.006


@dataclass(frozen=True)
class Claims:
    """Acts as they were settled: `known` the day the flow arrived, `sign` −1 for a correction."""

    acts: Acts
    known: Ints
    sign: Ints
    antidiabetic: Bools

    @property
    def count(self) -> int:
        return self.known.size


def written(block: Block, ill: Conditions, prevention: Acts) -> list[Rows]:
    claims = _claims(block, ill, prevention)
    lines = block.serial("S", claims.count)
    persons = block.person(claims.acts.person)
    doctor, speciality = _doctors(block, claims.acts)
    common = {"ligne": lines, "assure": persons, "connu_le": day(claims.known)}
    return [
        rows("soin", {**common, **_care(block, ill, claims, doctor, speciality)}),
        _medical(common, claims, speciality),
        _drugs(block, common, claims),
    ]


def _claims(block: Block, ill: Conditions, prevention: Acts) -> Claims:
    people, at, rng = block.people, block.at, block.rng("soins")
    first = np.maximum(at.start, people.arrived)
    span = np.maximum(np.minimum(np.minimum(at.au, people.left), people.death) - first + 1, 0)
    yearly = np.interp(people.age, (0, 4, 15, 30, 50, 65, 80), (5.2, 3.6, 2.4, 4.2, 6.4, 9.6, 11.5))
    yearly = yearly * np.where(ill.exempt, 1.55, 1.0) * rng.gamma(1.6, 1 / 1.6, people.count)
    yearly = np.where(chance(rng, 0.045, people.count), 0.0, yearly)
    ordinary = np.repeat(np.arange(people.count), rng.poisson(yearly * span / 365.25))
    diabetic = np.repeat(np.arange(people.count), rng.poisson(ill.antidiabetics * span / 365.25))
    person = np.r_[ordinary, diabetic]
    days = first[person] + np.floor(rng.random(person.size) * span[person]).astype(np.int64)
    family = np.r_[pick(rng, ordinary.size, FAMILY_WEIGHTS), np.full(diabetic.size, PHARMACY)]
    kept = prevention.take((prevention.day >= first[prevention.person]) & (prevention.day <= at.au))
    acts = Acts.joined([Acts.ordinary(person, days, family), kept])
    known = acts.day + _delays(rng, acts.day.size)
    antidiabetic = np.zeros(acts.day.size, dtype=np.bool_)
    antidiabetic[ordinary.size : person.size] = True
    corrected = np.flatnonzero(chance(rng, CORRECTED, acts.day.size))
    everything = np.r_[np.arange(acts.day.size), corrected]
    known = np.r_[known, known[corrected] + rng.integers(12, 90, corrected.size)]
    sign = np.r_[np.ones(acts.day.size, dtype=np.int64), np.full(corrected.size, -1)]
    order = np.argsort(acts.person[everything] * 100_000 + acts.day[everything], kind="stable")
    order = order[known[order] <= at.au]
    chosen_acts = everything[order]
    return Claims(acts.take(chosen_acts), known[order], sign[order], antidiabetic[chosen_acts])


def _delays(rng: np.random.Generator, count: int) -> Ints:
    """Days from the act to the flow: electronic, paper, or much later."""
    way = rng.random(count)
    days = rng.integers(2, 13, count)
    paper = way > 0.80
    days[paper] = 8 + rng.exponential(34, int(paper.sum())).astype(np.int64)
    late = way > 0.9925
    days[late] = 184 + rng.exponential(70, int(late.sum())).astype(np.int64)
    return days


def _doctors(block: Block, acts: Acts) -> tuple[Ints, Ints]:
    """Who did it, for acts of doctors: a third of consultations are a specialist's."""
    rng, doctors = block.rng("exécutants"), block.doctors
    count = acts.day.size
    by_doctor = (acts.family == CONSULTATION) | (acts.family == IMAGING)
    specialist = (acts.family == IMAGING) | chance(rng, 0.27, count)
    own = family_doctor(block)[acts.person]
    practising = doctors.stopped[own] >= acts.day
    general = np.where(practising & chance(rng, 0.86, count), own, rng.integers(0, doctors.general, count))
    other = rng.integers(doctors.general, doctors.count, count)
    doctor = np.where(by_doctor, np.where(specialist, other, general), NOBODY)
    return doctor, np.where(doctor == NOBODY, NOBODY, doctors.speciality[doctor])


def _care(block: Block, ill: Conditions, claims: Claims, doctor: Ints, speciality: Ints) -> dict[str, Column]:
    people, rng, acts = block.people, block.rng("montants"), claims.acts
    outside = _outside_pathway(block, acts, speciality)
    base = np.rint(TYPICAL_EUROS[acts.family] * np.exp(rng.normal(0, 0.25, claims.count)) * 100) / 100
    consultation = acts.family == CONSULTATION
    base = np.where(consultation, np.where(speciality > 0, 31.5, 30.0), base)
    increase = np.where(outside == 1, np.rint(base * INCREASE * 100) / 100, 0.0)
    rate = np.where(ill.exempt[acts.person], np.maximum(RATES[acts.family], 0.9), RATES[acts.family])
    flat = np.where(consultation & (people.age[acts.person] >= 18), FLAT_PARTICIPATION, 0.0)
    refunded = np.maximum(np.rint((base * rate - increase - flat) * 100) / 100, 0.0)
    extra = np.where(consultation & (speciality > 0) & chance(rng, 0.4, claims.count), 12.0, 0.0)
    return {
        "date_soin": day(acts.day),
        "famille": word(acts.family, FAMILIES),
        "medecin": block.doctors.doctor(doctor),
        "hors_parcours": Column(np.where(outside == NOBODY, NULL, outside), "flag"),
        "montant_base": money(base * claims.sign),
        "montant_rembourse": money(refunded * claims.sign),
        "majoration": money(increase * claims.sign),
        "depassement": money(extra * claims.sign),
    }


def _outside_pathway(block: Block, acts: Acts, speciality: Ints) -> Ints:
    """1 outside, 0 inside, −1 where the sources do not settle it (psychiatry after 25)."""
    rng, people = block.rng("parcours"), block.people
    consultation = acts.family == CONSULTATION
    of_age = acts.day >= add_years(people.birth, 16)[acts.person]
    direct = (speciality == GYNAECOLOGY) | (speciality == OPHTHALMOLOGY) | (speciality == PSYCHIATRY)
    with_doctor = declared_now(block)[acts.person]
    probability: Floats = np.where(with_doctor, np.where(speciality > 0, 0.045, 0.012), 0.82)
    outside = consultation & of_age & ~direct & (rng.random(acts.day.size) < probability)
    unsettled = consultation & of_age & ~with_doctor & (speciality == PSYCHIATRY)
    return np.where(unsettled, NOBODY, outside.astype(np.int64))


def _medical(common: dict[str, Column], claims: Claims, speciality: Ints) -> Rows:
    """Every act but deliveries of drugs, which have their own table."""
    acts = claims.acts
    ordinary = np.where((acts.family == CONSULTATION) & (speciality > 0), SPECIALIST_NATURE, NATURES[acts.family])
    code = np.where((acts.family == IMAGING) & (acts.code < 0), CODES.index("ZBQK002"), acts.code)
    code = np.where((acts.family == DENTAL) & (code < 0), CODES.index("HBJD001"), code)
    columns = {
        **common,
        "date_soin": day(acts.day),
        "nature": integer(np.where(acts.nature > 0, acts.nature, ordinary)),
        "code": word(code, CODES),
        "specialite": word(speciality, SPECIALITIES),
        "quantite": integer(claims.sign),
    }
    return rows("acte", chosen(columns, acts.family != PHARMACY))


def _drugs(block: Block, common: dict[str, Column], claims: Claims) -> Rows:
    rng = block.rng("médicaments")
    count = claims.count
    kind = ANTIDIABETICS + pick(rng, count, [1 / (rank + 2) for rank in range(len(ATC) - ANTIDIABETICS)])
    kind = np.where(claims.antidiabetic, pick(rng, count, (0.78, 0.22)), kind)
    packs = [f"3400{number:09d}" for number in range(len(ATC))]
    columns = {
        **common,
        "date_delivrance": day(claims.acts.day),
        "cip13": word(kind, packs),
        "atc": word(kind, ATC),
        "quantite": integer(claims.sign * (1 + pick(rng, count, (0.75, 0.18, 0.07)))),
    }
    return rows("delivrance", chosen(columns, claims.acts.family == PHARMACY))
