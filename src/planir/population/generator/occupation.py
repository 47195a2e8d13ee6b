"""What each person really does: work, study, look for work, retire."""

from __future__ import annotations

import numpy as np

from planir.population.generator.arrays import Ints
from planir.population.generator.households import PARTNER, REFERENCE, Households, People
from planir.population.generator.means import FREE, PARTICIPATION, Means
from planir.population.generator.randomness import chance, pick, pick_by

(
    EMPLOYEE,
    SELF_EMPLOYED,
    JOBSEEKER,
    STUDENT,
    APPRENTICE,
    SEASONAL,
    RETIRED,
    DISABLED,
    INACTIVE,
    MINOR,
    UNKNOWN,
) = range(11)
OCCUPATIONS = (
    "salarie",
    "independant",
    "demandeur_emploi",
    "etudiant",
    "apprenti",
    "saisonnier",
    "retraite",
    "invalide",
    "sans_activite",
    "mineur",
    "inconnu",
)
ADULT_WEIGHTS = (
    (0.20, 0.04, 0.34, 0, 0, 0.02, 0, 0, 0.40),
    (0.58, 0.07, 0.16, 0, 0, 0.025, 0, 0, 0.165),
    (0.68, 0.08, 0.11, 0, 0, 0.02, 0, 0, 0.11),
    (0.79, 0.105, 0.04, 0, 0, 0.012, 0, 0, 0.053),
)
"""Of those between studies and retirement, by class of means."""
YOUNG_WEIGHTS = (0.19, 0.005, 0.09, 0.54, 0.10, 0.015, 0, 0, 0.06)
"""From 18 to 24, whoever they live with."""
EARNERS = np.array([EMPLOYEE, SELF_EMPLOYED, APPRENTICE, SEASONAL])


def draw(rng: np.random.Generator, households: Households, people: People, means: Means) -> Ints:
    """The code of what each person does, in `OCCUPATIONS`."""
    count = people.count
    kind = means.kind_of_means[people.household]
    code = pick_by(rng, kind, ADULT_WEIGHTS)
    young = (people.age >= 18) & (people.age < 25)
    code[young] = pick(rng, count, YOUNG_WEIGHTS)[young]
    disabled = chance(rng, np.interp(people.age, (30, 45, 55, 61), (0.005, 0.020, 0.050, 0.105)), count)
    code[disabled & (people.age >= 28) & (people.age < 62)] = DISABLED
    retired = chance(rng, np.interp(people.age, (59, 60, 62, 64, 67), (0.0, 0.09, 0.45, 0.93, 0.995)), count)
    code[retired & (people.age >= 60)] = RETIRED
    code[~means.regular[people.household]] = INACTIVE
    code[people.age < 18] = MINOR
    apprentice = (people.age >= 16) & (people.age < 18) & chance(rng, 0.07, count)
    code[apprentice] = APPRENTICE
    return _with_an_earner(rng, code, people, means)


def seen(rng: np.random.Generator, occupation: Ints) -> Ints:
    """What the fund believes: it does not know for one adult in twelve."""
    unknown = chance(rng, 0.08, occupation.size) & (occupation != MINOR) & (occupation != RETIRED)
    return np.where(unknown, UNKNOWN, occupation)


def _with_an_earner(rng: np.random.Generator, code: Ints, people: People, means: Means) -> Ints:
    """Above the first ceiling somebody has an income: without one the first adult works, or is retired, or alone
    lives on the AAH."""
    kind = means.kind_of_means[people.household]
    households = int(people.household.max()) + 1
    earning = people.present & np.isin(code, [*EARNERS, RETIRED, DISABLED])
    fed = np.bincount(people.household[earning], minlength=households) > 0
    first = people.present & (people.role == REFERENCE)
    headed = np.bincount(people.household[first], minlength=households) > 0
    first |= people.present & (people.role == PARTNER) & ~headed[people.household]
    lacking = first & (kind != FREE) & ~fed[people.household]
    jobless = lacking & (code == JOBSEEKER) & chance(rng, 0.75, code.size)
    alone = (means.size[people.household] == 1) & (people.age >= 20) & (people.age < 62)
    lacking &= ~(alone & (kind == PARTICIPATION) & (code == INACTIVE) & chance(rng, 0.85, code.size))
    work = np.where(people.age >= 64, RETIRED, EMPLOYEE)
    return np.where(lacking & ~jobless, work, code)
