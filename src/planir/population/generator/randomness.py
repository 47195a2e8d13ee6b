"""Reproducible draws: each topic of each block of persons has its own stream, so that one does not move the others."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from planir.population.generator.arrays import Bools, Floats, Ints


def stream(seed: int, block: int, topic: str) -> np.random.Generator:
    """The generator of random numbers of one topic in one block. `block` = -1: what is common to the département."""
    sequence = np.random.SeedSequence([seed, block + 1, zlib.crc32(topic.encode())])
    return np.random.Generator(np.random.SFC64(sequence))


def pick(rng: np.random.Generator, count: int, weights: Sequence[float]) -> Ints:
    """`count` codes 0, 1, 2… drawn with these weights."""
    bounds = np.cumsum(np.asarray(weights, dtype=np.float64))
    codes = np.searchsorted(bounds / bounds[-1], rng.random(count), side="right")
    drawn: Ints = np.minimum(codes, len(weights) - 1)
    return drawn


def pick_by(rng: np.random.Generator, groups: Ints, weights: Sequence[Sequence[float]]) -> Ints:
    """One code per element, drawn with the weights of its group (`weights[group]`)."""
    table = np.cumsum(np.asarray(weights, dtype=np.float64), axis=1)
    table = table / table[:, -1:]
    codes: Ints = (rng.random(groups.size)[:, None] >= table[groups]).sum(axis=1)
    drawn: Ints = np.minimum(codes, table.shape[1] - 1)
    return drawn


def chance(rng: np.random.Generator, probability: Floats | float, count: int) -> Bools:
    """Independent yes or no."""
    return np.asarray(rng.random(count) < probability)


def days_between(rng: np.random.Generator, first: Ints | int, last: Ints | int, count: int) -> Ints:
    """Uniform days, both ends included; `last` before `first` gives `first`."""
    low = np.broadcast_to(np.asarray(first, dtype=np.int64), count)
    span = np.maximum(np.broadcast_to(np.asarray(last, dtype=np.int64), count) - low, 0) + 1
    days: Ints = low + np.floor(rng.random(count) * span).astype(np.int64)
    return days


def logistic(score: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(score, -40, 40))))


def calibrated(score: Floats, weight: Floats, target: float) -> Floats:
    """Probabilities logistic(score + a), with the `a` that makes their weighted mean equal to `target`."""
    if score.size == 0 or weight.sum() <= 0:
        return np.zeros(score.size)
    target = float(np.clip(target, 0.0, 1.0))
    low, high = -40.0, 40.0
    for _ in range(60):
        middle = (low + high) / 2
        if float(np.average(logistic(score + middle), weights=weight)) < target:
            low = middle
        else:
            high = middle
    return logistic(score + (low + high) / 2)


def systematic(rng: np.random.Generator, probability: Floats, stratum: Ints | None = None) -> Bools:
    """Yes or no with these probabilities, drawn in order so that the number of yes is the expected one, to a unit.

    With a `stratum`, the share is also right among elements of neighbouring strata. Published levels would otherwise
    move by more than a point in a small département.
    """
    shuffled = rng.permutation(probability.size)
    order = shuffled if stratum is None else shuffled[np.argsort(stratum[shuffled], kind="stable")]
    heights = np.floor(np.cumsum(probability[order]) + rng.random())
    drawn = np.empty(probability.size, dtype=np.bool_)
    drawn[order] = np.diff(np.r_[0.0, heights]) > 0
    return drawn
