"""What the user must be told of an SNDS import: what was read, what does not concern a person, what cannot be known."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from planir.population.importing.source import Remark
from planir.population.snds.extracts import NOMENCLATURES, Extracts, part_of
from planir.population.snds.lists import motives
from planir.population.snds.loading import LoadedFile

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

JUDGED = {
    "IR_BEN_R": ("assure",),
    "IR_MTT_R": ("medecin_traitant",),
    "IR_ORC_R": ("complementaire",),
    "IR_IMB_R": ("exoneration",),
    "ER_PRS_F": ("prestation", "versement"),
    "ER_CAM_F": ("ccam",),
    "ER_PHA_F": ("delivrance",),
}
"""Where the lines set aside of each SNDS table are."""

ABSENT = "tables absentes"
"""Heading of what cannot be known."""


def remarks(
    con: DuckDBPyConnection, extracts: Extracts, files: Collection[LoadedFile], given: Collection[str]
) -> list[Remark]:
    """Every remark, in the order in which it is read: lines, doubts, then what is absent. `given`: tables filled."""
    return [
        *_lines(con, files),
        *_doubts(con, extracts, files),
        *_unused(extracts, files),
        *_absences(given),
    ]


def _lines(con: DuckDBPyConnection, files: Collection[LoadedFile]) -> Iterator[Remark]:
    sentences = motives()["ecart"]
    for file in files:
        union = " UNION ALL ".join(f"SELECT _fichier, ecart FROM snds.{judged}" for judged in JUDGED[file.table])
        aside = con.execute(
            f"SELECT ecart, count(*) FROM ({union}) WHERE _fichier = ? AND ecart IS NOT NULL "
            "GROUP BY ecart ORDER BY 2 DESC, 1",
            [file.number],
        ).fetchall()
        told = [f"{sentences[code]} ({_figure(count)})" for code, count in aside]
        detail = f" ; mises de côté : {' ; '.join(told)}" if told else ""
        plural = "s" * (file.rows > 1)
        yield Remark(file.name, f"{_figure(file.rows)} ligne{plural} lue{plural}{detail}.")


def _figure(count: int) -> str:
    return f"{count:,}".replace(",", " ")


def _doubts(con: DuckDBPyConnection, extracts: Extracts, files: Collection[LoadedFile]) -> Iterator[Remark]:
    sentences = limits()["doutes"]
    for file in files:
        if file.table == "IR_BEN_R" and "BEN_IDT_ANO" in file.absent:
            yield Remark(file.name, sentences["sans_identifiant"])
        if "REF_C2S_COD" in file.absent and _any(con, "snds.complementaire", "type = 'c2s_gratuite'"):
            yield Remark(file.name, sentences["c2s_sans_type"])
        if file.table == "IR_ORC_R" and _any(con, "snds.assure", "regime <> '01' AND rejet IS NULL AND ecart IS NULL"):
            yield Remark(file.name, sentences["autres_regimes"])
        if file.table == "ER_CAM_F":
            yield Remark(file.name, sentences["hopital_public"])
    if {"ER_PRS_F", "IR_IMB_R"} & {file.table for file in files}:
        yield Remark("allocation", sentences["allocations"])
    missing = [name for name in NOMENCLATURES if name not in extracts.nomenclatures]
    if not extracts.nomenclatures:
        yield Remark("nomenclatures", sentences["sans_nomenclature"])
    elif missing:
        yield Remark("nomenclatures", f"codes non vérifiés, faute de {', '.join(missing)}.")


def _unused(extracts: Extracts, files: Collection[LoadedFile]) -> Iterator[Remark]:
    sentences = limits()["doutes"]
    loaded = {file.table for file in files}
    why = sentences["sans_atc"] if "ER_PRS_F" in loaded else sentences["sans_prestations"]
    for table, paths in extracts.files.items():
        if table not in loaded:
            yield from (Remark(path.name, why) for path in paths)
    for path in extracts.ignored:
        whole = part_of(path)
        yield Remark(path.name, sentences["morceau"].format(table=whole) if whole else sentences["autre_fichier"])


def _absences(given: Collection[str]) -> Iterator[Remark]:
    known = limits()
    for table, needs in known["sans_extrait"].items():
        if table not in given:
            yield Remark(ABSENT, f"{table} : il faut {' et '.join(needs)}.")
    for table, sentence in known["jamais"].items():
        yield Remark(ABSENT, f"{table} : {sentence}")
    yield Remark(ABSENT, known["doutes"]["absences"])


def limits() -> dict[str, dict[str, Any]]:
    """`limites.yaml`: `doutes` (sentence), `jamais` (table → sentence), `sans_extrait` (table → what it needs)."""
    raw: dict[str, dict[str, Any]] = yaml.safe_load(
        (Path(__file__).parent / "limites.yaml").read_text(encoding="utf-8")
    )
    return raw


def _any(con: DuckDBPyConnection, relation: str, condition: str) -> bool:
    row = con.execute(f"SELECT count(*) FROM (SELECT 1 FROM {relation} WHERE {condition} LIMIT 1)").fetchone()
    return bool(row and row[0])
