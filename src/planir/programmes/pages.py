"""The catalogue and the register of data as pages in French, written from the programmes."""

from __future__ import annotations

from planir.population.pages import HEADER
from planir.programmes.catalogue import Catalogue
from planir.programmes.programme import Programme
from planir.programmes.register import HOW, register
from planir.programmes.sheet import HOLD_OUT_WORDS, RISKS

RISK_TITLES = {
    "rupture": "Ruptures",
    "non_recours": "Non-recours",
    "incomprehension": "Incompréhensions",
}


def catalogue_markdown(catalogue: Catalogue) -> str:
    """Every sheet, under its risk, with the steps of its rule."""
    parts = [HEADER, "# Le catalogue des programmes\n\n", f"{len(catalogue.programmes)} programmes.\n"]
    for risk in RISKS:
        programmes = [one for one in catalogue.programmes.values() if one.sheet.risque == risk]
        parts.append(f"\n## {RISK_TITLES[risk]} ({len(programmes)})\n")
        parts.extend(_sheet(programme) for programme in programmes)
    return "".join(parts)


def register_markdown(catalogue: Catalogue) -> str:
    """What each programme reads, and the access that follows."""
    parts = [
        HEADER,
        "# Le registre des données utilisées\n\n",
        "Calculé en lisant les règles : ce que la règle lit fait son accès, quoi que dise sa fiche.\n",
        f"{HOW}\n\n",
        "| Programme | Accès | Données lues | Base légale |\n|---|---|---|---|\n",
    ]
    for row in register(catalogue):
        read = " ; ".join(f"{name} ({', '.join(columns)})" for name, columns in row["donnees"].items())
        parts.append(f"| {row['code']} | {row['acces']} | {read} | {row['base_legale']} |\n")
    return "".join(parts)


def _sheet(programme: Programme) -> str:
    sheet = programme.sheet
    steps = "\n".join(f"{rank}. la personne {step.sentence}" for rank, step in enumerate(programme.steps, 1))
    return (
        f"\n### {sheet.titre}\n\n"
        f"`{programme.code}` · {sheet.processus} · {sheet.population} · accès {programme.access}"
        f" · témoin : {HOLD_OUT_WORDS[sheet.temoin]}\n\n"
        f"**Constat.** {sheet.constat}\n\n**Objectif.** {sheet.objectif}\n\n**Qui se mobilise.** {sheet.qui}\n\n"
        f"**Comment.** {sheet.comment}\n\n**La règle, étape par étape :**\n\n{steps}\n\n"
        f"{_asked(programme)}"
        f"**Base légale.** {sheet.base_legale}\n\n**Source.** {sheet.source}\n"
    )


def _asked(programme: Programme) -> str:
    """What the data must hold: the history without which it is not examined, the tables that only refine it."""
    sheet = programme.sheet
    months = ", ".join(f"{count} mois de `{table}`" for table, count in sheet.historique.items())
    said = [f"**Historique demandé.** {months}.\n\n"] if months else []
    if sheet.facultatif:
        lines = "".join(f"- sans `{table}` : {phrase}\n" for table, phrase in sheet.facultatif.items())
        said.append(f"**Examiné quand même :**\n\n{lines}\n")
    return "".join(said)
