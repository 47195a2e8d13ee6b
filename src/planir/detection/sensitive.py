"""Whoever is protected, or in care: to whom their situations go, whatever the programme says (docs/decisions/0057)."""

from __future__ import annotations

import duckdb

SENSITIVE = "suivi_reserve_au_jour"
"""Relation: the persons whom only an entitled agent follows, and whom to reach for them."""


def reserve(connection: duckdb.DuckDBPyConnection) -> None:
    """In the table `situation`: their recipient, no household for a protected file, a restricted access."""
    connection.execute(
        "UPDATE situation SET destinataire = s.destinataire, foyer = CASE WHEN s.protege THEN NULL ELSE foyer END, "
        "acces = CASE WHEN acces = 'courant' THEN 'restreint' ELSE acces END "
        f"FROM {SENSITIVE} AS s WHERE s.assure = situation.assure"
    )
