"""The C2S of each household over three years: rights in a row, requests that open them, those that go wrong.

Every request has a whole life, drawn to its end; what comes after `au` is cut when it is written. So the stock of a
night (files waiting, papers missing, memberships never sent back) is that of any other night.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from planir.population.generator.arrays import NEVER, Bools, Floats, Ints, happened, when
from planir.population.generator.means import ABOVE, FREE, NEAR, PARTICIPATION, Means
from planir.population.generator.randomness import calibrated, chance, days_between, pick, pick_by, systematic
from planir.population.generator.timeline import Timeline, add_months, month_start

TAKE_UP = {FREE: 0.69, PARTICIPATION: 0.335}
NO_ACCOUNT, COVERED, LAPSED, UNJOINED, WAITING, INCOMPLETE, REFUSED = range(7)
"""Where a household stands with the C2S at `au`; the first never asked."""
OUTSIDE_WEIGHTS = {
    FREE: (0.69, 0, 0.20, 0.0, 0.05, 0.06, 0.0),
    PARTICIPATION: (0.63, 0, 0.20, 0.08, 0.04, 0.05, 0.0),
    NEAR: (0.72, 0.09, 0.09, 0.0, 0.01, 0.01, 0.08),
    ABOVE: (0.9785, 0, 0.0115, 0.0, 0.001, 0.001, 0.008),
}
"""For households not covered by the draw of take-up. Near the ceiling some keep a right opened before."""


@dataclass(frozen=True)
class Rights:
    """Periods of C2S. `known`: the day the fund opened it."""

    household: Ints
    participation: Bools
    first: Ints
    last: Ints
    automatic: Bools
    known: Ints


@dataclass(frozen=True)
class Requests:
    """Requests for the C2S, each to the end of its life. `result`: FREE, PARTICIPATION, ABOVE (refused)."""

    household: Ints
    renewal: Bools
    filed: Ints
    complete: Ints
    decided: Ints
    result: Ints
    notified: Ints
    joined: Ints

    def take(self, rows: Ints) -> Requests:
        return Requests(*(getattr(self, field.name)[rows] for field in fields(self)))


@dataclass(frozen=True)
class Solidarity:
    """By household: where it stands; then its rights and its requests."""

    standing: Ints
    rights: Rights
    requests: Requests


def draw(
    rng: np.random.Generator, at: Timeline, means: Means, able: Bools, automatic: Bools, score: Floats
) -> Solidarity:
    """`able`: households whose reference person is here. `automatic`: RSA or ASPA. `score`: leaning to take up."""
    standing = _standings(rng, means, able, score)
    chain = np.flatnonzero((standing == COVERED) | (standing == LAPSED))
    covered = standing[chain] == COVERED
    months = np.where(covered, rng.integers(0, 12, chain.size), rng.integers(13, 37, chain.size))
    length = 1 + pick(rng, chain.size, (0.28, 0.22, 0.20, 0.30))
    household, back = np.repeat(chain, length), np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
    start = month_start(at.month - np.repeat(months, length) - 12 * back)
    oldest = back == np.repeat(length, length) - 1
    participation = means.kind_of_means[household] != FREE
    mechanical = automatic[household] & ~oldest
    past = _backwards(rng, household, participation, start, renewal=~oldest)
    opened = np.where(mechanical, start - 60, np.where(participation, past.joined, past.decided))
    rights = Rights(household, participation, start, add_months(start, 12) - 1, automatic[household], opened)
    asked = past.take(np.flatnonzero(~mechanical))
    next_requests, next_rights = _renewals(rng, at, means, chain[covered & ~automatic[chain]], rights)
    others = [_unjoined(rng, at, np.flatnonzero(standing == UNJOINED))]
    others += [_pending(rng, at, means, np.flatnonzero(standing == code), code) for code in (WAITING, INCOMPLETE)]
    others.append(_refused(rng, at, np.flatnonzero(standing == REFUSED)))
    return Solidarity(standing, _joined_rights(rights, next_rights), _joined([asked, next_requests, *others]))


def _standings(rng: np.random.Generator, means: Means, able: Bools, score: Floats) -> Ints:
    kind = means.kind_of_means
    standing = np.full(kind.size, NO_ACCOUNT, dtype=np.int64)
    weights = [OUTSIDE_WEIGHTS[code] for code in (FREE, PARTICIPATION, NEAR, ABOVE)]
    able = able & means.regular
    standing[able] = pick_by(rng, kind, weights)[able]
    for code, target in TAKE_UP.items():
        group = np.flatnonzero(means.eligible & (kind == code) & (means.size > 0))
        weight = means.size[group].astype(np.float64)
        willing = np.where(able[group], score[group], -40.0)
        drawn = systematic(rng, calibrated(willing, weight, target), np.minimum(means.size[group], 15))
        standing[group[drawn]] = COVERED
    return standing


def _backwards(
    rng: np.random.Generator, household: Ints, participation: Bools, start: Ints, renewal: Bools
) -> Requests:
    """The requests that opened these rights, from the day of the right back to the day of filing."""
    count = household.size
    joined = start - rng.integers(1, 28, count)
    notified = np.where(participation, joined - rng.integers(3, 34, count), NEVER)
    decided = np.where(participation, notified - rng.integers(1, 4, count), start - rng.integers(2, 30, count))
    notified = np.where(participation, notified, decided + rng.integers(1, 5, count))
    complete = decided - np.minimum(np.exp(rng.normal(3.0, 0.5, count)).astype(np.int64), 58)
    filed = complete - when_late(rng, count, 0.28, 5, 28)
    early = start - rng.integers(62, 119, count)
    filed = np.where(renewal & chance(rng, 0.72, count), np.minimum(early, complete), filed)
    result = np.where(participation, PARTICIPATION, FREE)
    return Requests(household, renewal, filed, complete, decided, result, notified, when(participation, joined))


def when_late(rng: np.random.Generator, count: int, share: float, shortest: int, longest: int) -> Ints:
    """Days of delay: none but for a share."""
    return np.where(chance(rng, share, count), rng.integers(shortest, longest + 1, count), 0)


def _forwards(rng: np.random.Generator, household: Ints, filed: Ints, result: Ints, renewal: bool) -> Requests:
    """Requests followed from their filing: some never complete, a few decided after two months, some never joined."""
    count = household.size
    complete = np.where(chance(rng, 0.05, count), NEVER, filed + when_late(rng, count, 0.3, 5, 40))
    decided = when(happened(complete), complete + 2 + np.exp(rng.normal(3.05, 0.6, count)).astype(np.int64))
    notified = when(happened(decided), decided + rng.integers(1, 6, count))
    joins = (result == PARTICIPATION) & chance(rng, 0.76, count) & happened(notified)
    joined = when(joins, notified + np.minimum(2 + np.exp(rng.normal(2.6, 0.8, count)).astype(np.int64), 89))
    return Requests(household, np.full(count, renewal), filed, complete, decided, result, notified, joined)


def _renewals(
    rng: np.random.Generator, at: Timeline, means: Means, household: Ints, rights: Rights
) -> tuple[Requests, Rights]:
    """What those covered do about the end of their right: in time, late, or nothing."""
    ends = np.zeros(means.size.size, dtype=np.int64)
    np.maximum.at(ends, rights.household, rights.last)
    last = ends[household]
    timing = pick(rng, household.size, (0.60, 0.15, 0.25))
    before = np.where(timing == 0, rng.integers(62, 121, last.size), rng.integers(1, 61, last.size))
    filed = when(timing < 2, last + 1 - before)
    rows = np.flatnonzero(filed <= at.au)
    result = np.where(means.kind_of_means[household[rows]] == FREE, FREE, PARTICIPATION)
    requests = _forwards(rng, household[rows], filed[rows], result, renewal=True)
    opened = np.where(result == PARTICIPATION, requests.joined, requests.decided)
    done = np.flatnonzero(opened <= at.au)
    first = last[rows][done] + 1
    return requests, Rights(
        household[rows][done],
        result[done] == PARTICIPATION,
        first,
        add_months(first, 12) - 1,
        np.zeros(done.size, dtype=np.bool_),
        opened[done],
    )


def _unjoined(rng: np.random.Generator, at: Timeline, household: Ints) -> Requests:
    """Granted with participation, papers sent, nothing came back."""
    count = household.size
    notified = at.au - rng.integers(3, 700, count)
    decided = notified - rng.integers(1, 5, count)
    complete = decided - rng.integers(5, 50, count)
    filed = complete - when_late(rng, count, 0.4, 3, 25)
    result, nothing = np.full(count, PARTICIPATION), np.zeros(count, dtype=np.bool_)
    return Requests(household, nothing, filed, complete, decided, result, notified, np.full(count, NEVER))


def _pending(rng: np.random.Generator, at: Timeline, means: Means, household: Ints, standing: int) -> Requests:
    """Files still open at `au`: waiting for a decision (some for more than two months), or for a paper."""
    count = household.size
    age = np.where(chance(rng, 0.16, count), rng.integers(62, 140, count), rng.integers(2, 58, count))
    complete = at.au - age
    filed = complete - when_late(rng, count, 0.4, 3, 25)
    decided = at.au + rng.integers(1, 40, count)
    result = np.where(means.kind_of_means[household] == FREE, FREE, PARTICIPATION)
    if standing == INCOMPLETE:
        filed = days_between(rng, at.au - 160, at.au - 4, count)
        complete, decided = np.full(count, NEVER), np.full(count, NEVER)
    never = np.full(count, NEVER)
    return Requests(household, np.zeros(count, dtype=np.bool_), filed, complete, decided, result, never, never)


def _refused(rng: np.random.Generator, at: Timeline, household: Ints) -> Requests:
    count = household.size
    filed = days_between(rng, at.start + 30, at.au - 10, count)
    complete = filed + when_late(rng, count, 0.3, 5, 40)
    decided = complete + rng.integers(5, 58, count)
    result, nothing = np.full(count, ABOVE), np.zeros(count, dtype=np.bool_)
    return Requests(household, nothing, filed, complete, decided, result, decided + 3, np.full(count, NEVER))


def _joined(parts: list[Requests]) -> Requests:
    return Requests(*(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Requests)))


def _joined_rights(*parts: Rights) -> Rights:
    return Rights(*(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Rights)))
