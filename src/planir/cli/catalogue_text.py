"""The catalogue as it is read in a terminal: the list, one sheet, the register of data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich.table import Table
from rich.text import Text

from planir.cli.passage_table import RISK_STYLES, RISK_WORDS
from planir.cli.terminal import open_console
from planir.programmes.catalogue import Catalogue
from planir.programmes.programme import Programme
from planir.programmes.register import HOW
from planir.programmes.sheet import HOLD_OUT_WORDS, RISKS

ACCESS_WORDS = {"courant": "", "restreint": "accès restreint", "medical": "réservé au service médical"}


def show_list(catalogue: Catalogue) -> None:
    """Print every programme under its risk."""
    console = open_console()
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for risk in RISKS:
        programmes = [one for one in catalogue.programmes.values() if one.sheet.risque == risk]
        table.add_row(Text(f"{RISK_WORDS[risk]} ({len(programmes)})", style=f"bold {RISK_STYLES[risk]}"))
        for programme in programmes:
            access = ACCESS_WORDS[programme.access]
            table.add_row(f"  {programme.code}", f"{programme.sheet.titre}{f' ({access})' if access else ''}")
    console.print(table)


def show_programme(programme: Programme) -> None:
    """Print one sheet, the steps of its rule and what it reads."""
    console = open_console()
    sheet = programme.sheet
    console.print(sheet.titre, style="bold")
    console.print(f"{RISK_WORDS[sheet.risque]}   {programme.code}", style=RISK_STYLES[sheet.risque])
    said = {
        "Processus": sheet.processus,
        "Population": sheet.population,
        "À l'accueil": "oui" if sheet.accueil else "non",
        "Constat": sheet.constat,
        "Objectif": sheet.objectif,
        "Qui se mobilise": sheet.qui,
        "Comment": sheet.comment,
        "Phrase": sheet.motif,
        "Échéance": sheet.sens_echeance or "aucune",
        "Poids": str(sheet.poids),
        "Horizon": f"{sheet.horizon} jours",
        "Repos": f"{sheet.repos} jours",
        "Témoin": HOLD_OUT_WORDS[sheet.temoin],
        "Base légale": sheet.base_legale,
        "Source": sheet.source,
        "Validée": f"par {sheet.validee_par}, le {sheet.validee_le:%d/%m/%Y}" if sheet.validee_le else "pas encore",
        "Accès": ACCESS_WORDS[programme.access] or "courant",
        "Étapes": "\n".join(f"{rank}. la personne {one.sentence}" for rank, one in enumerate(programme.steps, 1)),
        "Lit": _tables(programme),
        **({"Historique": _history(programme)} if sheet.historique else {}),
        **({"Facultatif": _optional(programme)} if sheet.facultatif else {}),
        "Fichiers": str(programme.folder),
    }
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, text in said.items():
        table.add_row(name, Text(text))
    console.print(table)


def show_register(rows: Iterable[Mapping[str, Any]]) -> None:
    """Print what each programme reads and the access that follows."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("Programme", no_wrap=True)
    table.add_column("Accès", no_wrap=True)
    table.add_column("Données lues", overflow="fold")
    for row in rows:
        read = " ; ".join(f"{name} ({', '.join(columns)})" for name, columns in row["donnees"].items())
        table.add_row(row["code"], row["acces"], read)
    console = open_console()
    console.print(table)
    console.print(HOW, style="dim")


def _tables(programme: Programme) -> str:
    return ", ".join(sorted({table for table, _ in programme.base}))


def _history(programme: Programme) -> str:
    return ", ".join(f"{months} mois de {table}" for table, months in programme.sheet.historique.items())


def _optional(programme: Programme) -> str:
    return "\n".join(f"{table} ; sans elle : {phrase}" for table, phrase in programme.sheet.facultatif.items())
