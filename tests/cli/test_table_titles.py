"""A table on a screen bears its title; its name, which a command takes, is told once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from detection.conftest import PEOPLE
from planir.cli.app import run
from planir.cli.table_titles import TableTitles
from small_fund import write_fund


@pytest.mark.parametrize(
    ("reason", "shown"),
    [
        ("soin", "« Soin remboursé » (soin)"),
        ("coordonnee, evenement", "« Moyen de joindre la personne » (coordonnee), « Événement » (evenement)"),
        (
            "arret (36 mois d'historique demandés, données depuis le 01/11/2024)",
            "« Jours d'arrêt indemnisés » (arret ; 36 mois d'historique demandés, données depuis le 01/11/2024)",
        ),
        (
            "allocation (aah, ass), foyer",
            "« Allocation ou pension » (allocation ; aah, ass), « Membre d'un foyer » (foyer)",
        ),
        ("réservé au service médical", "réservé au service médical"),
        (
            "La valeur du paramètre « soin, arret » n'est plus sûre.",
            "La valeur du paramètre « soin, arret » n'est plus sûre.",
        ),
    ],
)
def test_a_reason_names_tables_by_their_titles(reason: str, shown: str) -> None:
    assert TableTitles().listed(reason).replace("\u00a0", " ") == shown


def test_the_name_is_told_once_a_screen() -> None:
    titles = TableTitles()

    first, then = titles.listed("soin"), titles.said("sans la table soin : les soins ne sont pas connus")

    assert first == "«\u00a0Soin remboursé\u00a0» (soin)"
    assert then == "sans la table «\u00a0Soin remboursé\u00a0» : les soins ne sont pas connus"


@pytest.mark.parametrize("command", [("explain", "ana"), ("detect",)])
def test_the_screen_shows_titles(command: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_fund(tmp_path, PEOPLE, without=["evenement"])

    run([command[0], str(tmp_path), *command[1:], "--au", "2026-11-01"])

    screen = capsys.readouterr().out
    assert screen.count("(evenement)") == 1
    assert screen.count("Événement") > 3


def test_json_keeps_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_fund(tmp_path, PEOPLE, without=["evenement"])

    run(["explain", str(tmp_path), "ana", "--au", "2026-11-01", "--json"])

    record = json.loads(capsys.readouterr().out)
    assert {one["raison"] for one in record["programmes"] if one["code"] == "saisonniers"} == {"evenement"}
