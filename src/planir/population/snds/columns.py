"""The columns read of each SNDS table (`tables.yaml`), and how each becomes a typed value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

KEYS = (
    "DCT_ORD_NUM",
    "FLX_DIS_DTD",
    "FLX_EMT_NUM",
    "FLX_EMT_ORD",
    "FLX_EMT_TYP",
    "FLX_TRT_DTD",
    "ORG_CLE_NUM",
    "PRS_ORD_NUM",
    "REM_TYP_AFF",
)
"""The nine keys by which a detail (ER_PHA_F, ER_CAM_F) finds its head in ER_PRS_F."""

_SQL_TYPES = {
    "texte": "VARCHAR",
    "entier": "BIGINT",
    "nombre": "DECIMAL(18, 2)",
    "annee": "BIGINT",
    "mois": "BIGINT",
    "date": "DATE",
}
_NUMBERS = ("entier", "nombre", "annee", "mois")


@dataclass(frozen=True)
class Column:
    """One column read: `kind` is a type of `tables.yaml`; a `required` one must be in the file."""

    name: str
    kind: str
    required: bool
    between: tuple[int, int] | None = None
    """The least and the greatest number that it can say; another is no number of this column."""

    @property
    def is_number(self) -> bool:
        return self.kind in _NUMBERS

    @property
    def unreadable(self) -> str:
        """Reason (`snds.motif`) that refuses a row whose number cannot be read."""
        return f"nombre_illisible {self.name}"

    def typed(self, *, present: bool) -> str:
        """SQL of the typed value, from the raw text of the column of the same name."""
        if not present:
            return f"CAST(NULL AS {_SQL_TYPES[self.kind]}) AS {self.name}"
        value = f'snds.lire_{self.kind}("{self.name}")'
        if self.between is not None:
            value = f"snds.entre({value}, {self.between[0]}, {self.between[1]})"
        return f"{value} AS {self.name}"

    def raw(self) -> str:
        """SQL that keeps the raw text of a number, for `unread`."""
        return f'"{self.name}" AS _brut_{self.name}'

    def unread(self) -> str:
        """SQL: this column as the reason to refuse the row, when its raw text is no number that it can say."""
        missing = f"t.{self.name} IS NULL AND NOT snds.absent(t._brut_{self.name})"
        return f"WHEN {missing} THEN '{self.unreadable}'"


@cache
def columns() -> Mapping[str, tuple[Column, ...]]:
    """What is read of each SNDS table, in the order of the file."""
    raw = yaml.safe_load((Path(__file__).parent / "tables.yaml").read_text(encoding="utf-8"))
    return {
        table: tuple(
            Column(
                name,
                column["type"],
                bool(column.get("requis", False)),
                tuple(column["entre"]) if "entre" in column else None,
            )
            for name, column in description["colonnes"].items()
        )
        for table, description in raw.items()
    }


def key_sql(names: tuple[str, ...]) -> str:
    """SQL of the nine keys as one 128-bit number, null when one is missing or unreadable; empty for other tables."""
    if not set(KEYS) <= set(names):
        return ""
    complete = " AND ".join(f"isfinite(t.{key})" if key.endswith("_DTD") else f"t.{key} IS NOT NULL" for key in KEYS)
    return (
        f", CASE WHEN {complete} THEN md5_number(concat_ws('|', {', '.join(f't.{key}' for key in KEYS)})) END AS _cle"
    )
