"""The commands as they are typed: what is printed, what is written, and one sentence for every fault."""

from __future__ import annotations

import csv
import json
import re
import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from detection.conftest import PEOPLE
from planir.cli.app import run
from small_fund import write_fund

Typed = Callable[..., tuple[int, str, str]]

NIR = "180017512345660"


@pytest.fixture
def typed(capsys: pytest.CaptureFixture[str]) -> Typed:
    """Run one command line; its exit code, what it printed, what it complained of."""

    def execute(*arguments: object) -> tuple[int, str, str]:
        code = run([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return execute


@pytest.fixture
def fund(tmp_path: Path) -> Path:
    folder = tmp_path / "caisse"
    write_fund(folder, PEOPLE)
    return folder


def test_a_night_is_a_table_by_risk(fund: Path, typed: Typed) -> None:
    code, out, _ = typed("detect", fund, "--au", "2026-11-01")

    assert code == 0
    assert "NON-RECOURS" in out
    assert re.search(r"medecin_traitant\s+2\s+2\s+0", out)
    assert "réservé au service médical" in out


def test_a_night_says_which_night_it_is_compared_with_and_why_situations_closed(tmp_path: Path, typed: Typed) -> None:
    people = [
        {**row, **({"date_deces": date(2026, 10, 30)} if row["assure"] == "ana" else {})} for row in PEOPLE["assure"]
    ]
    write_fund(tmp_path, {**PEOPLE, "assure": people})

    first = typed("detect", tmp_path, "--au", "2026-10-25", "--programme", "medecin_traitant")[1]
    second = typed("detect", tmp_path, "--au", "2026-10-28", "--programme", "jeunes_16_25")[1]
    both = ("--programme", "medecin_traitant", "--programme", "jeunes_16_25", "--programme", "seniors")
    _, third, _ = typed("detect", tmp_path, "--au", "2026-11-01", *both)
    record = json.loads(typed("detect", tmp_path, "--au", "2026-11-01", *both, "--json")[1])

    assert "Première nuit : rien à comparer." in first
    assert "Première nuit : rien à comparer." in second
    said = " ".join(third.split())
    assert "nuit du 25/10/2026" in said or "celle du 25/10/2026" in said
    assert "28/10/2026" in said
    assert "première nuit pour un programme." in said
    assert "Situations closes : 2 (décès ou départ : 2)." in said
    assert {one["code"]: one["compare_au"] for one in record["programmes"]} == {
        "medecin_traitant": "2026-10-25",
        "jeunes_16_25": "2026-10-28",
        "seniors": None,
    }


def test_json_is_the_documented_record(fund: Path, typed: Typed) -> None:
    _, out, _ = typed("detect", fund, "--au", "2026-11-01", "--json")

    record = json.loads(out)
    assert record["au"] == record["connu_au"] == "2026-11-01"
    assert record["duree_s"] >= 0
    statuses = {programme["statut"] for programme in record["programmes"]}
    assert statuses <= {"examine", "non_examine", "reserve"}
    one = next(programme for programme in record["programmes"] if programme["code"] == "medecin_traitant")
    assert {"code", "risque", "statut", "situations", "nouvelles", "closes", "attrition"} <= set(one)
    assert [step["personnes"] for step in one["attrition"]] == [3, 3, 2, 2]


@pytest.mark.parametrize("ending", ["csv", "parquet", "xlsx"])
def test_situations_are_written_to_a_file_for_its_owner_only(
    fund: Path, typed: Typed, tmp_path: Path, ending: str
) -> None:
    output = tmp_path / f"situations.{ending}"

    code, _, _ = typed("detect", fund, "--au", "2026-11-01", "--output", output)

    assert code == 0
    assert stat.S_IMODE(output.stat().st_mode) == 0o600
    if ending == "csv":
        with output.open(encoding="utf-8-sig") as stream:
            rows = list(csv.DictReader(stream, delimiter=";"))
        assert {row["assure"] for row in rows if row["programme"] == "medecin_traitant"} == {"ana", "mia"}
    if ending == "parquet":
        assert pq.read_table(output).num_rows > 2
    assert list(tmp_path.glob(".situations*")) == []


def test_a_text_that_a_spreadsheet_would_run_is_made_harmless(tmp_path: Path, typed: Typed) -> None:
    folder, output = tmp_path / "caisse", tmp_path / "situations.csv"
    formula = '=cmd|"/c calc"!A1'
    soins = [{**row, "assure": formula} for row in PEOPLE["soin"] if row["assure"] == "ana"]
    write_fund(folder, {"assure": [{"assure": formula, "date_naissance": date(2000, 1, 1)}], "soin": soins})

    typed("detect", folder, "--au", "2026-11-01", "--programme", "medecin_traitant", "--output", output)

    with output.open(encoding="utf-8-sig") as stream:
        assert next(csv.DictReader(stream, delimiter=";"))["assure"] == "'" + formula


def test_one_person_is_explained_and_the_look_is_logged(fund: Path, typed: Typed) -> None:
    code, out, _ = typed("explain", fund, "ana", "--au", "01/11/2026")

    assert code == 0
    assert "22,40" in out
    assert (fund / "journal" / "consultations.jsonl").read_text().count("explain") == 1


def test_a_deadline_says_what_it_is_the_day_of(fund: Path, typed: Typed) -> None:
    _, out, _ = typed("explain", fund, "leo", "--au", "2026-11-01")
    record = json.loads(typed("explain", fund, "leo", "--au", "2026-11-01", "--json")[1])

    said = "dernier jour pour demander le renouvellement, ou dernier jour du droit."
    assert f"Échéance : 31/12/2026, {said}" in " ".join(out.split())
    meanings = {one["code"]: one["sens_echeance"] for one in record["programmes"]}
    assert meanings["renouvellement_c2s"] == "Dernier jour pour demander le renouvellement, ou dernier jour du droit"
    assert meanings["medecin_traitant"] is None


def test_an_answer_of_many_columns_is_read_row_by_row(fund: Path, typed: Typed) -> None:
    _, out, _ = typed("sql", fund, "SELECT * FROM assure", "--lignes", "1", "--au", "2026-11-01")

    assert re.search(r"^date_naissance +[0-9]{2}/[0-9]{2}/[0-9]{4} *$", out, re.MULTILINE)
    assert "4 lignes, la première est montrée" in out


def test_a_step_is_never_shown_without_its_denial(fund: Path, typed: Typed) -> None:
    _, out, _ = typed("explain", fund, "tom", "--au", "2026-11-01")

    clauses = [line for line in out.splitlines() if "« " in line or "«\u00a0" in line]
    assert len(clauses) > 20
    assert all(line.strip().startswith("pas le cas : «") for line in clauses)


def test_a_death_is_the_first_thing_said_and_json_says_it_too(tmp_path: Path, typed: Typed) -> None:
    write_fund(tmp_path, {"assure": [{"assure": "ana", "date_deces": date(2026, 3, 12)}]})

    _, out, _ = typed("explain", tmp_path, "ana", "--au", "2026-11-01")
    record = json.loads(typed("explain", tmp_path, "ana", "--au", "2026-11-01", "--json")[1])

    said = "Cette personne est décédée le 12/03/2026 : aucun droit à repérer pour elle"
    assert " ".join(out.split()).index(said) < out.index("–")
    assert "pas le cas" not in out
    assert (record["presence"]["etat"], record["presence"]["date"]) == ("decedee", "2026-03-12")
    assert record["presence"]["phrase"].startswith(said)
    present = json.loads(typed("explain", tmp_path, "ana", "--au", "2026-03-11", "--json")[1])
    assert present["presence"] == {"etat": "presente", "date": None, "phrase": None}


def test_a_question_is_shown_in_french_and_written_as_it_is_in_csv(fund: Path, typed: Typed) -> None:
    question = (
        "SELECT assure, date_naissance, age * 1000 AS n, compte_ameli AS ameli FROM assure_au_jour WHERE age > 30"
    )

    shown, written = typed("sql", fund, question)[1], typed("sql", fund, question, "--csv")[1]

    assert re.search(r"leo\s+01/03/1980\s+46\u202f000\s+–", shown)
    assert shown.splitlines()[-1] == "2 lignes"
    assert "leo;1980-03-01;46000;" in written
    assert typed("sql", fund, "SELECT assure FROM assure_au_jour WHERE age > 200")[1] == "Aucune ligne.\n"


def test_the_catalogue_is_listed_shown_and_registered(typed: Typed) -> None:
    assert "medecin_traitant" in typed("programmes", "list")[1]
    shown = typed("programmes", "show", "medecin_traitant")[1]
    assert "n'a pas de médecin traitant déclaré" in shown
    register = json.loads(typed("programmes", "register", "--json")[1])
    sophia = next(row for row in register if row["code"] == "sophia")
    assert sophia["acces"] == "medical"
    assert "ald" in sophia["donnees"]["affection"]


def test_a_new_programme_passes_the_check_and_runs_at_once(fund: Path, typed: Typed, tmp_path: Path) -> None:
    own = tmp_path / "miens"

    assert typed("programmes", "new", "compte_ameli", "--dans", own)[0] == 0
    code, out, _ = typed("programmes", "check", own)
    assert (code, "✓ compte_ameli" in out) == (0, True)
    code, out, _ = typed(
        "detect", fund, "--au", "2026-11-01", "--programmes", own, "--programme", "compte_ameli", "--json"
    )
    assert json.loads(out)["programmes"][0]["statut"] == "examine"


def test_a_fault_in_a_programme_names_its_file_and_its_line(typed: Typed, tmp_path: Path) -> None:
    typed("programmes", "new", "compte_ameli", "--dans", tmp_path)
    rule = tmp_path / "compte_ameli" / "reperage.sql"
    rule.write_text(rule.read_text().replace("SELECT assure, age FROM", "SELECT assure, agee FROM"))

    code, out, _ = typed("programmes", "check", tmp_path)

    assert code == 2
    assert "compte_ameli/reperage.sql" in out
    assert "ligne 6" in out
    assert "agee" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["detect"], "Il manque"),
        (["detect", "FUND"], "Il manque"),
        (["detect", "FUND", "--au", "2026-13-01"], "n'est pas une date"),
        (["detect", "FUND", "--au", "hier"], "n'est pas une date"),
        (["detect", "FUND", "--au", "2026-11-01", "--programme", "medecin"], "n'existe pas"),
        (["detect", "FUND", "--au", "2026-11-01", "--acces", "tout"], "medical"),
        (["detect", "FUND", "--au", "2026-11-01", "--output", "x.doc"], ".xlsx"),
        (["detect", "FUND", "--au", "2026-11-01", "--output", "/nulle/part/x.csv"], "n'existe pas"),
        (["detect", "FUND", "--au", "2026-11-01", "--output", "INSIDE"], "est dans le dossier de la population"),
        (["detect", "FUND", "--au", "2026-11-01", "--inconnue"], "--inconnue"),
        (["detect", "NOTHING", "--au", "2026-11-01"], "n'est pas une population"),
        (["explain", "FUND", "personne", "--au", "2026-11-01"], "n'est pas dans la population"),
        (["sql", "FUND", "DROP TABLE assure"], "SELECT"),
        (["sql", "FUND", "SELECT nir FROM identite"], "identite"),
        (["programmes", "show", "rien"], "n'existe pas"),
        (["programmes", "new", "Mauvais Code"], "minuscules"),
        (["programmes", "new", "sophia"], "existe déjà"),
        (["programmes", "check", "NOTHING"], "dossier"),
        (["inconnue"], "--help"),
        (["population", "check", "NOTHING"], "n'est pas une population"),
    ],
)
def test_a_fault_is_one_french_sentence_and_exit_code_2(
    arguments: list[str], said: str, fund: Path, tmp_path: Path, typed: Typed
) -> None:
    places = {"FUND": str(fund), "NOTHING": str(tmp_path / "rien"), "INSIDE": str(fund / "versions" / "x.parquet")}

    code, out, err = typed(*(places.get(argument, argument) for argument in arguments))

    assert code == 2
    assert out == ""
    assert err.startswith("Erreur : ")
    assert said in err
    assert "Traceback" not in err
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("extraction.yaml", f"{NIR}: 2026-11-01"),
        ("extraction.yaml", f"assure: {NIR}"),
        ("extraction.csv", f"{NIR};2026-11-01"),
        (f"assure.{NIR}", "assure;sexe"),
        (f"ressource.csv.{NIR}.csv", "assure;sexe"),
    ],
)
def test_a_nir_in_an_extract_is_never_said(name: str, content: str, tmp_path: Path, typed: Typed) -> None:
    source = tmp_path / "extraits"
    source.mkdir()
    (source / "assure.csv").write_text("assure;sexe\nA1;F\n")
    (source / name).write_text(content)

    said = typed("population", "import", source, tmp_path / "caisse", "--format", "planir", "--connu-le", "2026-11-01")

    assert NIR not in "".join(map(str, said))
    assert "•••" in "".join(map(str, said)) or "la date de assure" in said[2]


@pytest.mark.parametrize(
    "arguments",
    [
        ["population", "import", "FUND", "FUND", "--format", NIR],
        ["detect", "FUND", "--au", "2026-11-01", "--programme", NIR],
        ["detect", "FUND", "--au", NIR],
        ["programmes", "show", NIR],
        ["explain", "FUND", NIR, "--au", "2026-11-01"],
        ["population", "check", f"/nulle/part/{NIR}"],
        [NIR],
    ],
)
def test_a_nir_that_was_typed_is_never_said(arguments: list[str], fund: Path, typed: Typed) -> None:
    code, *said = typed(*(str(fund) if argument == "FUND" else argument for argument in arguments))

    assert code == 2
    assert NIR not in "".join(said)


def test_a_nir_that_a_rule_returns_is_never_said(tmp_path: Path, typed: Typed) -> None:
    typed("programmes", "new", "essai", "--dans", tmp_path)
    rule = tmp_path / "essai" / "reperage.sql"
    text = rule.read_text(encoding="utf-8").replace("SELECT e.assure,", f"SELECT '{NIR}' AS assure,")
    rule.write_text(text, encoding="utf-8")

    code, said, _ = typed("programmes", "check", tmp_path / "essai")

    assert code == 2
    assert NIR not in said
    assert "assure •••" in said


@pytest.mark.parametrize(
    "command",
    [
        ["explain", "FUND", "ana", "--au", "2026-11-01", "--programmes"],
        ["detect", "FUND", "--au", "2026-11-01", "--programmes"],
        ["programmes", "list", "--programmes"],
        ["programmes", "check"],
    ],
)
def test_a_folder_without_any_programme_is_said_so(
    command: list[str], fund: Path, tmp_path: Path, typed: Typed
) -> None:
    (tmp_path / "documents" / "2026").mkdir(parents=True)
    (tmp_path / "documents" / "2026" / "notes.txt").write_text("rien")

    code, out, err = typed(*(fund if word == "FUND" else word for word in command), tmp_path / "documents")

    assert (code, out) == (2, "")
    assert "ne contient aucun programme" in err


def test_a_programme_that_is_not_finished_is_named_even_after_the_catalogue_was_read(
    tmp_path: Path, typed: Typed
) -> None:
    typed("programmes", "new", "essai", "--dans", tmp_path)
    (tmp_path / "brouillon").mkdir()
    typed("programmes", "list")

    code, _, err = typed("programmes", "list", "--programmes", tmp_path)

    assert code == 2
    assert "brouillon" in err


def test_a_damaged_population_is_said_so(fund: Path, typed: Typed) -> None:
    (fund / "population.json").write_text("{}")

    assert "abîmé" in typed("detect", fund, "--au", "2026-11-01")[2]


@pytest.mark.parametrize(
    "command", [[], ["detect"], ["population"], ["population", "import"], ["sql"], ["programmes", "new"]]
)
def test_the_help_is_in_french(command: list[str], typed: Typed) -> None:
    said = typed(*command, "--help")[1]

    assert "Affiche cette aide." in said
    for english in ("Show this message", "required", "default", "COMMAND [ARGS]"):
        assert english not in said


def test_a_night_after_the_extracts_says_how_old_they_are(typed: Typed, fund: Path) -> None:
    at_once = typed("detect", fund, "--au", "2026-11-01", "--programme", "medecin_traitant")[1]
    later = typed("detect", fund, "--au", "2026-11-11", "--programme", "medecin_traitant")[1]

    assert "avant le jour jugé" not in at_once
    assert "Extraits du 01/11/2026, 10 jours avant le jour jugé" in later


@pytest.mark.parametrize(
    "command",
    [("detect", "--au", "2026-11-01"), ("explain", "ana", "--au", "2026-11-01"), ("sql", "SELECT assure FROM assure")],
)
def test_the_knowledge_of_a_day_to_come_is_refused(fund: Path, typed: Typed, command: tuple[str, ...]) -> None:
    name, *rest = command
    code, _, complaint = typed(name, fund, *rest, "--connu-au", "2100-12-31")

    assert code == 2
    assert "Le 31/12/2100 n'est pas encore là" in complaint


def test_a_night_to_come_is_judged_with_what_is_known_today(
    fund: Path, typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planir.cli.options.today", lambda: date(2026, 11, 3))

    code, out, _ = typed("detect", fund, "--au", "2026-12-15", "--json")

    assert (code, json.loads(out)["connu_au"]) == (0, "2026-11-03")
