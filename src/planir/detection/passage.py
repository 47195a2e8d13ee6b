"""A run and its record, kept in `DIR/passages/<au>_<clé>/`: what was judged, on what, and what was found.

passage.json                  the record (documented in docs/passage.md), without the counts of medical programmes
comptes_medicaux.parquet      these counts, under the medical key
situations.parquet            the situations, but for the medical ones
situations_medical.parquet    the medical ones, under their own key
closes.parquet                situations of the run before that are no longer there, and why
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, get_args

from planir.detection import medical_counts
from planir.detection.examine import Status, Step
from planir.engine.errors import PlanirError
from planir.population.store import IMPOSSIBLE, read_json
from planir.programmes.programme import Access
from planir.programmes.sheet import RISKS

LARGEST_RECORD = 10_000_000
"""Bytes. A programme takes two thousand."""
FILES = ("situations", "situations_medical", "closes", "closes_medical", medical_counts.NAME)


@dataclass(frozen=True)
class ProgrammeResult:
    """What a run says of one programme.

    `reason`: why it was not examined, a French phrase, or None. `version`: hash of what decides, parameters
    included. `closed`: situations no longer there by reason. `before`: key of the run compared with, or None.
    `before_au`: the day that run judged; None too in a record kept before this day was written. `not_known`: French
    sentences, what the programme, though examined, did not know.
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
    before_au: date | None
    not_known: tuple[str, ...] = ()


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
    """Every run kept under `folder/passages`, the oldest `au` first; one whose record is damaged is left out.

    Whether its situations can be read is known by reading them: a night then takes the nearest sound one before it.
    Raises PlanirError `passages_illisibles` when that path is not a folder.
    """
    runs = folder / "passages"
    if (runs.exists() or runs.is_symlink()) and not runs.is_dir():
        raise PlanirError(
            "passages_illisibles",
            f"« {runs} » n'est pas un dossier : déplacez ce fichier, PLANIR range les passages à cet endroit.",
        )
    found = []
    for path in sorted(runs.glob("[!.]*/passage.json")):
        try:
            found.append(read(path.parent))
        except PlanirError:
            continue
    return tuple(sorted(found, key=lambda run: (run.au, run.connu_au, run.key)))


def sound(folder: Path, keys: Mapping[str, bytes]) -> bool:
    """Whether a run is there with every one of its Parquet files; the record itself is checked by `read`."""
    if not (folder / "passage.json").is_file() or not all(_opens(folder, name, keys) for name in FILES):
        return False
    try:
        medical_counts.read_counts(folder, keys.get("medical"))
    except medical_counts.UnreadableCountsError:
        return False
    return True


def _opens(folder: Path, name: str, keys: Mapping[str, bytes]) -> bool:
    """Whether the end of a run's Parquet file can be read; without the key, whether it begins and ends as one."""
    import pyarrow as pa  # Late: showing a record needs no Parquet.
    import pyarrow.parquet as pq
    from pyarrow.parquet.encryption import create_decryption_properties

    path, key = folder / f"{name}.parquet", keys.get("medical")
    try:
        properties = None
        if medical_counts.is_ciphered(path):
            if not name.startswith(("situations_medical", "closes_medical", medical_counts.NAME)):
                return False
            if key is None:
                with path.open("rb") as stream:
                    stream.seek(-len(medical_counts.CIPHERED), 2)
                    return stream.read() == medical_counts.CIPHERED
            properties = create_decryption_properties(footer_key=key)
        pq.read_metadata(path, decryption_properties=properties)
    except (OSError, pa.ArrowException):
        return False
    return True


def read(folder: Path, keys: Mapping[str, bytes] | None = None) -> Passage:
    """Read one record; without the key of its medical counts, they are zero.

    Raises PlanirError `passage_illisible`, and for counts under another key when there are `keys`.
    """
    try:
        counts = {} if keys is None else medical_counts.read_counts(folder, keys.get("medical"))
        raw = read_json(folder / "passage.json", LARGEST_RECORD)
        return Passage(
            key=_key(raw["cle"]),
            au=date.fromisoformat(raw["au"]),
            connu_au=date.fromisoformat(raw["connu_au"]),
            access=tuple(_word(access, get_args(Access)) for access in _of(list, raw["acces"])),
            population=_text(raw["population"]),
            synthetic=_of(bool, raw["synthetique"]),
            tables={_text(name): _table(table) for name, table in _of(dict, raw["tables"]).items()},
            programmes=tuple(_programme(programme, counts) for programme in _of(list, raw["programmes"])),
            duration=_seconds(raw["duree_s"]),
            folder=folder,
        )
    except (OSError, *IMPOSSIBLE) as error:
        raise damaged(folder) from error


def damaged(folder: Path) -> PlanirError:
    """What is said of a run that cannot be read."""
    return PlanirError(
        "passage_illisible",
        f"Le passage « {folder.name} » est abîmé : supprimez son dossier, puis relancez « planir detect ».",
    )


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
                "non_connu": list(programme.not_known),
                "compare_a": programme.before,
                "compare_au": programme.before_au.isoformat() if programme.before_au else None,
                "attrition": [{"etape": step.sentence, "personnes": step.persons} for step in programme.steps],
            }
            for programme in passage.programmes
        ],
        "duree_s": passage.duration,
    }


def _table(raw: Mapping[str, Any]) -> TableRead:
    return TableRead(
        rows=_count(raw["lignes"]),
        first=None if raw["du"] is None else date.fromisoformat(raw["du"]),
        last=None if raw["au"] is None else date.fromisoformat(raw["au"]),
        extracted=date.fromisoformat(raw["extrait_le"]),
    )


def _programme(raw: Mapping[str, Any], counts: Mapping[str, Mapping[str, Any]]) -> ProgrammeResult:
    if raw["acces"] == "medical":
        # A run kept before the counts were set apart holds them itself.
        raw = {**medical_counts.NOT_READ, **raw, **counts.get(raw["code"], {})}
    return ProgrammeResult(
        code=_text(raw["code"]),
        title=_text(raw["titre"]),
        risk=_word(raw["risque"], RISKS),
        access=_word(raw["acces"], get_args(Access)),
        status=_word(raw["statut"], get_args(Status)),
        reason=None if raw["raison"] is None else _text(raw["raison"]),
        version=_text(raw["version"]),
        situations=_count(raw["situations"]),
        new=_count(raw["nouvelles"]),
        closed={_text(reason): _count(count) for reason, count in _of(dict, raw["closes_par_motif"]).items()},
        steps=tuple(Step(_text(step["etape"]), _count(step["personnes"])) for step in _of(list, raw["attrition"])),
        before=None if raw["compare_a"] is None else _key(raw["compare_a"]),
        before_au=None if raw.get("compare_au") is None else date.fromisoformat(raw["compare_au"]),
        not_known=tuple(_text(said) for said in _of(list, raw.get("non_connu", []))),
    )


def _of(kind: type, raw: Any) -> Any:
    if type(raw) is not kind:
        raise TypeError(f"not a {kind.__name__}")
    return raw


def _text(raw: Any) -> str:
    """A text that can be written back: JSON lets half a character through, no output does."""
    text: str = _of(str, raw)
    text.encode("utf-8")
    return text


def _key(raw: Any) -> str:
    if not re.fullmatch("[0-9a-f]{12}", raw):
        raise ValueError("not the key of a run")
    return str(raw)


def _word(raw: Any, known: tuple[Any, ...]) -> Any:
    if raw not in known:
        raise ValueError("unknown word")
    return raw


def _count(raw: Any) -> int:
    count: int = _of(int, raw)
    if count < 0:
        raise ValueError("negative count")
    return count


def _seconds(raw: Any) -> float:
    if type(raw) not in {int, float} or not 0 <= raw < math.inf:
        raise ValueError("not a duration")
    return float(raw)
