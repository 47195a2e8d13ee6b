"""The eleven questions of EPICES, asked or read, and the score as it is said."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from planir.cli.terminal import open_console, say
from planir.engine.errors import PlanirError
from planir.engine.yaml_file import read_yaml, said
from planir.law.epices import Epices, questions

_WORDS: Mapping[str, bool | None] = {"oui": True, "o": True, "non": False, "n": False, "": None, "?": None}
_CODE = "epices_illisible"


def ask() -> dict[str, bool | None]:
    """The answers typed at the terminal. Raises PlanirError `epices_illisible` without a terminal."""
    if not sys.stdin.isatty():
        raise PlanirError(
            _CODE, "Donnez le fichier des onze réponses (« --modele » l'écrit), ou lancez la commande dans un terminal."
        )
    say("Répondez oui ou non ; Entrée pour une question sans réponse. Rien n'est gardé.")
    answers: dict[str, bool | None] = {}
    for number, (code, words) in enumerate(questions().items(), start=1):
        while True:
            typed = input(f"{number}. {words} ").strip().lower()
            if typed in _WORDS:
                answers[code] = _WORDS[typed]
                break
            say("Oui, non, ou Entrée.")
    return answers


def model() -> str:
    """The file to fill in: a comment with each question, and its code."""
    lines = ["# Répondre oui ou non ; ~ pour une question sans réponse : il n'y a alors pas de score."]
    for number, (code, words) in enumerate(questions().items(), start=1):
        lines += [f"# {number}. {words}", f"{code}: ~"]
    return "\n".join(lines)


def read_answers(path: Path) -> dict[str, bool | None]:
    """The answers of a file: oui, non, or nothing. Raises PlanirError `epices_illisible`, naming the question."""
    raw = read_yaml(path, _CODE)
    if not isinstance(raw, dict):
        raise PlanirError(_CODE, f"« {path.name} » : on attend une réponse par ligne (« --modele » écrit le fichier).")
    for code in raw:
        if code not in questions():
            known = ", ".join(questions())
            raise PlanirError(_CODE, f"« {path.name} » : « {said(code)} » n'est pas une question ; on attend {known}.")
    return {code: _answer(path, code, raw.get(code)) for code in questions()}


def _answer(path: Path, code: str, value: object) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in _WORDS:
        return _WORDS[value.strip().lower()]
    raise PlanirError(_CODE, f"« {path.name} », {code} : « {said(value)} » n'est ni oui ni non (~ sans réponse).")


def show(result: Epices) -> None:
    """Print the score, or which answers are lacking."""
    console = open_console()
    if result.score is None:
        count = len(result.missing)
        console.print(f"Pas de score : {'une réponse manque' if count == 1 else f'{count} réponses manquent'}.")
        for code in result.missing:
            console.print(f"• {questions()[code]}")
        return
    console.print(
        f"Score EPICES : {_said(result.score)} sur 100, {result.quintile}e quintile.".replace("1e quin", "1er quin")
    )
    verdict = (
        "La personne est en situation de précarité"
        if result.precarious
        else "La personne n'est pas en situation de précarité"
    )
    console.print(f"{verdict} (seuil : {_said(result.threshold)}).", style="bold")
    if result.young is not None:
        console.print(
            f"Variante des 16-25 ans, d'une seule source : {'précaire' if result.young else 'pas précaire'} "
            f"(seuil : {_said(result.young_threshold)})."
        )


def to_json(result: Epices) -> dict[str, Any]:
    """The score with stable keys; numbers are texts, exact to the hundredth."""
    return {
        "score": None if result.score is None else f"{result.score:.2f}",
        "quintile": result.quintile,
        "precaire": result.precarious,
        "seuil": f"{result.threshold:.2f}",
        "variante_16_25": {"precaire": result.young, "seuil": f"{result.young_threshold:.2f}"},
        "manque": list(result.missing),
    }


def _said(number: object) -> str:
    return f"{number:.2f}".replace(".", ",")
