"""Persons whom a programme does not concern, for a reason that its rule may not read (docs/decisions/0058).

The sheet names the reason (`hors_champ`); the last step is added here, and says nothing of the reason. The access of
the programme stays what its own rule reads: who is left out shows nowhere.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

SENTENCE = "relève de la prise en charge ordinaire"


@dataclass(frozen=True)
class Outside:
    """`relation`: a row at least for each person left out. `table`: what it reads. `without`: said without it."""

    relation: str
    table: str
    without: str


OUTSIDE: Mapping[str, Outside] = {
    "ame": Outside(
        "ame_au_jour",
        "aide_medicale_etat",
        "une personne prise en charge par l'aide médicale de l'État peut être repérée à tort",
    )
}
"""The reasons that a sheet may give: persons with the AME have no médecin traitant to declare, nor cover to ask for."""


def kept_sql(situations: str, reasons: Collection[str]) -> str:
    """DuckDB text of the rows of `situations` whose person no reason leaves out."""
    left = " AND ".join(
        f'NOT EXISTS (SELECT 1 FROM "{OUTSIDE[reason].relation}" AS o WHERE o.assure = s.assure)' for reason in reasons
    )
    return f'SELECT s.* FROM "{situations}" AS s WHERE {left}'
