"""The C2S of each household over three years: rights in a row, requests that open them, those that go wrong.

Every request has a whole life, drawn to its end; what comes after `au` is cut when it is written. So the stock of a
night (files waiting, papers missing, memberships never sent back) is that of any other night.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from planir.population.generator import c2s_requests as requests
from planir.population.generator.arrays import Bools, Floats, Ints, happened, rank_in_group, when
from planir.population.generator.c2s_requests import Requests, when_late
from planir.population.generator.means import ABOVE, FREE, NEAR, PARTICIPATION, Means
from planir.population.generator.randomness import calibrated, pick, pick_by, systematic
from planir.population.generator.timeline import Timeline, add_months, month_of, month_start

TAKE_UP = {FREE: 0.69, PARTICIPATION: 0.335}
NO_ACCOUNT, COVERED, LAPSED, UNJOINED, WAITING, INCOMPLETE, REFUSED = range(7)
"""Where a household stands with the C2S at `au`; the first never asked."""
OUTSIDE_WEIGHTS = {
    FREE: (0.66, 0, 0.20, 0.0, 0.05, 0.09, 0.0),
    PARTICIPATION: (0.53, 0, 0.20, 0.16, 0.04, 0.07, 0.0),
    NEAR: (0.76, 0.05, 0.09, 0.0, 0.01, 0.01, 0.08),
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

    @classmethod
    def joined_up(cls, parts: Sequence[Rights]) -> Rights:
        return cls(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(cls)))


@dataclass(frozen=True)
class Solidarity:
    """By household: where it stands; then its rights and its requests."""

    standing: Ints
    rights: Rights
    requests: Requests


@dataclass(frozen=True)
class Signers:
    """By household, what its reference person brings. `able`: alive and here. `automatic`: holds the RSA or the ASPA,
    and renews without asking. `rsa_since`: never without RSA. `leaning`: to take up."""

    able: Bools
    automatic: Bools
    rsa_since: Ints
    leaning: Floats


@dataclass(frozen=True)
class _Chain:
    """Rights in a row, the latest first for each household. `oldest`: the first one it had; `by_rsa`: opened without a
    request, because the RSA began."""

    household: Ints
    start: Ints
    oldest: Bools
    by_rsa: Bools


def draw(rng: np.random.Generator, at: Timeline, means: Means, signers: Signers) -> Solidarity:
    standing = _standings(rng, means, signers)
    chain = _chain(rng, at, signers, standing)
    participation = means.kind_of_means[chain.household] != FREE
    automatic = signers.automatic[chain.household]
    mechanical = automatic & (~chain.oldest | chain.by_rsa)
    past = requests.earlier(rng, chain.household, participation, chain.start, renewal=~chain.oldest)
    opened = np.where(mechanical, chain.start - 20, np.where(participation, past.joined, past.decided))
    last = add_months(chain.start, 12) - 1
    rights = Rights(chain.household, participation, chain.start, last, automatic, opened)
    renewing = np.flatnonzero((standing == COVERED) & ~signers.automatic)
    next_requests, next_rights = _renewals(rng, at, means, renewing, rights)
    granted = np.where(means.kind_of_means == FREE, FREE, PARTICIPATION)
    waiting, incomplete = np.flatnonzero(standing == WAITING), np.flatnonzero(standing == INCOMPLETE)
    filed = [
        past.take(np.flatnonzero(~mechanical)),
        next_requests,
        requests.unjoined(rng, at, np.flatnonzero(standing == UNJOINED)),
        requests.waiting(rng, at, waiting, granted[waiting]),
        requests.incomplete(rng, at, incomplete, granted[incomplete]),
        requests.refused(rng, at, np.flatnonzero(standing == REFUSED)),
    ]
    return Solidarity(standing, Rights.joined_up([rights, next_rights]), Requests.joined_up(filed))


def _chain(rng: np.random.Generator, at: Timeline, signers: Signers, standing: Ints) -> _Chain:
    """Rights of those covered, ending in each of the next twelve months; of those no longer covered, ended in the last
    two years. With the RSA, the first right follows the allowance by a month or two."""
    homes = np.flatnonzero((standing == COVERED) | (standing == LAPSED))
    covered = standing[homes] == COVERED
    months = np.where(covered, rng.integers(0, 12, homes.size), rng.integers(13, 37, homes.size))
    length = 1 + pick(rng, homes.size, (0.28, 0.22, 0.20, 0.30))
    since = signers.rsa_since[homes]
    with_rsa = covered & happened(since)
    elapsed = np.maximum(at.month - month_of(since) - 1 - when_late(rng, homes.size, 0.2, 1, 2), 0)
    months = np.where(with_rsa, elapsed % 12, months)
    length = np.where(with_rsa, np.minimum(elapsed // 12 + 1, 4), length)
    of = np.repeat(np.arange(homes.size), length)
    back = rank_in_group(of)
    return _Chain(
        household=homes[of],
        start=month_start(at.month - months[of] - 12 * back),
        oldest=back == length[of] - 1,
        by_rsa=with_rsa[of],
    )


def _standings(rng: np.random.Generator, means: Means, signers: Signers) -> Ints:
    kind = means.kind_of_means
    standing = np.full(kind.size, NO_ACCOUNT, dtype=np.int64)
    weights = [OUTSIDE_WEIGHTS[code] for code in (FREE, PARTICIPATION, NEAR, ABOVE)]
    able = signers.able & means.regular
    standing[able] = pick_by(rng, kind, weights)[able]
    for code, target in TAKE_UP.items():
        group = np.flatnonzero(means.eligible & (kind == code) & (means.size > 0))
        weight = means.size[group].astype(np.float64)
        willing = np.where(able[group], signers.leaning[group], -40.0)
        drawn = systematic(rng, calibrated(willing, weight, target), np.minimum(means.size[group], 15))
        standing[group[drawn]] = COVERED
    return standing


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
    asked = requests.forwards(rng, household[rows], filed[rows], result, renewal=True)
    opened = np.where(result == PARTICIPATION, asked.joined, when(asked.result != requests.DROPPED, asked.decided))
    done = np.flatnonzero(opened <= at.au)
    first = last[rows][done] + 1
    return asked, Rights(
        household[rows][done],
        result[done] == PARTICIPATION,
        first,
        add_months(first, 12) - 1,
        np.zeros(done.size, dtype=np.bool_),
        opened[done],
    )
