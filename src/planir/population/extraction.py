"""When each table was taken from the fund's systems, as a relation `extraction(nom, extraite_le)`.

A payment made after that day is not in the table: what a rule presumes of the last days is counted from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from planir.engine.columns import EVERY_ROW
from planir.population.relations import Relation

_COLUMNS = {"nom": "nom de la table", "extraite_le": "jour où elle a été extraite des systèmes de la caisse"}

EXTRACTION = Relation(
    name="extraction",
    kind="extraction",
    title="Le jour où chaque table a été extraite",
    description="Une ligne par table fournie, telle que la nuit jugée la connaissait.",
    columns=_COLUMNS,
    types={"nom": "texte", "extraite_le": "date"},
    sql=None,
    uses=frozenset(),
    behind=dict.fromkeys((*_COLUMNS, EVERY_ROW), frozenset()),
    single=False,
)


def extractions_sql(extracted: Mapping[str, date]) -> str:
    """A SELECT that gives these rows on any engine, none when nothing is said."""
    rows = ", ".join(f"('{name}', DATE '{day.isoformat()}')" for name, day in sorted(extracted.items()))
    if not rows:
        return "SELECT CAST(NULL AS VARCHAR) AS nom, CAST(NULL AS DATE) AS extraite_le WHERE false"
    return f"SELECT nom, extraite_le FROM (VALUES {rows}) AS e (nom, extraite_le)"
