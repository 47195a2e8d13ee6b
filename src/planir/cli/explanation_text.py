"""An explanation as an adviser reads it, and as a program does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from planir.cli.passage_table import RISK_STYLES, RISK_WORDS
from planir.cli.table_titles import TableTitles
from planir.cli.terminal import open_console
from planir.detection.explain import Explanation, Verdict


def show(explanation: Explanation) -> None:
    """Print the explanation on standard output: whether the person is there, then what concerns them, then the rest."""
    console, titles = open_console(), TableTitles()
    console.print(
        f"{explanation.person}, au {explanation.au:%d/%m/%Y} "
        f"(connu au {explanation.connu_au:%d/%m/%Y}, extraits du {explanation.extracted:%d/%m/%Y})",
        style="bold",
    )
    concerned = _having(explanation, "concerne")
    if explanation.absence is not None:
        console.print(explanation.absence.sentence)
    elif not concerned:
        console.print(f"Aucun programme ne la concerne au {explanation.au:%d/%m/%Y}, d'après ce que la caisse sait.")
    for verdict in concerned:
        console.print()
        console.print(f"{RISK_WORDS[verdict.risk]}  {verdict.title}", style=RISK_STYLES[verdict.risk])
        for situation in verdict.situations:
            said = situation.sentence
            if situation.deadline is not None:
                said += f" {_deadline(situation.deadline, explanation.au, verdict.deadline_meaning)}"
            console.print(Padding(Text(said), (0, 0, 0, 3)))
        for said in verdict.not_known:
            console.print(Padding(Text(titles.said(said), style="dim"), (0, 0, 0, 3)))
    _not_concerned(console, explanation, titles)
    _not_answered(console, explanation, titles)


def to_json(explanation: Explanation) -> dict[str, Any]:
    """The explanation with stable keys, documented in docs/passage.md."""
    absence = explanation.absence
    return {
        "assure": explanation.person,
        "au": explanation.au.isoformat(),
        "connu_au": explanation.connu_au.isoformat(),
        "extrait_le": explanation.extracted.isoformat(),
        "presence": {
            "etat": "presente" if absence is None else absence.state,
            "date": None if absence is None or absence.day is None else absence.day.isoformat(),
            "phrase": None if absence is None else absence.sentence,
        },
        "programmes": [_verdict(verdict) for verdict in explanation.verdicts],
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "code": verdict.code,
        "titre": verdict.title,
        "risque": verdict.risk,
        "conclusion": verdict.outcome,
        "sens_echeance": verdict.deadline_meaning,
        "etape_non_remplie": verdict.reason if verdict.outcome == "non_concerne" else None,
        "raison": verdict.reason if verdict.outcome in {"non_examine", "reserve"} else None,
        "non_connu": list(verdict.not_known),
        "situations": [
            {
                "objet": situation.subject,
                "echeance": situation.deadline.isoformat() if situation.deadline else None,
                "phrase": situation.sentence,
                "preuves": dict(situation.evidence),
            }
            for situation in verdict.situations
        ],
    }


def _not_concerned(console: Console, explanation: Explanation, titles: TableTitles) -> None:
    """A step reads as true of the person (« a un courrier revenu »): it is never shown without its denial."""
    verdicts = _having(explanation, "non_concerne")
    if not verdicts:
        return
    console.print()
    if explanation.absence is not None:
        console.print(
            "Ne la concernent pas, pour la raison dite plus haut. L'étape où elle sort de chacun :", style="bold"
        )
        _list(console, [(verdict.title, (f"sort à l'étape : {_quoted(verdict.reason)}",)) for verdict in verdicts])
        return
    console.print(
        "Ne la concernent pas, d'après ce que la caisse sait. La première condition non remplie de chacun :",
        style="bold",
    )
    lines = [(f"pas le cas : {_quoted(one.reason)}", *map(titles.said, one.not_known)) for one in verdicts]
    _list(console, [(one.title, said) for one, said in zip(verdicts, lines, strict=True)])
    console.print("Si la personne dit autre chose, la caisse ne le sait peut-être pas encore : notez-le.")


def _not_answered(console: Console, explanation: Explanation, titles: TableTitles) -> None:
    stopped, reserved = _having(explanation, "non_examine"), _having(explanation, "reserve")
    if stopped:
        console.print()
        console.print("Pas examinés : on ne sait pas s'ils la concernent. Ce qui manque :", style="bold")
        _list(console, [(verdict.title, (titles.listed(str(verdict.reason)),)) for verdict in stopped])
    if reserved:
        console.print()
        console.print("Réservés au service médical : leur réponse n'est pas montrée ici.", style="bold")
        _list(console, [(verdict.title, ()) for verdict in reserved])


def _list(console: Console, lines: Sequence[tuple[str, Sequence[str]]]) -> None:
    for title, reasons in lines:
        console.print(Padding(Text(f"– {title}"), (0, 0, 0, 3)))
        for reason in reasons:
            console.print(Padding(Text(reason, style="dim"), (0, 0, 0, 5)))


def _deadline(day: date, au: date, meaning: str | None) -> str:
    """`meaning` is the noun phrase of the sheet, which a reader hears after the day."""
    said = "" if meaning is None else f", {meaning[0].lower()}{meaning[1:]}"
    return f"Échéance{' dépassée' if day < au else ''} : {day:%d/%m/%Y}{said}."


def _quoted(clause: str | None) -> str:
    return f"«\u00a0{clause}\u00a0»"


def _having(explanation: Explanation, outcome: str) -> list[Verdict]:
    return [verdict for verdict in explanation.verdicts if verdict.outcome == outcome]
