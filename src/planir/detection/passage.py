"""A run and its record, kept in `DIR/passages/<au>_<clé>/`: what was judged, on what, and what was found.

passage.json                  the record (documented in docs/passage.md)
situations.parquet            the situations, but for the medical ones
situations_medical.parquet    the medical ones, under their own key
closes.parquet                situations of the run before that are no longer there, and why
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from planir.detection.examine import Status, Step
from planir.engine.errors import PlanirError


@dataclass(frozen=True)
class ProgrammeResult:
    """What a run says of one programme.

    `reason`: why it was not examined, a French phrase, or None. `version`: hash of what decides, parameters
    included. `closed`: situations no longer there by reason. `before`: key of the run compared with, or None.
    """

    code: str
    title: str
    risk: str
    access: str
    status: Status
    reason: str | None
    version: str
    situations: int
    new: int
    closed: Mapping[str, int]
    steps: tuple[Step, ...]
    before: str | None


@dataclass(frozen=True)
class TableRead:
    """A table as it was when the run read it."""

    rows: int
    first: date | None
    last: date | None
    extracted: date


@dataclass(frozen=True)
class Passage:
    """One run. `duration`: seconds of the computation, process start excluded."""

    key: str
    au: date
    connu_au: date
    access: tuple[str, ...]
    population: str
    synthetic: bool
    tables: Mapping[str, TableRead]
    programmes: tuple[ProgrammeResult, ...]
    duration: float
    folder: Path

    @property
    def situations(self) -> int:
        return sum(programme.situations for programme in self.programmes)


def passages(folder: Path) -> tuple[Passage, ...]:
    """Every run kept under `folder/passages`, the oldest `au` first."""
    kept = sorted((folder / "passages").glob("[!.]*/passage.json"))
    return tuple(sorted((read(path.parent) for path in kept), key=lambda run: (run.au, run.connu_au, run.key)))


def read(folder: Path) -> Passage:
    """Read one record. Raises PlanirError `passage_illisible`."""
    try:
        raw = json.loads((folder / "passage.json").read_text(encoding="utf-8"))
        return Passage(
            key=raw["cle"],
            au=date.fromisoformat(raw["au"]),
            connu_au=date.fromisoformat(raw["connu_au"]),
            access=tuple(raw["acces"]),
            population=raw["population"],
            synthetic=raw["synthetique"],
            tables={name: _table(table) for name, table in raw["tables"].items()},
            programmes=tuple(_programme(programme) for programme in raw["programmes"]),
            duration=raw["duree_s"],
            folder=folder,
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PlanirError(
            "passage_illisible",
            f"Le passage « {folder.name} » est abîmé : supprimez son dossier, puis relancez « planir detect ».",
        ) from error


def to_json(passage: Passage) -> dict[str, Any]:
    """The record as it is written, and as `planir detect --json` prints it (keys are stable)."""
    return {
        "cle": passage.key,
        "au": passage.au.isoformat(),
        "connu_au": passage.connu_au.isoformat(),
        "acces": list(passage.access),
        "population": passage.population,
        "synthetique": passage.synthetic,
        "tables": {
            name: {
                "lignes": table.rows,
                "du": table.first.isoformat() if table.first else None,
                "au": table.last.isoformat() if table.last else None,
                "extrait_le": table.extracted.isoformat(),
            }
            for name, table in passage.tables.items()
        },
        "programmes": [
            {
                "code": programme.code,
                "titre": programme.title,
                "risque": programme.risk,
                "acces": programme.access,
                "statut": programme.status,
                "raison": programme.reason,
                "version": programme.version,
                "situations": programme.situations,
                "nouvelles": programme.new,
                "closes": sum(programme.closed.values()),
                "closes_par_motif": dict(programme.closed),
                "compare_a": programme.before,
                "attrition": [{"etape": step.sentence, "personnes": step.persons} for step in programme.steps],
            }
            for programme in passage.programmes
        ],
        "duree_s": passage.duration,
    }


def _table(raw: Mapping[str, Any]) -> TableRead:
    return TableRead(
        rows=raw["lignes"],
        first=date.fromisoformat(raw["du"]) if raw["du"] else None,
        last=date.fromisoformat(raw["au"]) if raw["au"] else None,
        extracted=date.fromisoformat(raw["extrait_le"]),
    )


def _programme(raw: Mapping[str, Any]) -> ProgrammeResult:
    return ProgrammeResult(
        code=raw["code"],
        title=raw["titre"],
        risk=raw["risque"],
        access=raw["acces"],
        status=raw["statut"],
        reason=raw["raison"],
        version=raw["version"],
        situations=raw["situations"],
        new=raw["nouvelles"],
        closed=raw["closes_par_motif"],
        steps=tuple(Step(step["etape"], step["personnes"]) for step in raw["attrition"]),
        before=raw["compare_a"],
    )
