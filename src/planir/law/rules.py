"""The rules of the law: SQL views in the PLANIR dialect, over the relations that `relations.yaml` declares.

`population` supplies these relations for a million people, the desk for one household: the same rule, the same verdict.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from planir.engine.view import read_views

FOLDER = Path(__file__).parent / "regles"
RELATIONS = Path(__file__).parent / "relations.yaml"


@dataclass(frozen=True)
class LawRule:
    """One rule: what it says (French), its columns and their meaning, its text, the relations that it reads."""

    name: str
    title: str
    description: str
    columns: Mapping[str, str]
    sql: str
    reads: frozenset[str]


@dataclass(frozen=True)
class Declared:
    """A relation that rules may read: what one row is, its columns and their meaning."""

    description: str
    columns: Mapping[str, str]


def rules() -> Mapping[str, LawRule]:
    """Every rule of the law, by name, in alphabetical order."""
    from sqlglot import exp

    from planir.engine.dialect import parse

    found: dict[str, LawRule] = {}
    for name, view in read_views(FOLDER).items():
        tree = parse(view.text)
        own = {query.alias for query in tree.find_all(exp.CTE)}
        reads = frozenset(table.name for table in tree.find_all(exp.Table)) - own
        found[name] = LawRule(name, view.title, view.description, view.columns, view.text, reads)
    return found


@cache
def declared() -> Mapping[str, Declared]:
    """The relations that the rules of the law read, by name; rules may also read one another."""
    raw = yaml.safe_load(RELATIONS.read_text(encoding="utf-8"))
    return {name: Declared(one["description"], one["columns"]) for name, one in raw.items()}
