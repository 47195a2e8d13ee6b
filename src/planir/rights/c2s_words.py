"""The French words of each term of the C2S, where the law says it, and the paper that proves it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from planir.law.parameters import Parameters

_FILE = Path(__file__).parent / "c2s_termes.yaml"


@dataclass(frozen=True)
class Words:
    """`reference`: an article, when no parameter bears it. `paper`: None when the fund itself knows."""

    label: str
    parameter: str
    reference: str | None
    paper: str | None


@cache
def words() -> Mapping[str, Words]:
    """By term, in the order in which they are shown."""
    raw = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {
        term: Words(
            label=one["libelle"],
            parameter=one.get("parametre", f"c2s_ressource.{term}"),
            reference=one.get("reference"),
            paper=one.get("piece"),
        )
        for term, one in raw.items()
    }


def reference_of(term: str, au: date, parameters: Parameters) -> str:
    """Where the law that counts the term, or leaves it out, is written on that day."""
    said = words()[term]
    return said.reference or parameters.parameter(said.parameter).at(au).reference
