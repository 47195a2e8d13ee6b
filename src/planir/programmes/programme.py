"""A programme ready to run: its sheet, its compiled queries, what it reads and who may run it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from planir.programmes.sheet import Sheet

CODE = re.compile(r"[a-z][a-z0-9_]{2,39}")
"""A programme's code, which is the name of its folder."""

Access = Literal["courant", "restreint", "medical"]


IDENTITY = ("assure", "objet", "destinataire", "foyer", "echeance")
"""Columns of the result that are not evidence."""


@dataclass(frozen=True)
class Query:
    """One query of a rule, as DuckDB text before binding.

    `sentence`: what a step asks of the person (French), None for an auxiliary query. `single`: it certainly
    gives one row at most a person. `readers`: how many times the other queries of the rule read it. `among_sql`: for
    an auxiliary query, the text that reads the rows of the persons of the last step before it only; None when it would
    be the same.
    """

    name: str
    sql: str
    among_sql: str | None
    sentence: str | None
    single: bool
    readers: int

    @property
    def kept(self) -> bool:
        """Worth computing once: a step, whose people are counted, or a query that several others read."""
        return self.sentence is not None or self.readers > 1


@dataclass(frozen=True)
class Programme:
    """`queries`: in order, the last one gives the situations. `columns`: those of the situations.

    `uses`: (relation, column) read by the rule; `outcome_uses`: by `resultat.sql`. `base`: columns of the
    contract on which these may depend; `values`: (table, value) that they look for in a column which a source may
    know in part. `version` changes with what decides: queries, views and parameters that they use.
    """

    code: str
    folder: Path
    sheet: Sheet
    queries: tuple[Query, ...]
    columns: tuple[str, ...]
    sentence_sql: str
    outcome_sql: str
    uses: frozenset[tuple[str, str]]
    outcome_uses: frozenset[tuple[str, str]]
    base: frozenset[tuple[str, str]]
    values: frozenset[tuple[str, str]]
    parameters: tuple[str, ...]
    access: Access
    version: str

    @property
    def reads(self) -> frozenset[str]:
        """Relations that the rule and its result read."""
        return frozenset(name for name, _ in self.uses | self.outcome_uses)

    @property
    def steps(self) -> tuple[Query, ...]:
        return tuple(query for query in self.queries if query.sentence is not None)

    @property
    def evidence(self) -> tuple[str, ...]:
        """Columns of the result that say why, in the order of the rule."""
        return tuple(column for column in self.columns if column not in IDENTITY)
