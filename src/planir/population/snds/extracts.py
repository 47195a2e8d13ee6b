"""Recognises the extracts of a folder: which files are which SNDS tables, and the lists that come with them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from planir.engine.errors import PlanirError
from planir.population.importing.places import refuse_name

TABLES = ("IR_BEN_R", "IR_MTT_R", "IR_ORC_R", "IR_IMB_R", "ER_PRS_F", "ER_PHA_F", "ER_CAM_F")
NOMENCLATURES = ("IR_CAI_V", "IR_CTA_V", "IR_ETM_V", "IR_NAT_V", "IR_QPS_V")

_ENDINGS = (".csv", ".txt", ".csv.gz", ".txt.gz", ".parquet")
# ER_PRS_F_2015, ER_PRS_F_201503, ER_PRS_F_2015_03; IR_BEN_R_ARC holds the persons archived, in the same columns.
_SUFFIX = re.compile(r"(_ARC)?([_-]?\d{4}([_-]?\d{2}){0,2})?", re.IGNORECASE)
# ER_PRS_F_1, ER_PRS_F_part2, ER_PRS_F_2015_1: what a tool that cuts its exports writes.
_PART = re.compile(r"([_-]?\d{4})?[_-]?(P|PART|PARTIE)?[_-]?\d{1,3}", re.IGNORECASE)
_ATC = re.compile(r"(IR_PHA_R|CIP_ATC)([_-]?\d{4}([_-]?\d{2}){0,2})?", re.IGNORECASE)


@dataclass(frozen=True)
class Extracts:
    """The files found, by SNDS table; several files of one table are one table, in the order of their names."""

    files: Mapping[str, tuple[Path, ...]]
    nomenclatures: Mapping[str, Path]
    atc: Path | None
    """List from CIP to ATC: IR_PHA_R (PHA_CIP_C13, PHA_ATC_CLA) or CIP_ATC (cip13, atc)."""
    ignored: tuple[Path, ...]
    """Data files that are none of these."""


def find_extracts(folder: Path) -> Extracts:
    """Look in `folder` and below; nomenclatures may also be in a `nomenclatures` folder beside it.

    Raises PlanirError: `source_absente` (not a folder), `snds_sans_beneficiaires` (no IR_BEN_R, so nobody),
    `fichier_double` (one extract under two formats), `snds_morceaux` (a table in parts only).
    """
    if not folder.is_dir():
        raise PlanirError("source_absente", f"« {folder} » n'est pas un dossier : donnez celui des extraits du SNDS.")
    files: dict[str, list[Path]] = {}
    nomenclatures: dict[str, Path] = {}
    atc: Path | None = None
    ignored: list[Path] = []
    for path in _data_files(folder):
        refuse_name(path)
        table = _table(_stem(path))
        if table is not None:
            files.setdefault(table, []).append(path)
        elif _stem(path).upper() in NOMENCLATURES:
            nomenclatures.setdefault(_stem(path).upper(), path)
        elif _ATC.fullmatch(_stem(path)):
            atc = path
        else:
            ignored.append(path)
    for path in _data_files(folder.parent / "nomenclatures"):
        if _stem(path).upper() in NOMENCLATURES:
            nomenclatures.setdefault(_stem(path).upper(), path)
    _refuse_parts(ignored, files)
    if "IR_BEN_R" not in files:
        raise PlanirError(
            "snds_sans_beneficiaires",
            f"« {folder} » ne contient pas IR_BEN_R (CSV ou Parquet) : sans le référentiel des bénéficiaires, "
            "aucune personne n'est connue. Vérifiez le dossier ou ajoutez ce fichier.",
        )
    for paths in files.values():
        _refuse_doubles(paths)
    return Extracts({name: tuple(files[name]) for name in TABLES if name in files}, nomenclatures, atc, tuple(ignored))


def _data_files(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and path.name.lower().endswith(_ENDINGS)
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )


def _stem(path: Path) -> str:
    return path.name[: path.name.find(".")]


def _table(stem: str) -> str | None:
    name = stem.upper()
    return next((t for t in TABLES if name.startswith(t) and _SUFFIX.fullmatch(name[len(t) :])), None)


def part_of(path: Path) -> str | None:
    """The table of which this file looks like a part; None for any other."""
    name = _stem(path).upper()
    return next((t for t in TABLES if name.startswith(t) and _PART.fullmatch(name[len(t) :])), None)


def _refuse_parts(ignored: list[Path], files: Mapping[str, list[Path]]) -> None:
    """Beside the whole table, a part is only told (`remarks`): it may be a copy."""
    for table in TABLES:
        parts = [path.name for path in ignored if part_of(path) == table]
        if parts and table not in files:
            many = len(parts) > 1
            raise PlanirError(
                "snds_morceaux",
                f"« {', '.join(parts)} » {'ressemblent à des morceaux' if many else 'ressemble à un morceau'} de "
                f"{table} : réunissez-les en un seul fichier, du nom de la table, puis recommencez.",
            )


def _refuse_doubles(paths: list[Path]) -> None:
    seen: dict[str, Path] = {}
    for path in paths:
        other = seen.setdefault(_stem(path).upper(), path)
        if other is not path:
            raise PlanirError(
                "fichier_double",
                f"« {other.name} » et « {path.name} » sont le même extrait deux fois : n'en gardez qu'un.",
            )
