"""An allocation whose conditions are not all known never makes a firm refusal: what would settle it is asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from planir.engine.errors import PlanirError
from planir.law.parameters import load
from planir.population.relations_compiler import compile_relations
from planir.rights.c2s import judge, reference_months
from planir.rights.household_file import household
from planir.rights.verdict import Verdict

AU = date(2026, 11, 1)
RELATIONS, PARAMETERS = compile_relations(), load()


def verdict(person: Mapping[str, Any]) -> Verdict:
    raw = {"personnes": [{"role": "demandeur", "naissance": date(1960, 1, 1), **person}]}
    return judge(household(raw, AU, reference_months(AU, PARAMETERS)), AU, RELATIONS, PARAMETERS)


RICH = {"pension_retraite": 1500, "autres": "aucune"}
SAID: tuple[tuple[dict[str, Any], dict[str, Any], str], ...] = (
    (
        {"allocations": [{"type": "aspa"}], "ressources": {"pension_retraite": 1500}},
        {"travaille": False},
        "a travaillé",
    ),
    (
        {"allocations": [{"type": "aah"}], "travaille": False, "ressources": RICH},
        {"allocations": [{"type": "aah", "taux_plein": True}]},
        "taux plein",
    ),
    (
        {"allocations": [{"type": "cej"}], "ressources": RICH},
        {"avis_imposition": {"annee": 2025, "imposable": False}},
        "paie l'impôt",
    ),
)


@pytest.mark.parametrize(("unsaid", "said", "asked"), SAID)
def test_what_is_not_said_is_asked_and_settles_it(unsaid: dict[str, Any], said: dict[str, Any], asked: str) -> None:
    before = verdict(unsaid)
    after = verdict({**unsaid, **said})

    assert before.right == "inconnu"
    assert any(asked in one for one in before.lacking)
    assert after.right == "participation"


def test_a_condition_known_to_fail_is_not_asked() -> None:
    found = verdict({"allocations": [{"type": "aah", "taux_plein": False}], "ressources": RICH})

    assert found.right == "non"
    assert found.lacking == ()


@pytest.mark.parametrize("role", ["demandeur", "conjoint"])
def test_a_child_asks_for_nobody(role: str) -> None:
    people = [{"role": "demandeur", "naissance": date(1990, 1, 1)}, {"role": "conjoint", "naissance": date(1990, 1, 1)}]
    child = next(one for one in people if one["role"] == role)
    child["naissance"] = date(2010, 11, 2)

    with pytest.raises(PlanirError, match=rf"naissance : un {role} a 16 ans au moins"):
        household({"personnes": people}, AU, reference_months(AU, PARAMETERS))

    child["naissance"] = date(2010, 11, 1)
    assert household({"personnes": people}, AU, reference_months(AU, PARAMETERS)).names
