"""The contract of the population: Table Schemas (Frictionless) read from `contrat/`, one YAML a table.

The readers, the checks, the views, the generator, the documentation and the register of data all come from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

FOLDER = Path(__file__).parent / "contrat"

Nature = Literal["fait", "flux"]
Sensitivity = Literal["courant", "contact", "nir", "restreint", "medical"]

SQL_TYPES = {
    "string": "VARCHAR",
    "integer": "INTEGER",
    "number": "DECIMAL(12, 2)",
    "boolean": "BOOLEAN",
    "date": "DATE",
}


@dataclass(frozen=True)
class Field:
    """One column: its type, its meaning, what it accepts, and who may read it."""

    name: str
    type: str
    description: str
    sensitivity: Sensitivity
    required: bool = False
    enum: tuple[str, ...] = ()
    pattern: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    nomenclature: str | None = None
    missing: str | None = None
    """Value taken when the extract does not give one."""

    @property
    def sql_type(self) -> str:
        return SQL_TYPES[self.type]


@dataclass(frozen=True)
class Table:
    """One kind of row the fund knows.

    `nature` decides the cut: a `fait` is cut by knowledge only, a `flux` by the date of the act (`date`) as well.
    `key` names the encryption key of its file (None: no key), from the table's sensitivity.
    """

    name: str
    title: str
    description: str
    nature: Nature
    sensitivity: Sensitivity
    key: str | None
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    period: tuple[str, str] | None
    date: str | None
    partial: str | None = None
    """Column of which a source may know some values only (the SNDS: of all benefits, the invalidity pensions)."""

    def field(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)

    @property
    def person(self) -> str | None:
        """Column that names the person, None for a table that is not about persons."""
        return "assure" if "assure" in self.names else None

    @property
    def supplied(self) -> tuple[Field, ...]:
        """What an extract may give: everything but the end of knowledge, which imports compute."""
        return tuple(field for field in self.fields if field.name != "connu_jusqu")


@cache
def tables() -> Mapping[str, Table]:
    """Every table of the contract, by name, in alphabetical order."""
    common = _read(FOLDER / "_commun.yaml")["provenance"]
    paths = sorted(path for path in FOLDER.glob("*.yaml") if not path.name.startswith("_"))
    return {path.stem: _table(_read(path), common) for path in paths}


@cache
def vocabulary() -> Mapping[str, Mapping[str, str]]:
    """What the words of the contract mean: `natures` and `sensibilites`, each word with its sentence."""
    common = _read(FOLDER / "_commun.yaml")
    return {"natures": common["natures"], "sensibilites": common["sensibilites"]}


def _read(path: Path) -> Any:
    """Read with libyaml where it is there: every command needs the contract, and it is ten times as fast."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - both loaders are safe


def _table(raw: Mapping[str, Any], common: list[Mapping[str, Any]]) -> Table:
    sensitivity: Sensitivity = raw["sensibilite"]
    nature: Nature = raw["nature"]
    own = [_field(field, sensitivity) for field in raw["fields"]]
    shared = [_field(field, "courant") for field in common if nature == "fait" or field["name"] != "connu_jusqu"]
    period = raw.get("periode")
    key = raw.get("cle", sensitivity)
    return Table(
        name=raw["name"],
        title=raw["title"],
        description=raw["description"],
        nature=nature,
        sensitivity=sensitivity,
        key=key if key in {"nir", "contact", "medical"} else None,
        fields=(*own, *shared),
        primary_key=tuple(raw.get("primaryKey", ())),
        period=(period["debut"], period["fin"]) if period else None,
        date=raw.get("date"),
        partial=raw.get("couverture"),
    )


def _field(raw: Mapping[str, Any], table_sensitivity: Sensitivity) -> Field:
    constraints: Mapping[str, Any] = raw.get("constraints", {})
    return Field(
        name=raw["name"],
        type=raw["type"],
        description=raw["description"],
        sensitivity=raw.get("sensibilite", table_sensitivity),
        required=bool(constraints.get("required", False)),
        enum=tuple(constraints.get("enum", ())),
        pattern=constraints.get("pattern"),
        minimum=constraints.get("minimum"),
        maximum=constraints.get("maximum"),
        min_length=constraints.get("minLength"),
        max_length=constraints.get("maxLength"),
        nomenclature=raw.get("nomenclature"),
        missing=raw.get("missing"),
    )
