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

_SQL_TYPES = {"texte": "VARCHAR", "entier": "BIGINT", "nombre": "DECIMAL(18, 2)", "date": "DATE"}


@dataclass(frozen=True)
class Column:
    """One column read: `kind` is texte, entier, nombre or date; a `required` one must be in the file."""

    name: str
    kind: str
    required: bool

    def typed(self, *, present: bool) -> str:
        """SQL of the typed value, from the raw text of the column of the same name."""
        if not present:
            return f"CAST(NULL AS {_SQL_TYPES[self.kind]}) AS {self.name}"
        return f'snds.lire_{self.kind}("{self.name}") AS {self.name}'


@cache
def columns() -> Mapping[str, tuple[Column, ...]]:
    """What is read of each SNDS table, in the order of the file."""
    raw = yaml.safe_load((Path(__file__).parent / "tables.yaml").read_text(encoding="utf-8"))
    return {
        table: tuple(
            Column(name, column["type"], bool(column.get("requis", False)))
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
