"""A verdict as an adviser reads it aloud to the person, and as a program does."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from planir.cli.terminal import open_console
from planir.rights.verdict import Term, Verdict

SIMULATION = "Simulation : seule la caisse décide, après dépôt d'une demande."
ALWAYS = "La demande peut être déposée dans tous les cas."

_NAMES = {"C2S": "Complémentaire santé solidaire", "CMU-C et ACS": "CMU complémentaire et aide au paiement (ACS)"}
_PRESUMED = {
    "rsa": "le RSA",
    "aspa": "l'ASPA",
    "asi": "l'ASI",
    "aah": "l'AAH",
    "ass": "l'allocation de solidarité spécifique",
    "cej": "l'allocation du contrat d'engagement jeune",
}
_FREE = {
    "C2S": "Ce foyer aurait droit à la complémentaire santé solidaire, sans rien payer",
    "CMU-C et ACS": "Ce foyer aurait eu droit à la CMU complémentaire",
}
_RIGHTS = {
    "participation": "Ce foyer aurait droit à la complémentaire santé solidaire, avec une participation",
    "aide_acs": "Ce foyer aurait eu droit à l'aide au paiement d'une complémentaire santé (ACS)",
    "proche": "Ce foyer dépasse de peu le plafond : un changement de situation peut ouvrir le droit",
    "non": "D'après ces ressources, ce foyer dépasse le plafond",
    "inconnu": "On ne peut pas le dire avec ce qui est connu",
}
_STYLES = {"gratuite": "green", "participation": "green", "aide_acs": "green", "proche": "yellow", "inconnu": "yellow"}


def show(verdict: Verdict) -> None:
    """Print the verdict on standard output: the answer, why, what to do."""
    console = open_console()
    console.print(f"{_NAMES[verdict.scheme]}, demande du {verdict.au:%d/%m/%Y}", style="bold")
    console.print(Text(_answer(verdict), style=_STYLES.get(verdict.right, "")))
    if verdict.to_examine:
        console.print(
            "À deux euros ou moins d'un plafond : les tables publiées n'arrondissent pas toutes de même, à examiner."
        )
    _resources(console, verdict)
    _lacking(console, verdict)
    _each(console, verdict)
    console.print()
    for step in verdict.steps:
        console.print(f"• {step}")
    if verdict.papers:
        console.print("• D'ordinaire, la caisse demande : " + ", ".join(verdict.papers) + ".")
    console.print()
    console.print(_warning(verdict), style="bold")


def to_json(verdict: Verdict) -> dict[str, Any]:
    """The verdict with stable keys, documented in docs/droit-c2s.md; every amount is a text, exact to the cent."""
    return {
        "verdict": verdict.right,
        "a_examiner": verdict.to_examine,
        "dispositif": verdict.scheme,
        "au": verdict.au.isoformat(),
        "periode": [day.isoformat() for day in verdict.period],
        "personnes": verdict.persons,
        "presomption": verdict.presumed,
        "plafond_gratuit": _exact(verdict.ceiling_free),
        "plafond_participation": _exact(verdict.ceiling_paid),
        "ressources": _exact(verdict.resources),
        "ressources_max": _exact(verdict.resources_most),
        "termes": [_term(term) for term in verdict.terms if term.counted],
        "non_comptes": [_term(term) for term in verdict.terms if not term.counted],
        "participation_mensuelle": _exact(verdict.total_each) if verdict.right == "participation" else None,
        "aide_annuelle": _exact(verdict.total_each) if verdict.right == "aide_acs" else None,
        "par_personne": {name: _exact(amount) for name, amount in verdict.each.items()},
        "manque": list(verdict.lacking),
        "demarches": list(verdict.steps),
        "pieces": list(verdict.papers),
        "avertissement": _warning(verdict),
    }


def _warning(verdict: Verdict) -> str:
    return f"{SIMULATION} {ALWAYS}" if verdict.scheme == "C2S" else SIMULATION


def _term(term: Term) -> dict[str, Any]:
    return {
        "libelle": term.label,
        "personne": term.person,
        "montant": _exact(term.amount),
        "montant_max": _exact(term.most),
        "reference": term.reference,
    }


def _answer(verdict: Verdict) -> str:
    if verdict.presumed is not None and verdict.right in {"gratuite", "participation"}:
        given = _PRESUMED[verdict.presumed]
        return f"{_right(verdict)} : {given} donne ce droit sans que les ressources soient examinées."
    return f"{_right(verdict)}."


def _right(verdict: Verdict) -> str:
    return _FREE[verdict.scheme] if verdict.right == "gratuite" else _RIGHTS[verdict.right]


def _resources(console: Console, verdict: Verdict) -> None:
    first, last = verdict.period
    console.print()
    console.print(f"Ressources du {first:%d/%m/%Y} au {last:%d/%m/%Y}")
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    for justify in ("left", "left", "right", "left"):
        table.add_column(justify=justify)
    for term in verdict.terms:
        label = term.label if term.counted else f"{term.label} : ne compte pas"
        amount = _range(term.amount, term.most) if term.counted else f"({_said(term.amount)})"
        table.add_row(label, term.person or "foyer", amount, Text(term.reference, style="dim"))
    table.add_row("ensemble", "", _range(verdict.resources, verdict.resources_most), "", style="bold")
    for name, ceiling in _ceilings(verdict):
        table.add_row(name, "", "non connu" if ceiling is None else _said(ceiling), Text("CSS, L.861-1", style="dim"))
    console.print(table)


def _ceilings(verdict: Verdict) -> Iterator[tuple[str, Decimal | None]]:
    people = "une personne" if verdict.persons == 1 else f"{verdict.persons} personnes"
    names = ("gratuit", "avec participation") if verdict.scheme == "C2S" else ("CMU complémentaire", "ACS")
    yield f"plafond {names[0]}, {people}", verdict.ceiling_free
    yield f"plafond {names[1]}, {people}", verdict.ceiling_paid


def _lacking(console: Console, verdict: Verdict) -> None:
    if verdict.lacking:
        console.print()
        console.print("Ce qui le dirait :" if len(verdict.lacking) == 1 else "Ce qui manque pour le dire :")
        for one in verdict.lacking:
            console.print(f"• {one}")


def _each(console: Console, verdict: Verdict) -> None:
    if not verdict.each:
        return
    console.print()
    paid = verdict.right == "participation"
    console.print("Participation de chacun, par mois :" if paid else "Aide de chacun, par an :")
    for name, amount in verdict.each.items():
        console.print(f"• {name} : {'selon son âge, non connu' if amount is None else _said(amount)}")
    if verdict.total_each is not None and len(verdict.each) > 1:
        console.print(f"Soit {_said(verdict.total_each)} pour le foyer.")


def _range(least: Decimal, most: Decimal | None) -> str:
    if most is None:
        return f"{_said(least)} au moins"
    return _said(least) if least == most else f"de {_said(least)} à {_said(most)}"


def _said(amount: Decimal) -> str:
    """`1 234,50 €`, with spaces that do not break."""
    return f"{amount:,.2f}".replace(",", "\u202f").replace(".", ",") + "\u00a0€"


def _exact(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"
