"""Which views of a question are worth computing once: one that many others read would be planned again in each."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from planir.population.relations import Relation, needed


def shared(relations: Mapping[str, Relation], views: Collection[str]) -> tuple[str, ...]:
    """`views` themselves, and those that two others read."""
    reached = needed(relations, views)
    readers = [name for one in reached for name in relations[one].reads]
    return tuple(
        name
        for name in reached
        if relations[name].kind in {"vue", "regle"} and (readers.count(name) > 1 or name in views)
    )
