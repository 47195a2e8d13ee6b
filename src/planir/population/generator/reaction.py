"""People who react: a hidden propensity to act, and the true effect of being contacted, which can be null or negative.

Nothing in detection may read it. An evaluation is right when it finds these effects back. Their size is that of the
published trials (Guthmuller, Jusot and Wittwer 2014; Finkelstein and Notowidigdo 2019; Linos et al. 2022).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planir.population.generator.arrays import Bools, Floats, Ints
from planir.population.generator.randomness import logistic


@dataclass(frozen=True)
class Effect:
    """For one programme: share that acts by itself within the horizon, and points added by a contact."""

    alone: float
    contact: float


EFFECTS: dict[str, Effect] = {
    "medecin_traitant": Effect(0.055, 0.045),
    "medecin_traitant_parti": Effect(0.09, 0.06),
    "sans_complementaire": Effect(0.05, 0.02),
    "rsa_sans_c2s": Effect(0.12, 0.09),
    "minimum_sans_c2s": Effect(0.06, 0.03),
    "renouvellement_c2s": Effect(0.45, 0.10),
    "c2s_non_adhesion": Effect(0.18, 0.07),
    "fin_indemnites_journalieres": Effect(0.15, 0.15),
    "demande_invalidite": Effect(0.20, 0.08),
    "jeunes_16_25": Effect(0.05, 0.0),
    "depistage_femmes_c2s": Effect(0.06, 0.0),
    "sophia": Effect(0.03, 0.04),
    "seniors": Effect(0.04, -0.01),
    "beneficiaires_ass": Effect(0.05, -0.004),
    "courrier_sans_effet": Effect(0.08, -0.02),
}
"""Null for a plain message on screening and to the young, negative where a third letter puts people off."""
ANY = Effect(0.10, 0.03)
"""For every other programme."""


@dataclass(frozen=True)
class Reactions:
    """By person. `propensity`: standard normal, to act by oneself. `sensitivity`: how much of a contact's effect
    reaches the person (mean 1, below 0 for some). `luck`: uniform, the same with and without contact."""

    propensity: Floats
    sensitivity: Floats
    luck: Floats


def draw(rng: np.random.Generator, count: int) -> Reactions:
    return Reactions(
        propensity=rng.normal(0, 1, count), sensitivity=rng.normal(1.0, 0.8, count), luck=rng.random(count)
    )


def acts(reactions: Reactions, effect: Effect, contacted: Bools) -> Bools:
    """Whether each person obtains the right within the horizon. Pure: the same persons give the same answer."""
    alone = logistic(np.log(effect.alone / (1 - effect.alone)) + 0.8 * reactions.propensity)
    return np.asarray(reactions.luck < alone + np.where(contacted, effect.contact * reactions.sensitivity, 0.0))


def household_propensity(reactions: Reactions, references: Ints) -> Floats:
    """That of the reference person, who signs for the household."""
    return np.asarray(reactions.propensity[references])
