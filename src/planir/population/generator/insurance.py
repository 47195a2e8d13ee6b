"""Ordinary complementary cover: who really has one, who has none, and whose link the fund does not see.

The absence of a link is not the absence of cover: of those whom a desk sees without a link, about half really have
none, and 63 % of these are entitled to the C2S (CPAM de la Savoie, 2015).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planir.population.generator.arrays import NEVER, Bools, Floats, Ints, when
from planir.population.generator.c2s import COVERED, LAPSED, Solidarity
from planir.population.generator.households import People
from planir.population.generator.means import FREE, Means
from planir.population.generator.randomness import calibrated, chance, days_between, systematic
from planir.population.generator.timeline import Timeline

NOTHING, INDIVIDUAL, COLLECTIVE, SOLIDARITY_FREE, SOLIDARITY_SHARED, STATE_AID = range(6)
COVERS = (
    "aucune",
    "mutuelle_individuelle",
    "mutuelle_collective",
    "c2s_gratuite",
    "c2s_participation",
    "aide_medicale_etat",
)
COLLECTIVE_AMONG_ENTITLED = 0.477
"""Of those entitled to the C2S who do not take it up: 44 % − 23 % over 44 % (DREES, 2021)."""
NOTHING_AMONG_OTHERS = 0.455
"""Of those entitled with neither C2S nor collective cover."""
NOTHING_AMONG_NOT_ENTITLED = 0.0155
WITHOUT_LINK = 0.029
"""Of those who have an ordinary cover."""


@dataclass(frozen=True)
class Insurance:
    """By household. `since`, `until`: days of the ordinary cover, `until` NEVER when it goes on.
    `linked`: the fund sees it."""

    cover: Ints
    since: Ints
    until: Ints
    linked: Bools


def draw(
    rng: np.random.Generator,
    people: People,
    means: Means,
    solidarity: Solidarity,
    employed: Bools,
    propensity: Floats,
) -> Insurance:
    """`employed`: households where somebody is an employee, who may have the employer's contract."""
    count = means.size.size
    covered = solidarity.standing == COVERED
    weight = means.size.astype(np.float64)
    outside = means.eligible & ~covered
    cover = np.where(employed & chance(rng, 0.92, count), COLLECTIVE, INDIVIDUAL)
    cover[outside] = INDIVIDUAL
    candidates = np.flatnonzero(outside)
    score = np.where(employed[candidates], 0.0, -40.0)
    share = calibrated(score, weight[candidates], COLLECTIVE_AMONG_ENTITLED)
    cover[candidates[systematic(rng, share, means.size[candidates])]] = COLLECTIVE
    others = np.flatnonzero(outside & (cover != COLLECTIVE))
    _uncover(rng, cover, others, weight, -0.4 * propensity, NOTHING_AMONG_OTHERS)
    not_entitled = np.flatnonzero(~means.eligible & ~covered & means.regular)
    youth = np.bincount(people.household, weights=np.where(people.age < 30, 1.0, 0.0), minlength=count) / np.maximum(
        means.size, 1
    )
    _uncover(rng, cover, not_entitled, weight, 1.2 * youth - 0.3 * propensity, NOTHING_AMONG_NOT_ENTITLED)
    cover[covered] = np.where(means.kind_of_means[covered] == FREE, SOLIDARITY_FREE, SOLIDARITY_SHARED)
    cover[~means.regular] = STATE_AID
    since, until = _period(rng, people.at, cover, solidarity)
    linked = ~systematic(rng, np.full(count, WITHOUT_LINK), np.minimum(means.size, 15))
    return Insurance(cover, since, until, linked)


def _uncover(
    rng: np.random.Generator, cover: Ints, households: Ints, weight: Floats, score: Floats, share: float
) -> None:
    probability = calibrated(score[households], weight[households], share)
    cover[households[systematic(rng, probability)]] = NOTHING


def _period(rng: np.random.Generator, at: Timeline, cover: Ints, solidarity: Solidarity) -> tuple[Ints, Ints]:
    """An ordinary cover goes on, begins after a C2S that lapsed, or ends when the C2S begins."""
    count = cover.size
    first = np.full(count, NEVER)
    np.minimum.at(first, solidarity.rights.household, solidarity.rights.first)
    last = np.zeros(count, dtype=np.int64)
    np.maximum.at(last, solidarity.rights.household, solidarity.rights.last)
    ordinary = (cover == INDIVIDUAL) | (cover == COLLECTIVE)
    since = at.start - days_between(rng, 1, 5000, count)
    recent = chance(rng, 0.22, count)
    since = np.where(recent, days_between(rng, at.start, at.au - 400, count), since)
    lapsed = solidarity.standing == LAPSED
    since = np.where(lapsed, np.maximum(last + 1, at.start - 30), since)
    before = (solidarity.standing == COVERED) & (first > at.start) & chance(rng, 0.85, count)
    until = np.where(before, first - 1, NEVER)
    return when(ordinary | before, since), until
