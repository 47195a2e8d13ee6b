"""What fails is said and stops nothing else: a rule, its result, a table, a key (decision 0008)."""

from __future__ import annotations

import json
import os
import pwd
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from detection.conftest import PEOPLE
from detection.locked_fund import lock_up
from planir.detection.explain import explain
from planir.detection.output import write_output
from planir.detection.passage import Passage, ProgrammeResult
from planir.detection.query import ask
from planir.detection.run import detect
from planir.engine.errors import PlanirError
from planir.programmes.catalogue import Catalogue
from small_fund import write_fund

AU = date(2026, 11, 1)
CODE = "medecin_traitant"
NAMES_A_PERSON = "CAST(concat(assure, ' quatre') AS INTEGER)"
ENDLESS = "(SELECT sum(a.range * b.range) FROM range(10000000) AS a, range(10000000) AS b)"


def with_programme(catalogue: Catalogue, **change: Any) -> Catalogue:
    """The catalogue with its programme `medecin_traitant` changed."""
    changed = replace(catalogue.programmes[CODE], **change)
    return replace(catalogue, programmes={**catalogue.programmes, CODE: changed})


def with_last_query(catalogue: Catalogue, sql: str) -> Catalogue:
    """The last step of `medecin_traitant` wrapped: `sql` reads it as `{rule}`."""
    queries = catalogue.programmes[CODE].queries
    last = replace(queries[-1], sql=sql.format(rule=f"({queries[-1].sql})"))
    return with_programme(catalogue, queries=(*queries[:-1], last), version="fautive")


def result(passage: Passage, code: str = CODE) -> ProgrammeResult:
    return next(one for one in passage.programmes if one.code == code)


@pytest.mark.parametrize(
    ("last_query", "reason"),
    [
        (f"SELECT * FROM {{rule}} WHERE {NAMES_A_PERSON} > 0", "s'arrête sur une erreur"),
        ("SELECT * FROM {rule} UNION ALL SELECT * FROM {rule}", "deux lignes"),
    ],
)
def test_a_rule_at_fault_is_not_examined_and_the_others_go_on(
    fund: Path, catalogue: Catalogue, last_query: str, reason: str
) -> None:
    faulty = with_last_query(catalogue, last_query)

    night = detect(fund, faulty, au=AU)
    desk = {one.code: one for one in explain(fund, faulty, "ana", au=AU).verdicts}

    said = result(night)
    assert (said.status, said.situations) == ("non_examine", 0)
    assert said.reason is not None
    assert reason in said.reason
    assert (desk[CODE].outcome, desk[CODE].reason) == ("non_examine", said.reason)
    assert result(night, "renouvellement_c2s").situations == 1


def test_a_rule_whose_steps_gain_people_finds_nobody_and_says_so(fund: Path, catalogue: Catalogue) -> None:
    columns = catalogue.programmes[CODE].columns
    known = {"assure": "p.assure", "objet": "'plus'"}
    everybody = ", ".join(f"{known.get(name, 'NULL')} AS {name}" for name in columns)
    growing = with_last_query(catalogue, f"SELECT * FROM {{rule}} UNION ALL SELECT {everybody} FROM assure AS p")

    night = detect(fund, growing, au=AU)

    assert result(night).reason == (
        "une étape de sa règle garde plus de personnes que l'étape d'avant : lancez « planir programmes check »"
    )
    assert (result(night).situations, result(night).steps) == (0, ())
    assert result(night, "renouvellement_c2s").situations == 1


@pytest.mark.parametrize(
    ("column", "written", "reason"),
    [
        ("assure", "concat('X', s.assure)", "une personne qui n'est pas dans la population"),
        ("echeance", "DATE '92026-11-01'", "une échéance impossible"),
    ],
)
def test_a_rule_that_gives_nobody_or_no_day_is_set_aside(
    fund: Path, catalogue: Catalogue, column: str, written: str, reason: str
) -> None:
    columns = catalogue.programmes[CODE].columns
    given = ", ".join(f"{written if name == column else f's.{name}'} AS {name}" for name in columns)

    night = detect(fund, with_last_query(catalogue, f"SELECT {given} FROM {{rule}} AS s"), au=AU)

    said = result(night)
    assert (said.status, said.situations) == ("non_examine", 0)
    assert reason in str(said.reason)


def test_a_result_that_fails_makes_its_programme_not_examined(fund: Path, catalogue: Catalogue) -> None:
    detect(fund, catalogue, au=AU)
    faulty = with_programme(
        catalogue, outcome_sql="SELECT assure, '' AS objet, CAST(assure AS DATE) AS obtenu_le FROM assure"
    )
    write_fund(fund, {**PEOPLE, "soin": PEOPLE["soin"][:2]}, known=date(2026, 11, 8))

    night = detect(fund, faulty, au=date(2026, 11, 8))

    assert result(night).reason == "son résultat s'arrête sur une erreur : lancez « planir programmes check »"
    assert (result(night).situations, result(night).closed, result(night).before) == (0, {}, None)
    assert result(night, "renouvellement_c2s").status == "examine"


def test_a_rule_that_lasts_too_long_is_interrupted(fund: Path, catalogue: Catalogue) -> None:
    endless = with_last_query(catalogue, f"SELECT * FROM {{rule}} WHERE {ENDLESS} > 0")

    night = detect(fund, endless, au=AU, codes=[CODE], rule_seconds=0.5)

    assert result(night).reason == "sa règle dure plus de deux minutes"


def test_a_night_in_which_a_rule_failed_is_computed_anew(fund: Path, catalogue: Catalogue) -> None:
    version = catalogue.programmes[CODE].version
    faulty = with_last_query(catalogue, f"SELECT * FROM {{rule}} WHERE {NAMES_A_PERSON} > 0")
    same_version = with_programme(faulty, version=version)
    failed = detect(fund, same_version, au=AU)

    again = detect(fund, catalogue, au=AU)

    assert failed.key == again.key
    assert result(again).status == "examine"


def test_without_the_table_of_persons_there_is_one_sentence(tmp_path: Path, catalogue: Catalogue) -> None:
    write_fund(tmp_path, PEOPLE, without=["assure"])

    for refused in (
        lambda: detect(tmp_path, catalogue, au=AU),
        lambda: explain(tmp_path, catalogue, "ana", au=AU),
        lambda: ask(tmp_path, "SELECT count(*) AS n FROM soin", au=AU, connu_au=AU, access=()),
    ):
        with pytest.raises(PlanirError) as error:
            refused()
        assert error.value.code == "assure_absente"


def test_a_day_before_anything_was_known_is_refused_everywhere(tmp_path: Path, catalogue: Catalogue) -> None:
    write_fund(tmp_path, PEOPLE, known_from=date(2026, 10, 1))
    before = date(2026, 9, 30)

    with pytest.raises(PlanirError, match="Rien n'était connu"):
        explain(tmp_path, catalogue, "ana", au=AU, connu_au=before)
    with pytest.raises(PlanirError, match="Rien n'était connu"):
        ask(tmp_path, "SELECT count(*) AS n FROM assure", au=AU, connu_au=before, access=())


@pytest.mark.parametrize("table", ["assure", "soin"])
def test_a_damaged_table_is_named_and_no_value_quoted(fund: Path, catalogue: Catalogue, table: str) -> None:
    path = next((fund / "versions").iterdir()) / f"{table}.parquet"
    path.write_bytes(path.read_bytes()[:-20])

    for read in (lambda: detect(fund, catalogue, au=AU), lambda: explain(fund, catalogue, "ana", au=AU)):
        with pytest.raises(PlanirError, match=rf"{table}\.parquet.*planir population check") as error:
            read()
        assert error.value.code == "population_illisible"


def test_a_person_whom_no_programme_can_judge_is_still_answered(fund: Path, catalogue: Catalogue) -> None:
    none = replace(catalogue, programmes={})

    assert explain(fund, none, "ana", au=AU).extracted == AU


def test_a_question_that_lasts_too_long_is_interrupted(fund: Path) -> None:
    joined = " ".join(f"JOIN assure AS a{n} ON a{n}.provenance = a{n - 1}.provenance" for n in range(1, 20))
    with pytest.raises(PlanirError, match="plus d'une minute"):
        ask(
            fund, f"SELECT count(a0.assure) AS n FROM assure AS a0 {joined}", au=AU, connu_au=AU, access=(), seconds=0.3
        )


def test_an_extract_too_old_for_the_day_judged_is_not_examined(fund: Path, catalogue: Catalogue) -> None:
    ninety_two, one_more = date(2027, 2, 1), date(2027, 2, 2)

    assert result(detect(fund, catalogue, au=ninety_two, codes=[CODE])).status == "examine"
    reason = result(detect(fund, catalogue, au=one_more, codes=[CODE])).reason
    assert reason is not None
    assert "(extrait du 01/11/2026, trop ancien pour le 02/02/2027)" in reason


def test_what_a_dead_run_left_is_removed_by_the_next(fund: Path, catalogue: Catalogue) -> None:
    dead, living = fund / "passages" / ".en-cours-mort", fund / "passages" / ".en-cours-vivant"
    dead.mkdir(parents=True)
    living.mkdir()
    two_hours_ago = time.time() - 7200
    os.utime(dead, (two_hours_ago, two_hours_ago))

    detect(fund, catalogue, au=AU, codes=[CODE])

    assert (dead.exists(), living.exists()) == (False, True)


def looks(fund: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (fund / "journal" / "consultations.jsonl").read_text().splitlines()]


def test_a_look_is_signed_by_the_account_whatever_the_environment_says(
    fund: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "quelqu_un_d_autre")

    explain(fund, catalogue, "ana", au=AU, logged=True)

    (look,) = looks(fund)
    assert (look["assure"], look["connu_au"]) == ("ana", "2026-11-01")
    assert look["qui"] == pwd.getpwuid(os.getuid()).pw_name


def test_the_search_for_someone_unknown_is_logged_without_what_was_typed(fund: Path, catalogue: Catalogue) -> None:
    with pytest.raises(PlanirError):
        explain(fund, catalogue, "295109912611193", au=AU, logged=True)

    assert [look["assure"] for look in looks(fund)] == [None]
    assert "295109912611193" not in (fund / "journal" / "consultations.jsonl").read_text()


def test_situations_written_out_are_a_look(fund: Path, catalogue: Catalogue, tmp_path: Path) -> None:
    night = detect(fund, catalogue, au=AU, codes=[CODE])

    write_output(night, tmp_path / "situations.csv")

    assert [(look["commande"], look["passage"]) for look in looks(fund)] == [("detect --output", night.key)]


def test_a_real_fund_keeps_its_medical_situations_under_their_key(
    fund: Path, catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANIR_CLES", str(tmp_path / "cles"))
    lock_up(fund)

    night = detect(fund, catalogue, au=AU, access=["medical"])

    assert result(night, "sophia").status == "examine"
    with pytest.raises((OSError, pa.ArrowException)):
        pq.read_table(night.folder / "situations_medical.parquet")
    assert pq.read_table(night.folder / "situations.parquet").num_rows > 0


def test_a_question_without_the_key_is_refused_before_any_look(
    fund: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANIR_CLES", str(tmp_path / "cles"))
    lock_up(fund)
    (tmp_path / "cles" / "medical.cle").unlink()

    with pytest.raises(PlanirError) as error:
        ask(fund, "SELECT count(*) AS n FROM affection", au=AU, connu_au=AU, access=("medical",))

    assert error.value.code == "cle_absente"
    assert not (fund / "journal").exists()


def test_the_demonstration_refuses_a_real_population(
    fund: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from planir.cli.demo import demo

    monkeypatch.setenv("PLANIR_CLES", str(tmp_path / "cles"))
    lock_up(fund)

    with pytest.raises(PlanirError) as error:
        demo(fund, persons=100, seed=1)
    assert error.value.code == "population_reelle"
