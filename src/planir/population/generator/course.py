"""The ordinary course of a request: complete at once or not, decided in time or not, given up by some."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planir.population.generator.arrays import NEVER, NOBODY, Ints, happened, when
from planir.population.generator.filing import GIVEN_UP, GIVERS, GRANTED, PAPERS, REFUSED, Files, Papers
from planir.population.generator.randomness import chance, pick


@dataclass(frozen=True)
class Course:
    """Shares of requests: `slow` decided after two months, `granted`, `late` not complete at once, `never` complete."""

    slow: float = 0.1
    granted: float = 0.8
    late: float = 0.35
    never: float = 0.06


def follow(rng: np.random.Generator, letters: str, kind: str, person: Ints, filed: Ints, course: Course) -> Files:
    """Requests of one type, from their filing to their end."""
    count = person.size
    wait = np.where(chance(rng, course.late, count), rng.integers(4, 45, count), 0)
    complete = np.where(chance(rng, course.never, count), NEVER, filed + wait)
    delay = np.where(chance(rng, course.slow, count), rng.integers(60, 150, count), rng.integers(6, 58, count))
    decided = when(happened(complete), complete + delay)
    result = np.where(chance(rng, course.granted, count), GRANTED, REFUSED)
    given_up = ~happened(complete) & chance(rng, 0.6, count)
    return Files(
        letters=letters,
        type=kind,
        person=person,
        filed=filed,
        complete=complete,
        decided=np.where(given_up, filed + rng.integers(150, 330, count), decided),
        result=np.where(given_up, GIVEN_UP, result),
        notified=when(happened(decided), decided + 3),
        joined=np.full(count, NEVER),
        renewal=np.zeros(count, dtype=np.bool_),
        household=np.full(count, NOBODY),
    )


def waited(
    rng: np.random.Generator, letters: str, files: Files, kinds: dict[str, float], givers: dict[str, str] | None = None
) -> Papers:
    """The paper that a file which was not complete at once waits for. `kinds`: papers and their weights; `givers`: who
    gives those that the person does not."""
    late = np.flatnonzero(files.complete > files.filed)
    count = late.size
    drawn = pick(rng, count, list(kinds.values()))
    asked = files.filed[late] + rng.integers(1, 9, count)
    done = happened(files.complete[late])
    rejected = when(~done & chance(rng, 0.25, count), asked + rng.integers(5, 30, count))
    received = np.where(happened(rejected), rejected - 2, NEVER)
    return Papers(
        letters=letters,
        person=files.person[late],
        of=late,
        kind=np.array([PAPERS.index(kind) for kind in kinds])[drawn],
        giver=np.array([GIVERS.index((givers or {}).get(kind, "personne")) for kind in kinds])[drawn],
        asked=asked,
        received=np.where(done, np.maximum(files.complete[late], asked), received),
        rejected=rejected,
        reason=pick(rng, count, (0.36, 0.32, 0.2, 0.06, 0.06)),
    )
