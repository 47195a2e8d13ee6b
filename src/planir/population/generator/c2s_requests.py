"""Requests for the C2S, each followed from its filing to its end, whatever `au` will have seen of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from planir.population.generator.arrays import NEVER, Bools, Ints, happened, when
from planir.population.generator.means import ABOVE, FREE, PARTICIPATION
from planir.population.generator.randomness import chance, days_between
from planir.population.generator.timeline import Timeline

DROPPED = 4
"""Result of a request that nobody completed; the others are classes of means (ABOVE: refused)."""


@dataclass(frozen=True)
class Requests:
    """Requests for the C2S, each to the end of its life. `result`: FREE, PARTICIPATION, ABOVE (refused),
    DROPPED."""

    household: Ints
    renewal: Bools
    filed: Ints
    complete: Ints
    decided: Ints
    result: Ints
    notified: Ints
    joined: Ints

    @classmethod
    def joined_up(cls, parts: Sequence[Requests]) -> Requests:
        return cls(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(cls)))

    def take(self, rows: Ints) -> Requests:
        return Requests(*(getattr(self, field.name)[rows] for field in fields(self)))


def earlier(rng: np.random.Generator, household: Ints, participation: Bools, start: Ints, renewal: Bools) -> Requests:
    """The requests that opened these rights. Most renewals were filed in time; the others are drawn back from the day
    of the right."""
    count = household.size
    in_time = renewal & chance(rng, 0.72, count)
    last_day = start - np.where(participation, rng.integers(20, 34, count), rng.integers(2, 30, count))
    early = start - rng.integers(62, 120, count)
    wait = _decision_time(rng, count)
    filed = np.where(in_time, early, last_day - wait - when_late(rng, count, 0.28, 5, 28))
    complete = np.where(in_time, early + when_late(rng, count, 0.3, 5, 28), last_day - wait)
    decided = np.minimum(complete + wait, last_day)
    notified = decided + rng.integers(1, 5, count)
    joined = days_between(rng, notified + 2, np.minimum(notified + 75, start - 1), count)
    result = np.where(participation, PARTICIPATION, FREE)
    return Requests(household, renewal, filed, complete, decided, result, notified, when(participation, joined))


def forwards(rng: np.random.Generator, household: Ints, filed: Ints, result: Ints, renewal: bool) -> Requests:
    """Requests followed from their filing: some never complete, a few decided after two months, some never joined."""
    count = household.size
    complete = np.where(chance(rng, 0.05, count), NEVER, filed + when_late(rng, count, 0.3, 5, 40))
    decided = when(happened(complete), complete + _decision_time(rng, count))
    notified = when(happened(decided), decided + rng.integers(1, 6, count))
    joins = (result == PARTICIPATION) & chance(rng, 0.76, count) & happened(notified)
    joined = when(joins, notified + np.minimum(2 + np.exp(rng.normal(2.6, 0.8, count)).astype(np.int64), 89))
    requests = Requests(household, np.full(count, renewal), filed, complete, decided, result, notified, joined)
    return _dropped(rng, requests)


def _dropped(rng: np.random.Generator, requests: Requests) -> Requests:
    """A file that never was complete is closed after some months, for most."""
    given_up = ~happened(requests.complete) & chance(rng, 0.7, requests.filed.size)
    closed = requests.filed + rng.integers(150, 300, requests.filed.size)
    return Requests(
        requests.household,
        requests.renewal,
        requests.filed,
        requests.complete,
        np.where(given_up, closed, requests.decided),
        np.where(given_up, DROPPED, requests.result),
        requests.notified,
        requests.joined,
    )


def unjoined(rng: np.random.Generator, at: Timeline, household: Ints) -> Requests:
    """Granted with participation, papers sent, nothing came back."""
    count = household.size
    notified = at.au - rng.integers(3, 480, count)
    decided = notified - rng.integers(1, 5, count)
    complete = decided - rng.integers(5, 50, count)
    filed = complete - when_late(rng, count, 0.4, 3, 25)
    result, nothing = np.full(count, PARTICIPATION), np.zeros(count, dtype=np.bool_)
    return Requests(household, nothing, filed, complete, decided, result, notified, np.full(count, NEVER))


def waiting(rng: np.random.Generator, at: Timeline, household: Ints, result: Ints) -> Requests:
    """Complete files that wait for a decision at `au`, one in five for more than two months."""
    count = household.size
    age = np.where(chance(rng, 0.2, count), rng.integers(62, 140, count), rng.integers(2, 58, count))
    complete = at.au - age
    filed = complete - when_late(rng, count, 0.4, 3, 25)
    never = np.full(count, NEVER)
    decided = at.au + rng.integers(1, 40, count)
    return Requests(household, np.zeros(count, dtype=np.bool_), filed, complete, decided, result, never, never)


def incomplete(rng: np.random.Generator, at: Timeline, household: Ints, result: Ints) -> Requests:
    """Files that no paper ever completed."""
    count = household.size
    filed = days_between(rng, at.start, at.au - 4, count)
    never = np.full(count, NEVER)
    return _dropped(
        rng, Requests(household, np.zeros(count, dtype=np.bool_), filed, never, never, result, never, never)
    )


def refused(rng: np.random.Generator, at: Timeline, household: Ints) -> Requests:
    count = household.size
    filed = days_between(rng, at.start + 30, at.au - 10, count)
    complete = filed + when_late(rng, count, 0.3, 5, 40)
    decided = complete + rng.integers(5, 58, count)
    result, nothing = np.full(count, ABOVE), np.zeros(count, dtype=np.bool_)
    return Requests(household, nothing, filed, complete, decided, result, decided + 3, np.full(count, NEVER))


def when_late(rng: np.random.Generator, count: int, share: float, shortest: int, longest: int) -> Ints:
    """Days of delay: none but for a share."""
    return np.where(chance(rng, share, count), rng.integers(shortest, longest + 1, count), 0)


def _decision_time(rng: np.random.Generator, count: int) -> Ints:
    """Days from the complete file to the decision: three weeks, two months for some, more for one in seventeen."""
    usual = 2 + np.exp(rng.normal(2.95, 0.5, count)).astype(np.int64)
    return np.where(chance(rng, 0.06, count), rng.integers(62, 125, count), np.minimum(usual, 59))
