"""Who is really entitled to which allowance, who receives it, since when: the truth behind `allocation`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planir.population.generator.arrays import Bools, Ints, when
from planir.population.generator.households import REFERENCE, SINGLE, Households, People
from planir.population.generator.means import FREE, NEAR, PARTICIPATION, Means
from planir.population.generator.occupation import (
    APPRENTICE,
    DISABLED,
    EARNERS,
    INACTIVE,
    JOBSEEKER,
    RETIRED,
    STUDENT,
)
from planir.population.generator.randomness import chance, pick, systematic
from planir.population.generator.timeline import add_years, first_of_month

RSA_TAKE_UP, ASPA_TAKE_UP = 0.66, 0.50


@dataclass(frozen=True)
class Allowances:
    """By person, present persons only. `rsa`, `prime_activite`: on the reference person of the household.

    `rsa_entitled`, `aspa_entitled` say the right, taken up or not. `category`: of invalidity, 0 without a pension.
    `rsa_since`: first day of the RSA, never without. `student_aid`: 0 none, 1 a grant, 2 an annual aid.
    """

    rsa_entitled: Bools
    rsa: Bools
    rsa_since: Ints
    prime_activite: Bools
    aspa_entitled: Bools
    aspa: Bools
    aah: Bools
    aah_full: Bools
    asi: Bools
    ass: Bools
    cej: Bools
    are: Bools
    category: Ints
    injury_rent: Bools
    student_aid: Ints


def draw(
    rng: np.random.Generator, households: Households, people: People, means: Means, occupation: Ints
) -> Allowances:
    count = people.count
    here = people.present & means.regular[people.household]
    kind = means.kind_of_means[people.household]
    alone = (households.kind == SINGLE)[people.household] & (means.size == 1)[people.household]
    reference = (people.role == REFERENCE) & here
    old = people.age >= 65

    aspa, aspa_entitled = _aspa(rng, here & alone & old & (occupation == RETIRED), kind)
    of_age = here & (people.age >= 20) & (people.age < 62)
    idle = np.isin(occupation, [INACTIVE, JOBSEEKER])
    single = of_age & alone & (kind == PARTICIPATION)
    aah_full = single & (occupation == INACTIVE)
    aah = aah_full | (of_age & (occupation == INACTIVE) & (kind > PARTICIPATION) & chance(rng, 0.32, count))
    jobseeker = here & (occupation == JOBSEEKER) & ~aah
    ass = jobseeker & alone & (kind == FREE) & (people.age >= 30) & chance(rng, 0.8, count)
    rsa_entitled = _rsa_entitled(rng, people, means, occupation, reference & ~ass & ~aah)
    rsa = systematic(rng, np.where(rsa_entitled, RSA_TAKE_UP, 0.0), rsa_entitled.astype(np.int64))
    on_rsa_scale = _in_household(rsa_entitled, people.household, households.count)
    are = jobseeker & ~ass & ~on_rsa_scale & (chance(rng, 0.72, count) | (reference & (kind != FREE)))
    cej_age = here & (people.age >= 16) & (people.age < 26)
    cej = cej_age & idle & ~are & ~aah & ~rsa_entitled & chance(rng, 0.24, count)
    category = np.where(here & (occupation == DISABLED), pick(rng, count, (0, 0.25, 0.72, 0.03)), 0)
    works = here & np.isin(occupation, EARNERS)
    earner_home = _in_household(works, people.household, households.count)
    prime = reference & earner_home & chance(rng, np.array([0.55, 0.62, 0.5, 0.045])[kind], count)
    rent = here & (people.age >= 25) & chance(rng, np.where(people.age < 62, 0.006, 0.011), count)
    grant = here & (occupation == STUDENT) & chance(rng, np.array([0.72, 0.6, 0.55, 0.22])[kind], count)
    return Allowances(
        rsa_entitled=rsa_entitled,
        rsa=rsa,
        rsa_since=when(rsa, _rsa_since(rng, people)),
        prime_activite=prime,
        aspa_entitled=aspa_entitled,
        aspa=aspa,
        aah=aah,
        aah_full=aah_full,
        asi=(category > 0) & alone & (kind == PARTICIPATION) & ~rent & chance(rng, 0.65, count),
        ass=ass,
        cej=cej,
        are=are,
        category=category,
        injury_rent=rent & ~aspa & (kind > NEAR),
        student_aid=np.where(grant, 1 + chance(rng, 0.06, count), 0),
    )


def _aspa(rng: np.random.Generator, candidate: Bools, kind: Ints) -> tuple[Bools, Bools]:
    """Half of those entitled receive it. Receiving it lifts an income above the first ceiling of the C2S."""
    without = candidate & (kind == FREE)
    could = candidate & (kind == PARTICIPATION)
    expected = without.sum() * ASPA_TAKE_UP / (1 - ASPA_TAKE_UP)
    share = float(np.clip(expected / max(int(could.sum()), 1), 0, 1))
    aspa = systematic(rng, np.where(could, share, 0.0), could.astype(np.int64))
    return aspa, without | aspa


def _rsa_entitled(rng: np.random.Generator, people: People, means: Means, occupation: Ints, holder: Bools) -> Bools:
    with_child = means.children[people.household] > 0
    of_age = (people.age < 65) & ((people.age >= 25) | with_child)
    excluded = np.isin(occupation, [RETIRED, DISABLED, STUDENT, APPRENTICE])
    free = means.kind_of_means[people.household] == FREE
    entitled: Bools = holder & of_age & ~excluded & free & chance(rng, 0.82, people.count)
    return entitled


def _rsa_since(rng: np.random.Generator, people: People) -> Ints:
    """First of a month, three years before on average, and after 25, or the arrival of the household."""
    drawn = people.at.au - 10 - rng.exponential(1_150, people.count).astype(np.int64)
    return first_of_month(np.maximum(drawn, np.minimum(add_years(people.birth, 20), people.at.au - 10)))


def _in_household(persons: Bools, household: Ints, count: int) -> Bools:
    """For each person, whether one of the household is such a person."""
    concerned = np.zeros(count, dtype=np.bool_)
    concerned[household[persons]] = True
    return concerned[household]
