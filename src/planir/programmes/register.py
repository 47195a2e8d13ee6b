"""The register of data used: what each programme reads, column by column, and the access that follows."""

from __future__ import annotations

from typing import Any

from planir.programmes.catalogue import Catalogue


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
