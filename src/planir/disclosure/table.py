"""A table of counts made fit to be published: small cells hidden, and others with them, so that none can be deduced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Counts = Sequence[int]


@dataclass(frozen=True)
class Published:
    """`shown`: the counts of each category that may be told. `hidden`: the categories that may not.

    `total`: the counts of all categories together, hidden ones included; None when they may not be told either.
    """

    shown: Mapping[str, tuple[int, ...]]
    hidden: tuple[str, ...]
    total: tuple[int, ...] | None


def publish(rows: Mapping[str, Counts], threshold: int) -> Published:
    """Hide what could tell of fewer than `threshold` persons.

    `rows`: for each category, counts of persons (the same kinds in the same order), to be told with their totals. A
    category is hidden whole when one of its counts is under the threshold, zero included: that nobody of a place has a
    right is told of each of its people. As totals are told, a reader can subtract: other categories are hidden, the
    smallest first, until at least two are and each of their sums reaches the threshold; if all must be, so are the
    totals. Tables by several variables drawn from the same persons share their grand total only: publish each.

    Raises ValueError for a negative count, rows of different lengths or a threshold under 2.
    """
    lengths = {len(counts) for counts in rows.values()}
    if threshold < 2 or len(lengths) > 1 or any(count < 0 for counts in rows.values() for count in counts):
        raise ValueError("counts of one shape, not negative, and a threshold of 2 at least")
    hidden = {name for name, counts in rows.items() if min(counts, default=0) < threshold}
    for name in sorted(rows, key=lambda name: (sum(rows[name]), name)):
        if not hidden or (len(hidden) > 1 and min(_sums(rows, hidden)) >= threshold):
            break
        hidden.add(name)
    safe = not hidden or (len(hidden) > 1 and min(_sums(rows, hidden)) >= threshold)
    shown = {name: tuple(counts) for name, counts in rows.items() if name not in hidden}
    total = _sums(rows, rows)
    told = safe and bool(total) and min(total) >= threshold
    return Published(shown, tuple(name for name in rows if name in hidden), total if told else None)


def _sums(rows: Mapping[str, Counts], names: Sequence[str] | set[str] | Mapping[str, Counts]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*(rows[name] for name in names), strict=True)))
