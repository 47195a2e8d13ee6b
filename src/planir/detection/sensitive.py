"""Whoever is protected, or in care: to whom their situations go, whatever the programme says (docs/decisions/0057)."""

from __future__ import annotations

import duckdb

SENSITIVE = "suivi_reserve_au_jour"
"""Relation: the persons whom only an entitled agent follows, and whom to reach for them."""


def reserve(connection: duckdb.DuckDBPyConnection) -> None:
    """In the table `situation`: their recipient, no household for a protected file, a restricted access."""
    connection.execute(
        "CREATE TEMP TABLE reserve AS SELECT s.* REPLACE (r.destinataire AS destinataire, "
        "CASE WHEN r.protege THEN NULL ELSE s.foyer END AS foyer, "
        "CASE WHEN s.acces = 'courant' THEN 'restreint' ELSE s.acces END AS acces) "
        f"FROM situation AS s JOIN {SENSITIVE} AS r USING (assure)"
    )
    connection.execute("DELETE FROM situation WHERE assure IN (SELECT assure FROM reserve)")
    connection.execute("INSERT INTO situation FROM reserve")
    connection.execute("DROP TABLE reserve")
