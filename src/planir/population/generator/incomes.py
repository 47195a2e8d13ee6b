"""True incomes, month by month: fixed allowances first, then earnings scaled so that the household fits its class."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planir.population.generator import amounts
from planir.population.generator.allowances import Allowances
from planir.population.generator.arrays import Bools, Floats, Ints
from planir.population.generator.households import CHILD, ONE_PARENT, REFERENCE, Households, People
from planir.population.generator.leave import Leaves, longer_than_six_months
from planir.population.generator.means import Means
from planir.population.generator.occupation import (
    APPRENTICE,
    DISABLED,
    EARNERS,
    RETIRED,
    SEASONAL,
    SELF_EMPLOYED,
)
from planir.population.generator.randomness import chance
from planir.population.generator.timeline import HISTORY_MONTHS

REFERENCE_MONTHS = slice(HISTORY_MONTHS - 13, HISTORY_MONTHS - 1)
"""From the 13th to the 2nd month before that of `au` (R.861-8)."""
COUNTED = frozenset(
    {
        "salaire",
        "independant",
        "chomage",
        "indemnites_journalieres",
        "pension_invalidite",
        "pension_retraite",
        "rente_at_mp",
        "aspa",
        "asi",
        "aah",
        "ass",
        "allocations_familiales",
        "pension_alimentaire",
    }
)
"""Natures that count for the C2S; the others (RSA, prime d'activité, CEJ, grants, housing aid…) do not."""


@dataclass(frozen=True)
class Incomes:
    """For each nature, the persons who have it (sorted) and their euros a month, a row of 36 months each."""

    persons: dict[str, Ints]
    euros: dict[str, Floats]
    stopped: Bools
    """Persons whose earnings count for 70 % (R.861-8: long stop, unemployment, ASS)."""

    def latest(self, nature: str, count: int) -> Floats:
        """Euros of the last month, for each person of the block."""
        latest = np.zeros(count)
        if nature in self.persons:
            latest[self.persons[nature]] = self.euros[nature][:, -1]
        return latest

    def class_of(self, people: People, means: Means) -> Ints:
        """The class that these incomes give each household, in the codes of `means`."""
        ratio = self.counted(people, means) / means.ceiling
        return np.digitize(ratio, [1.0, amounts.PARTICIPATION_RATIO, 1.5]).astype(np.int64)

    def counted(self, people: People, means: Means, months: slice = REFERENCE_MONTHS) -> Floats:
        """Euros counted for the C2S over these months, housing included, by household."""
        household = people.household
        total = np.zeros(means.size.size)
        for nature, persons in self.persons.items():
            if nature not in COUNTED:
                continue
            euros = self.euros[nature][:, months]
            less = {"aah": amounts.AAH_ABATEMENT, "asi": amounts.ASI_ABATEMENT, "aspa": amounts.ASPA_ABATEMENT}
            yearly = np.maximum(euros - less.get(nature, 0.0), 0).sum(axis=1)
            if nature in {"salaire", "independant"}:
                yearly = yearly * np.where(self.stopped[persons], 1 - amounts.ACTIVITY_ABATEMENT, 1.0)
            total += np.bincount(household[persons], weights=yearly, minlength=total.size)
        return np.asarray(total + 12 * means.lump_sum)


def draw(
    rng: np.random.Generator,
    households: Households,
    people: People,
    means: Means,
    occupation: Ints,
    allowances: Allowances,
    leaves: Leaves,
) -> Incomes:
    incomes = Incomes({}, {}, longer_than_six_months(leaves, people) | allowances.are | allowances.ass)
    _fixed(rng, incomes, households, people, means, allowances)
    shapes = _shapes(rng, people, occupation, allowances, leaves)
    _fit(incomes, shapes, people, means)
    _uncounted(incomes, people, means, allowances)
    return incomes


def _fixed(
    rng: np.random.Generator,
    incomes: Incomes,
    households: Households,
    people: People,
    means: Means,
    allowances: Allowances,
) -> None:
    """Allowances and transfers whose amount does not depend on the household's class."""
    count = people.count
    _put(incomes, "aah", np.where(allowances.aah, np.where(allowances.aah_full, amounts.AAH_FULL, 640.0), 0.0))
    pension = np.where(allowances.aspa, rng.uniform(0, 880, count), 0.0)
    _put(incomes, "aspa", np.where(allowances.aspa, amounts.ASPA_SINGLE - pension, 0.0))
    _put(incomes, "pension_retraite", pension)
    _put(incomes, "ass", np.where(allowances.ass, amounts.ASS_MONTH, 0.0))
    invalidity = np.where(allowances.asi, rng.uniform(340, 780, count), 0.0)
    _put(incomes, "pension_invalidite", invalidity)
    _put(incomes, "asi", np.where(allowances.asi, amounts.ASI_CEILING - invalidity, 0.0))
    _put(incomes, "rente_at_mp", np.where(allowances.injury_rent, rng.uniform(60, 480, count), 0.0))
    reference = (people.role == REFERENCE) & people.present
    young = (people.role == CHILD) & (people.age < 20) & people.present
    number = np.bincount(people.household[young], minlength=households.count)
    family = amounts.FAMILY_ALLOWANCE[np.minimum(number, 6)][people.household]
    _put(incomes, "allocations_familiales", np.where(reference, family, 0.0))
    supported = reference & (households.kind == ONE_PARENT)[people.household] & chance(rng, 0.42, count)
    children = np.minimum(means.children, 3)[people.household]
    _put(incomes, "pension_alimentaire", np.where(supported, 170.0 * children, 0.0))


def _shapes(
    rng: np.random.Generator, people: People, occupation: Ints, allowances: Allowances, leaves: Leaves
) -> dict[str, tuple[Ints, Floats]]:
    """Relative earnings of each person, month by month, before they are scaled to the household."""
    count = people.count
    here = people.present
    lost = np.where(allowances.are, rng.integers(3, 24, count), 0)
    working = here & (np.isin(occupation, EARNERS) | allowances.are)
    weight = rng.lognormal(0, 0.35, count) * np.where(occupation == APPRENTICE, 0.6, 1.0)
    month = np.arange(HISTORY_MONTHS)
    workers = np.flatnonzero(working)
    unemployed = month[None, :] >= (HISTORY_MONTHS - lost[workers])[:, None]
    season = ((month[None, :] + rng.integers(0, 6, workers.size)[:, None]) % 6) < 4
    off = (occupation[workers] == SEASONAL)[:, None] & ~season
    sick = _months_stopped(leaves, people)[workers]
    base = weight[workers][:, None] * np.where(unemployed | off, 0.0, 1.0)
    salary = base * (1 - sick)
    independent = occupation[workers] == SELF_EMPLOYED
    retired = np.flatnonzero(here & (occupation == RETIRED) & ~allowances.aspa)
    disabled = np.flatnonzero(here & (occupation == DISABLED) & (allowances.category > 0) & ~allowances.asi)
    flat = np.ones((1, HISTORY_MONTHS))
    return {
        "salaire": (workers[~independent], salary[~independent]),
        "independant": (workers[independent], base[independent]),
        "chomage": (workers, 0.6 * weight[workers][:, None] * unemployed),
        "indemnites_journalieres": (workers, 0.5 * base * sick * ~independent[:, None]),
        "pension_retraite": (retired, 0.85 * weight[retired][:, None] * flat),
        "pension_invalidite": (disabled, 0.5 * weight[disabled][:, None] * flat),
    }


def _months_stopped(leaves: Leaves, people: People) -> Floats:
    """Share of each month spent in a stop of more than 30 days, by person."""
    starts = people.at.month_starts
    share = np.zeros((people.count, HISTORY_MONTHS))
    long_stop = np.flatnonzero(leaves.days > 30)
    for month in range(HISTORY_MONTHS):
        first, end = starts[month], starts[month + 1]
        days = np.clip(
            np.minimum(leaves.last[long_stop] + 1, end) - np.maximum(leaves.first[long_stop], first), 0, end - first
        )
        np.add.at(share[:, month], leaves.person[long_stop], days / (end - first))
    return np.minimum(share, 1.0)


def _fit(
    incomes: Incomes,
    shapes: dict[str, tuple[Ints, Floats]],
    people: People,
    means: Means,
) -> None:
    """Scale what each household earns to what its class leaves after the fixed part and housing."""
    fixed = incomes.counted(people, means)
    earned = Incomes({}, {}, incomes.stopped)
    for nature, (persons, euros) in shapes.items():
        earned.persons[nature], earned.euros[nature] = persons, euros
    relative = earned.counted(people, means) - 12 * means.lump_sum
    left = np.maximum(means.target - fixed, 0.0)
    scale = np.where(relative > 0, left / np.maximum(relative, 1e-9), 0.0)
    for nature, (persons, euros) in shapes.items():
        amount = np.rint(euros * scale[people.household[persons]][:, None] * 100) / 100
        amount = np.minimum(amount, amounts.HIGHEST_MONTH.get(nature, np.inf))
        _add(incomes, nature, persons, amount)


def _uncounted(incomes: Incomes, people: People, means: Means, allowances: Allowances) -> None:
    """What the C2S does not count, and depends on the rest: RSA, prime d'activité, CEJ, grants, housing aid."""
    household = people.household
    monthly = incomes.counted(people, means) / 12
    base = amounts.in_force(amounts.RSA_BASE, people.at.au)
    scale = amounts.rsa_lump_sum(means.adults, means.children, base)
    rsa = np.maximum(scale - monthly, 40.0)
    _put(incomes, "rsa", np.where(allowances.rsa, rsa[household], 0.0))
    prime = np.clip(scale * 0.75 - 0.25 * monthly, 25, 420)
    _put(incomes, "prime_activite", np.where(allowances.prime_activite, prime[household], 0.0))
    _put(incomes, "cej", np.where(allowances.cej, amounts.CEJ_MONTH, 0.0))
    _put(incomes, "bourse", np.where(allowances.student_aid > 0, 145.4 + 60.0 * (household % 7), 0.0))
    reference = (people.role == REFERENCE) & people.present
    _put(incomes, "aide_logement", np.where(reference, means.housing_aid[household], 0.0))


def _put(incomes: Incomes, nature: str, monthly: Floats) -> None:
    """The same amount every month, for those who have one."""
    persons = np.flatnonzero(monthly > 0)
    amount = np.rint(monthly[persons] * 100) / 100
    _add(incomes, nature, persons, np.repeat(amount[:, None], HISTORY_MONTHS, axis=1))


def _add(incomes: Incomes, nature: str, persons: Ints, euros: Floats) -> None:
    kept = (euros > 0).any(axis=1)
    persons, euros = persons[kept], euros[kept]
    if nature in incomes.persons:
        persons = np.concatenate([incomes.persons[nature], persons])
        euros = np.concatenate([incomes.euros[nature], euros])
        order = np.argsort(persons, kind="stable")
        persons, euros = persons[order], euros[order]
    incomes.persons[nature], incomes.euros[nature] = persons, euros
