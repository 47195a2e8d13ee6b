"""Rights of other bodies: what is never asked, what the simulator says of plain cases, and how it fails."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from planir.cli.app import run
from planir.engine.errors import PlanirError
from planir.rights.elsewhere import Answer, elsewhere, months_before, question, warm_up
from planir.rights.household_file import Household, household
from planir.simulator.process import Simulator, simulator_python

AU = date(2026, 10, 15)
APPLICANT = "{role: demandeur, naissance: 1990-01-01, ressources: aucune}"
ALONE = "personnes: [{{role: demandeur, naissance: {birth}, ressources: {incomes}}}]"


def told(text: str) -> Household:
    return household(yaml.safe_load(text), AU, months_before(AU))


def alone(birth: str, incomes: str) -> Household:
    return told(ALONE.format(birth=birth, incomes=incomes))


def outcomes(answers: tuple[Answer, ...]) -> dict[str, str]:
    return {one.right.code: one.outcome for one in answers}


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    try:
        simulator_python()
    except PlanirError as error:
        if "CI" not in os.environ:
            pytest.skip(error.sentence)
        raise
    with Simulator(warm_up(AU)) as running:
        yield running


def never(_: Mapping[str, Any]) -> Mapping[str, float]:
    raise AssertionError("a household whose resources are not known is not asked about")


@pytest.mark.parametrize(
    "text",
    [
        "personnes: [{role: demandeur, naissance: 1990-01-01}]",
        "personnes: [{role: demandeur, naissance: 1990-01-01, ressources: {salaire: 900}}]",
        f"personnes: [{APPLICANT}, {{role: conjoint, naissance: 1990-01-01}}]",
        f"personnes: [{APPLICANT}, {{role: enfant, naissance: 2010-10-15}}]",
    ],
)
def test_nothing_is_asked_when_a_resource_is_not_known(text: str) -> None:
    answers = elsewhere(told(text), AU, never)

    assert set(outcomes(answers).values()) == {"inconnu"}
    assert all(str(one.why).startswith("toutes les ressources de ") for one in answers)


def test_what_is_received_already_is_said_so_even_when_the_rest_is_not_known() -> None:
    text = "personnes: [{role: demandeur, naissance: 1990-01-01, allocations: [{type: rsa, depuis: 2026-01-01}]}]"

    assert outcomes(elsewhere(told(text), AU, never)) == {"rsa": "deja_percu", "ppa": "inconnu", "aspa": "inconnu"}


@pytest.mark.parametrize(
    ("birth", "incomes", "expected"),
    [
        ("1990-01-01", "aucune", {"rsa": "probable", "ppa": "peu_probable", "aspa": "peu_probable"}),
        ("1990-01-01", "{salaire: 900, autres: aucune}", {"rsa": "peu_probable", "ppa": "probable"}),
        ("1990-01-01", "{salaire: 2500, autres: aucune}", {"rsa": "peu_probable", "ppa": "peu_probable"}),
        ("1955-01-01", "{pension_retraite: 500, autres: aucune}", {"aspa": "probable"}),
        ("1955-01-01", "{pension_retraite: 900, autres: aucune}", {"aspa": "incertain"}),
        ("1955-01-01", "{pension_retraite: 1500, autres: aucune}", {"aspa": "peu_probable"}),
        ("2003-01-01", "aucune", {"rsa": "incertain", "ppa": "peu_probable"}),
    ],
)
def test_plain_households_have_plain_answers(
    simulator: Simulator, birth: str, incomes: str, expected: dict[str, str]
) -> None:
    found = outcomes(elsewhere(alone(birth, incomes), AU, simulator.ask))

    assert {code: found[code] for code in expected} == expected


def test_a_child_opens_the_rsa_of_a_young_mother(simulator: Simulator) -> None:
    child = "{role: enfant, naissance: 2026-01-01}"
    text = f"personnes: [{{role: demandeur, naissance: 2004-01-01, ressources: aucune}}, {child}]"

    assert outcomes(elsewhere(told(text), AU, simulator.ask))["rsa"] == "probable"


def test_more_income_never_makes_a_right_more_probable(simulator: Simulator) -> None:
    for nature, right in (("salaire", "rsa"), ("pension_retraite", "aspa")):
        birth = "1990-01-01" if right == "rsa" else "1955-01-01"
        amounts = [
            simulator.ask(question(alone(birth, f"{{{nature}: {income}, autres: aucune}}"), AU, 1.0))[right]
            for income in (0, 200, 500, 900, 1500)
        ]
        assert amounts == sorted(amounts, reverse=True)


def test_a_household_that_cannot_be_computed_stops_nothing(simulator: Simulator) -> None:
    with pytest.raises(PlanirError) as refused:
        simulator.ask({**warm_up(AU), "housing": "palais"})
    assert refused.value.code == "simulateur_en_echec"
    assert simulator.ask(warm_up(AU))["rsa"] > 0


def _python(tmp_path: Path, body: str) -> str:
    path = tmp_path / "python"
    path.write_text(f"#!{sys.executable}\n{body}\n")
    path.chmod(0o700)
    return str(path)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("import time; time.sleep(30)", "simulateur_lent"),
        ("raise SystemExit(1)", "simulateur_arrete"),
        ("input(); print('ready', flush=True); input(); print('{', flush=True)", "simulateur_arrete"),
        ("input(); print('ready', flush=True); import time; time.sleep(30)", "simulateur_lent"),
    ],
)
def test_a_simulator_that_fails_says_so_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, code: str
) -> None:
    monkeypatch.setenv("PLANIR_SIMULATEUR", _python(tmp_path, body))
    with pytest.raises(PlanirError) as refused, Simulator(warm_up(AU), ready=2, limit=1) as running:
        running.ask(warm_up(AU))
    assert refused.value.code == code


def test_without_a_simulator_the_command_says_how_to_have_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PLANIR_SIMULATEUR", str(tmp_path / "absent"))
    path = tmp_path / "foyer.yaml"
    path.write_text(ALONE.format(birth="1990-01-01", incomes="aucune"))

    assert run(["law", "elsewhere", str(path), "--au", "2026-10-15"]) == 2
    assert "make simulateur" in capsys.readouterr().err


@pytest.mark.usefixtures("simulator")
def test_the_command_promises_no_amount(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "foyer.yaml"
    path.write_text(ALONE.format(birth="1990-01-01", incomes="aucune"))

    assert run(["law", "elsewhere", str(path), "--au", "2026-10-15"]) == 0
    said = capsys.readouterr().out
    assert "Revenu de solidarité active (RSA) : probable, à confirmer par la CAF." in " ".join(said.split())
    assert "€" not in said
    assert run(["law", "elsewhere", str(path), "--au", "2026-10-15", "--json"]) == 0
    answers = json.loads(capsys.readouterr().out)["droits"]
    assert [one["reponse"] for one in answers] == ["probable", "peu_probable", "peu_probable"]
