"""An explanation as an adviser reads it, and as a program does."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.padding import Padding

from planir.cli.passage_table import RISK_STYLES, RISK_WORDS
from planir.detection.explain import Explanation, Verdict


def show(explanation: Explanation) -> None:
    """Print the explanation on standard output: what concerns the person first."""
    console = Console(highlight=False)
    console.print(
        f"{explanation.person}, au {explanation.au:%d/%m/%Y} "
        f"(connu au {explanation.connu_au:%d/%m/%Y}, extraits du {explanation.extracted:%d/%m/%Y})",
        style="bold",
    )
    concerned = [verdict for verdict in explanation.verdicts if verdict.outcome == "concerne"]
    if not concerned:
        console.print(f"Aucun programme ne la concerne au {explanation.au:%d/%m/%Y}.")
    for verdict in concerned:
        console.print()
        console.print(f"{RISK_WORDS[verdict.risk]}  {verdict.title}", style=RISK_STYLES[verdict.risk])
        for situation in verdict.situations:
            deadline = f" Échéance : {situation.deadline:%d/%m/%Y}." if situation.deadline else ""
            console.print(Padding(situation.sentence + deadline, (0, 0, 0, 3)))
        for said in verdict.not_known:
            console.print(Padding(said, (0, 0, 0, 3)), style="dim")
    _others(console, explanation, "non_concerne", "Ne la concernent pas ; l'étape où la personne sort de chacun :")
    _others(console, explanation, "non_examine", "Non examinés :")
    _others(console, explanation, "reserve", "Réservés :")


def to_json(explanation: Explanation) -> dict[str, Any]:
    """The explanation with stable keys."""
    return {
        "assure": explanation.person,
        "au": explanation.au.isoformat(),
        "connu_au": explanation.connu_au.isoformat(),
        "extrait_le": explanation.extracted.isoformat(),
        "programmes": [_verdict(verdict) for verdict in explanation.verdicts],
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "code": verdict.code,
        "titre": verdict.title,
        "risque": verdict.risk,
        "conclusion": verdict.outcome,
        "raison": verdict.reason,
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


def _others(console: Console, explanation: Explanation, outcome: str, heading: str) -> None:
    verdicts = [verdict for verdict in explanation.verdicts if verdict.outcome == outcome]
    if not verdicts:
        return
    console.print()
    console.print(heading, style="dim")
    width = max(len(verdict.code) for verdict in verdicts)
    for verdict in verdicts:
        console.print(f"   {verdict.code.ljust(width)}  {verdict.reason}", style="dim", soft_wrap=True)
