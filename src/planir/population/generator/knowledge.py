"""What was known when: one row of fact becomes its successive versions, so that a past night can be replayed.

A request filed in March and decided in May is one row known from March without a decision, closed in May, and another
known from May with it. What is not known at `au` is not written at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from planir.population.generator.arrays import NEVER, Ints, happened
from planir.population.generator.columns import Column, day
from planir.population.generator.rows import Columns, chosen, stacked


@dataclass(frozen=True)
class Reveal:
    """The day some columns became known. Before it they were missing, or said `before`."""

    day: Ints
    columns: Sequence[str]
    before: Mapping[str, Column] = field(default_factory=dict)


def told(columns: Columns, known: Ints, au: int, reveals: Sequence[Reveal] = ()) -> dict[str, Column]:
    """The versions of these rows that were known by `au`, with `connu_le` and `connu_jusqu`.

    `known`: first day of knowledge of each row. A reveal that comes before it is part of the first version.
    """
    days = np.stack([known, *(np.maximum(known, reveal.day) for reveal in reveals)], axis=1)
    days = np.sort(np.where(happened(days), days, NEVER), axis=1)
    parts = []
    for version in range(days.shape[1]):
        begin = days[:, version]
        end = days[:, version + 1] if version + 1 < days.shape[1] else np.full(begin.size, NEVER)
        kept = np.flatnonzero((begin <= au) & (begin < end))
        parts.append(_version(columns, reveals, kept, begin[kept], np.where(end[kept] <= au, end[kept], NEVER)))
    return stacked(parts)


def _version(columns: Columns, reveals: Sequence[Reveal], kept: Ints, begin: Ints, end: Ints) -> dict[str, Column]:
    version = chosen(columns, kept)
    for reveal in reveals:
        visible = reveal.day[kept] <= begin
        for name in reveal.columns:
            before = reveal.before.get(name)
            version[name] = (
                version[name].where(visible) if before is None else version[name].otherwise(visible, before.take(kept))
            )
    return {**version, "connu_le": day(begin), "connu_jusqu": day(end)}
