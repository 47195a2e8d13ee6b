"""Whatever the data and the sheets hold, and whatever reads the output: text, and never a traceback."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from rich.padding import Padding
from rich.text import Text

from detection.conftest import PEOPLE
from planir.cli.app import run
from planir.cli.terminal import open_console
from planir.programmes.skeleton import create
from small_fund import write_fund

Typed = Callable[..., tuple[int, str, str]]
ESCAPE, CSI, REVERSED = "\x1b[31m", "\x9b31m", "\u202e"


@pytest.fixture
def typed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Typed:
    monkeypatch.setenv("COLUMNS", "200")

    def execute(*arguments: object) -> tuple[int, str, str]:
        code = run([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return execute


def fund_of(tmp_path: Path, person: str) -> Path:
    """A fund whose every « ana » bears this identifier."""
    rows = {
        table: [{**row, "assure": person} if row["assure"] == "ana" else row for row in content]
        for table, content in PEOPLE.items()
    }
    folder = tmp_path / "caisse"
    write_fund(folder, rows)
    return folder


def no_command(text: str) -> bool:
    return not any(mark in text for mark in "\x1b\x07\x9b\u202e\x00\r")


@pytest.mark.parametrize("person", [f"a{ESCAPE}b", f"a{CSI}b", f"a{REVERSED}b", "a\x07b", "a\rb"])
@pytest.mark.parametrize("form", [[], ["--csv"]])
def test_a_value_of_the_data_drives_no_terminal(tmp_path: Path, typed: Typed, person: str, form: list[str]) -> None:
    fund = fund_of(tmp_path, person)

    code, out, _ = typed("sql", fund, "SELECT assure FROM assure_au_jour", "--au", "2026-11-01", *form)

    assert code == 0
    assert no_command(out)
    assert "\ufffd" in out or person == "a\rb"


@pytest.mark.parametrize("person", [f"a{ESCAPE}b", f"a{CSI}b", "[/x]", "[red]a"])
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_an_explanation_shows_the_identifier_as_it_is_and_drives_no_terminal(
    tmp_path: Path, typed: Typed, person: str, form: list[str]
) -> None:
    code, out, _ = typed("explain", fund_of(tmp_path, person), person, "--au", "2026-11-01", *form)

    assert code == 0
    assert no_command(out)
    if form:
        assert json.loads(out)["assure"] == person
    if "[" in person and no_command(person):
        assert person in out


def with_title(tmp_path: Path, title: str) -> Path:
    own = tmp_path / "miens"
    sheet = create(own, "essai") / "fiche.yaml"
    lines = sheet.read_text(encoding="utf-8").splitlines()
    sheet.write_text(
        "\n".join(f"titre: {json.dumps(title)}" if line.startswith("titre:") else line for line in lines),
        encoding="utf-8",
    )
    return own


@pytest.mark.parametrize("title", ["[bold]x[/nope]", "[red]rouge", ":warning: attention"])
def test_a_title_is_never_markup(tmp_path: Path, typed: Typed, title: str) -> None:
    own, fund = with_title(tmp_path, title), fund_of(tmp_path, "ana")

    for command in (
        ["programmes", "list", "--programmes", own],
        ["programmes", "show", "essai", "--programmes", own],
        ["explain", fund, "ana", "--au", "2060-11-01", "--programmes", own],
        ["detect", fund, "--au", "2026-11-01", "--programmes", own],
    ):
        code, out, _ = typed(*command)
        assert code == 0
        assert title in out or command[0] in {"explain", "detect"}


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("fiche.yaml", "titre: ", 'titre: "\\e[31m" # '),
        ("reperage.sql", "-- étape : ", "-- étape : \x1b[31m"),
        ("exemples.yaml", "- nom: ", '- nom: "\\x9b31m" # '),
        ("exemples.yaml", "- nom: ", '- nom: "\\u202e" # '),
    ],
)
def test_the_check_refuses_control_characters(tmp_path: Path, typed: Typed, name: str, old: str, new: str) -> None:
    path = create(tmp_path / "miens", "essai") / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    code, out, _ = typed("programmes", "check", path.parent)

    assert code == 2
    assert name in out
    assert "caractères de commande" in out
    assert no_command(out)


def test_a_path_is_printed_as_text(tmp_path: Path, typed: Typed) -> None:
    folder = tmp_path / f"[/x]{ESCAPE}"
    folder.mkdir(parents=True)
    write_fund(folder / "caisse", PEOPLE)

    code, out, _ = typed("detect", folder / "caisse", "--au", "2026-11-01", "--output", folder / "situations.csv")
    assert (code, "[/x]" in out, no_command(out)) == (0, True, True)

    code, _, err = typed("detect", folder, "--au", "2026-11-01")
    assert (code, "[/x]" in err, no_command(err)) == (2, True, True)


def test_a_csv_of_an_answer_runs_nothing_in_a_spreadsheet(tmp_path: Path, typed: Typed) -> None:
    fund = fund_of(tmp_path, "=1+1")
    question = "SELECT assure, hors_parcours FROM soin WHERE assure = '=1+1' AND date_soin = DATE '2026-09-10'"

    _, out, _ = typed("sql", fund, question, "--au", "2026-11-01", "--csv")

    assert list(csv.reader(io.StringIO(out), delimiter=";")) == [["assure", "hors_parcours"], ["'=1+1", "true"]]


def test_a_yes_is_said_oui_and_a_no_non(tmp_path: Path, typed: Typed) -> None:
    question = "SELECT DISTINCT hors_parcours FROM soin"

    _, out, _ = typed("sql", fund_of(tmp_path, "ana"), question, "--au", "2026-11-01")

    assert {line.strip() for line in out.splitlines()[:3]} == {"hors_parcours", "non", "oui"}


def process(arguments: list[str], shell: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    words = " ".join(f"'{word}'" for word in [sys.executable, "-m", "planir", *arguments])
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", f"{words} {shell}"],
        capture_output=True,
        text=True,
        errors="replace",
        env={**os.environ, **variables},
    )


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_whatever_the_encoding_of_the_terminal_the_output_is_read(
    tmp_path: Path, encoding: str, form: list[str]
) -> None:
    fund = str(fund_of(tmp_path, "ana"))
    for command in (["detect", fund], ["explain", fund, "ana"]):
        done = process([*command, "--au", "2026-11-01", *form], PYTHONIOENCODING=encoding)
        assert (done.returncode, done.stderr) == (0, "")
        if form:
            assert json.loads(done.stdout.encode("utf-8"))
        elif encoding == "ascii":
            assert "medecin traitant" in done.stdout.replace("_", " ")
    refused = process(["detect", fund, "--au", "hier"], PYTHONIOENCODING=encoding)
    assert refused.returncode == 2
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    "command", [["explain", "FUND", "ana", "--au", "2026-11-01"], ["programmes", "list"], ["programmes", "register"]]
)
@pytest.mark.parametrize("form", ["", "--json"])
def test_whoever_stops_reading_gets_no_complaint(tmp_path: Path, command: list[str], form: str) -> None:
    if form and command[1] == "list":
        form = "--help"
    fund = str(fund_of(tmp_path, "ana"))
    arguments = [fund if word == "FUND" else word for word in command]

    done = process([*arguments, *([form] if form else [])], "| true")

    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


@pytest.mark.parametrize("closed", [">&-", ">&- 2>&-"])
def test_an_output_closed_before_the_start_is_no_fault(tmp_path: Path, closed: str) -> None:
    done = process(["explain", str(fund_of(tmp_path, "ana")), "ana", "--au", "2026-11-01", "--json"], closed)

    assert (done.returncode, done.stderr) == (0, "")


def test_an_identifier_that_is_no_text_is_unknown(tmp_path: Path, typed: Typed) -> None:
    write_fund(tmp_path / "caisse", {**PEOPLE, "assure": [{"assure": "ana", "date_naissance": date(2005, 5, 2)}]})

    code, _, err = typed("explain", tmp_path / "caisse", os.fsdecode(b"\xff"), "--au", "2026-11-01")

    assert code == 2
    assert "n'est pas dans la population" in err


@pytest.mark.parametrize("width", range(24, 60))
def test_a_line_never_ends_at_a_space_that_french_forbids_to_break(
    width: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    sentence = "Il faut 600\u00a0heures, ou 24\u202f116,40\u00a0€ de salaires\u00a0: «\u00a0non\u00a0» au 1er\u00a0mai."
    open_console().print(sentence)
    open_console().print(Padding(Text(sentence), (0, 0, 0, 2)))
    for line in capsys.readouterr().out.splitlines():
        assert line.rstrip(" ") == line.rstrip()
        assert not line.strip().startswith(("€", "»", ":", "116", "heures"))
