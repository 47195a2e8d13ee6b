"""Rights of other bodies, as an adviser reads them to the person, and as a program does: never an amount."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from rich.padding import Padding
from rich.text import Text

from planir.cli.terminal import open_console
from planir.rights.elsewhere import Answer, Outcome

ALWAYS = (
    "Une demande peut être déposée dans tous les cas. Ces organismes regardent aussi ce qui n'est pas demandé ici, "
    "comme le droit au séjour."
)
_STYLES: dict[Outcome, str] = {"probable": "green", "deja_percu": "dim", "incertain": "yellow", "inconnu": "yellow"}


def show(answers: Sequence[Answer], au: date) -> None:
    """Print one line a right, then who decides."""
    console = open_console()
    console.print(f"Droits d'autres organismes, au {au:%d/%m/%Y}", style="bold")
    for answer in answers:
        console.print(Text(f"{answer.right.title} : {_said(answer)}.", style=_STYLES.get(answer.outcome, "")))
        if answer.why is not None:
            console.print(Padding(Text(f"{answer.why[0].upper()}{answer.why[1:]}.", style="dim"), (0, 0, 0, 3)))
    console.print(ALWAYS)


def _said(answer: Answer) -> str:
    match answer.outcome:
        case "probable":
            return f"probable, à confirmer par {answer.right.body}"
        case "peu_probable":
            return f"peu probable d'après ce qui est dit ; {answer.right.body} peut le confirmer"
        case "incertain":
            return f"possible, à voir avec {answer.right.body}"
        case "deja_percu":
            return "déjà perçu"
        case "inconnu":
            return f"on ne peut pas le dire ; à voir avec {answer.right.body}"


def to_json(answers: Sequence[Answer], au: date) -> dict[str, Any]:
    """Stable keys, documented in docs/droit-ailleurs.md."""
    return {
        "au": au.isoformat(),
        "droits": [
            {
                "code": one.right.code,
                "titre": one.right.title,
                "organisme": one.right.body,
                "reponse": one.outcome,
                "pourquoi": one.why,
            }
            for one in answers
        ],
        "avertissement": ALWAYS,
    }
