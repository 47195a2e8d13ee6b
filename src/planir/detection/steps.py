"""Where one person leaves a rule: its steps asked one after the other, by the same SQL as the night's."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from planir.detection.examine import situations_sql
from planir.detection.judgement import Judgement
from planir.programmes.programme import Programme

Ask = Callable[[str, Collection[str]], list[tuple[Any, ...]]]
"""Answers a query of DuckDB, with the values in place of $1, $2…"""


def step_left(ask: Ask, programme: Programme, judgement: Judgement, person: str) -> str | None:
    """The sentence of the first step without the person; None when the person meets them all.

    One step after the other: most people leave at the first, and the rest of the rule is not even read.
    """
    for step in programme.steps:
        queries = with_queries(programme, judgement, until=step.name)
        if not ask(f"{queries} SELECT 1 FROM {step.name} WHERE assure = $1 LIMIT 1", [person]):
            return step.sentence
    return None


def with_queries(programme: Programme, judgement: Judgement, *, until: str | None = None) -> str:
    """The WITH clause that names the queries of a rule, all of them or up to `until`, bound to the judgement."""
    names = [query.name for query in programme.queries]
    kept = programme.queries[: names.index(until) + 1] if until else programme.queries
    return "WITH " + ", ".join(f"{query.name} AS ({judgement.bind(query.sql)})" for query in kept)


def situations_asked(programme: Programme, judgement: Judgement) -> str:
    """The query that gives the object, deadline, sentence and evidence of the situations of the person $1."""
    return (
        f"SELECT objet, echeance, phrase, preuves FROM ({with_queries(programme, judgement)} "
        f"{situations_sql(programme, programme.queries[-1].name)}) "
        "AS s(programme, risque, acces, assure, objet, destinataire, foyer, echeance, poids, preuves, phrase) "
        "WHERE assure = $1 ORDER BY echeance NULLS LAST, objet"
    )
