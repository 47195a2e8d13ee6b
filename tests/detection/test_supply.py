"""What is not known is said: a table that refines a rule may lack, one where a lack of rows decides may not."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from detection.conftest import PEOPLE
from planir.cli.app import run
from planir.detection.explain import explain
from planir.detection.passage import Passage, read
from planir.detection.run import detect
from planir.programmes.catalogue import Catalogue
from small_fund import Rows, write_fund

AU = date(2026, 11, 1)
CODE = "fin_indemnites_journalieres"
LEAVE: Rows = {
    "assure": [{"assure": "ida", "date_naissance": date(1980, 1, 1)}],
    "arret": [
        {
            "assure": "ida",
            "debut": date(2025, 11, 17),
            "fin": date(2026, 10, 25),
            "jours": 343,
            "risque": "maladie",
        }
    ],
}
BACK = {"assure": "ida", "type": "reprise_travail", "date_evenement": date(2026, 10, 28)}
SAID = "sans la table evenement : les reprises du travail ne sont pas connues"
SHOWN = "sans la table « Événement » (evenement) : les reprises du travail ne sont pas connues"


def night(fund: Path, catalogue: Catalogue, au: date = AU) -> Passage:
    return detect(fund, catalogue, au=au, codes=[CODE])


def test_a_table_that_refines_a_rule_may_lack_and_the_night_says_so(tmp_path: Path, catalogue: Catalogue) -> None:
    write_fund(tmp_path / "sans", LEAVE, without=["evenement"])
    write_fund(tmp_path / "avec", {**LEAVE, "evenement": [BACK]})

    (without,) = night(tmp_path / "sans", catalogue).programmes
    (with_it,) = night(tmp_path / "avec", catalogue).programmes

    assert (without.situations, with_it.situations) == (1, 0)
    assert [said[: len(SAID)] for said in without.not_known] == [SAID]
    assert with_it.not_known == ()


def test_the_record_keeps_what_was_not_known(tmp_path: Path, catalogue: Catalogue) -> None:
    write_fund(tmp_path, LEAVE, without=["evenement"])
    passage = night(tmp_path, catalogue)
    assert read(passage.folder).programmes == passage.programmes


def test_the_table_the_record_and_the_explanation_say_it(
    tmp_path: Path, catalogue: Catalogue, capsys: pytest.CaptureFixture[str]
) -> None:
    write_fund(tmp_path, LEAVE, without=["evenement"])
    asked = [str(tmp_path), "--au", "2026-11-01"]

    assert run(["detect", *asked, "--programme", CODE]) == 0
    assert f"{CODE}, {SHOWN}" in capsys.readouterr().out.replace("\u00a0", " ")
    assert run(["detect", *asked, "--programme", CODE, "--json"]) == 0
    (record,) = json.loads(capsys.readouterr().out)["programmes"]
    assert record["non_connu"][0].startswith(SAID)
    assert run(["explain", str(tmp_path), "ida", "--au", "2026-11-01"]) == 0
    assert SHOWN in " ".join(capsys.readouterr().out.split())
    verdict = next(one for one in explain(tmp_path, catalogue, "ida", au=AU).verdicts if one.code == CODE)
    assert (verdict.outcome, verdict.not_known[0][: len(SAID)]) == ("concerne", SAID)


def test_a_table_at_last_supplied_is_a_change_of_rule(tmp_path: Path, catalogue: Catalogue) -> None:
    write_fund(tmp_path / "sans", LEAVE, without=["evenement"])
    write_fund(tmp_path / "avec", LEAVE)
    versions = {night(tmp_path / name, catalogue).programmes[0].version for name in ("sans", "avec")}
    assert len(versions) == 2


@pytest.mark.parametrize(
    ("empty", "code", "status"),
    [
        ("soin", "medecin_traitant", "non_examine"),
        ("arret", CODE, "non_examine"),
        ("demande", "renouvellement_c2s", "non_examine"),
        ("creance", "indu_notifie", "examine"),
        ("foyer", "renouvellement_c2s", "examine"),
    ],
)
def test_an_empty_table_is_known_unless_a_history_is_asked_of_it(
    tmp_path: Path, catalogue: Catalogue, empty: str, code: str, status: str
) -> None:
    write_fund(tmp_path, {**PEOPLE, empty: ()})
    (result,) = detect(tmp_path, catalogue, au=AU, codes=[code]).programmes
    assert result.status == status
    if status == "non_examine":
        assert result.reason == f"{empty} (aucune ligne : rien ne dit quelle période elle couvre)"
