"""The register of data used: what each programme reads, column by column, and the access that follows."""

from __future__ import annotations

from typing import Any

from planir.programmes.catalogue import Catalogue

HOW = (
    "Une vue compte pour les colonnes du contrat d'où viennent celles que la règle y lit, et pour celles qui "
    "choisissent, joignent ou regroupent ses lignes. Toute table est coupée aux deux dates : le jour où une ligne a "
    "été connue et celui où elle ne l'a plus été (connu_le, connu_jusqu) sont donc lus partout, et ne figurent ici "
    "que si la règle les emploie elle-même."
)
"""How the data read are counted, for who reads the register."""


def register(catalogue: Catalogue) -> list[dict[str, Any]]:
    """One entry a programme, in the order of the catalogue; its data as `table → columns`, both in order."""
    entries = []
    for programme in catalogue.programmes.values():
        read: dict[str, list[str]] = {}
        for table, column in sorted(programme.base):
            read.setdefault(table, []).append(column)
        entries.append(
            {
                "code": programme.code,
                "titre": programme.sheet.titre,
                "acces": programme.access,
                "base_legale": programme.sheet.base_legale,
                "validee_par": programme.sheet.validee_par,
                "donnees": read,
            }
        )
    return entries
