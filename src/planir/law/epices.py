"""The EPICES score: eleven answers, an individual measure of precariousness, in exact hundredths.

Sass C., Moulin J.-J., Guéguen R. et al., « Le score Epices : un score individuel de précarité », BEH 14, 2006, 93-96.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import yaml

from planir.law.parameters import Parameters

_QUESTIONS = Path(__file__).parent / "epices.yaml"
_QUINTILES = (2, 3, 4, 5)


@dataclass(frozen=True)
class Epices:
    """`score`: from 0.00 (not precarious) to 100.00, two decimals; None when an answer is `missing`: none is guessed.

    `quintile`: 1 to 5. `precarious`: `score` at or above `threshold`. `young`: the same at `young_threshold`, a variant
    for 16 to 25 years that rests on one source; None for another age, or an unknown one.
    """

    score: Decimal | None
    quintile: int | None
    precarious: bool | None
    threshold: Decimal
    young: bool | None
    young_threshold: Decimal
    missing: tuple[str, ...]


@cache
def questions() -> Mapping[str, str]:
    """The eleven questions in their order: code and words."""
    raw: Mapping[str, str] = yaml.safe_load(_QUESTIONS.read_text(encoding="utf-8"))
    return raw


def epices(answers: Mapping[str, bool | None], on: date, parameters: Parameters, age: int | None = None) -> Epices:
    """The score of these answers (by code; yes, no, or None for one that was not given), as of `on`.

    Raises PlanirError when a coefficient is not known on that day.
    """
    threshold, young_threshold = (
        Decimal(parameters.value(f"epices.{name}", on)) for name in ("seuil_precarite", "seuil_precarite_jeunes")
    )
    missing = tuple(code for code in questions() if answers.get(code) is None)
    if missing:
        return Epices(None, None, None, threshold, None, young_threshold, missing)
    score = Decimal(parameters.value("epices.constante", on)) + sum(
        Decimal(parameters.value(f"epices.{code}", on)) for code in questions() if answers[code]
    )
    youngest, oldest = (parameters.value(f"epices.age_jeunes_{name}", on) for name in ("minimum", "maximum"))
    return Epices(
        score=score,
        quintile=1 + sum(score >= parameters.value(f"epices.quintile_{rank}", on) for rank in _QUINTILES),
        precarious=score >= threshold,
        threshold=threshold,
        young=score >= young_threshold if age is not None and youngest <= age <= oldest else None,
        young_threshold=young_threshold,
        missing=(),
    )
