"""From the rows that `sql/` has judged to the sources that the pipeline imports: one a target table and file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from planir.population.importing.source import Source
from planir.population.snds.loading import LoadedFile

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class Target:
    """One table of the contract, filled from the judged rows `judged` of the SNDS table `origin`.

    `needs`: the SNDS tables without which it is not filled. `refusals`: this target is the one that tells the
    refused rows of its origin (another target of the same rows does not repeat them). `covered`: as `Source`.
    """

    table: str
    origin: str
    judged: str
    columns: str
    needs: tuple[str, ...]
    where: str = "TRUE"
    refusals: bool = True
    covered: tuple[str, ...] | None = None


_LINE = "lpad(lower(to_hex(CAST(j._cle >> 64 AS UBIGINT))), 16, '0')"
# A line of the contract has one name; a head that has several details gives it to the first.
_DETAIL = f"{_LINE} || CASE WHEN j.place > 1 THEN '-' || j.place ELSE '' END"
_CARE = "p.assure, j.debut AS date_soin, j.connu_le"
_ACT = f"{_CARE}, j.nature, CAST(j.specialite AS VARCHAR) AS specialite, j.quantite"
_BENEFITS = ("pension_invalidite",)

TARGETS = (
    Target(
        "assure",
        "IR_BEN_R",
        "assure",
        "j.assure, j.sexe, j.date_naissance, j.precision_naissance, j.commune, j.organisme, j.regime, "
        "j.statut_social, j.rattache_a, j.date_deces",
        ("IR_BEN_R",),
    ),
    Target("medecin_traitant", "IR_MTT_R", "medecin_traitant", "p.assure, j.medecin, j.debut, j.fin", ("IR_MTT_R",)),
    Target(
        "complementaire",
        "IR_ORC_R",
        "complementaire",
        "p.assure, j.type, j.debut, j.fin, j.gestionnaire",
        ("IR_ORC_R",),
    ),
    Target(
        "affection",
        "IR_IMB_R",
        "exoneration",
        "p.assure, j.ald, j.cim10, j.exoneration, j.debut, j.fin, j.connu_le",
        ("IR_IMB_R",),
        where="j.usage <> 'invalidite'",
    ),
    Target(
        "allocation",
        "IR_IMB_R",
        "exoneration",
        "p.assure, 'pension_invalidite' AS type, j.debut, j.fin, j.connu_le",
        ("IR_IMB_R",),
        where="j.usage = 'invalidite'",
        covered=_BENEFITS,
    ),
    Target(
        "soin",
        "ER_PRS_F",
        "prestation",
        f"{_LINE} AS ligne, {_CARE}, j.famille, j.medecin, j.hors_parcours, j.montant_base, j.montant_rembourse, "
        "j.majoration, j.depassement",
        ("ER_PRS_F",),
        where="j.usage = 'soin'",
    ),
    Target(
        "arret",
        "ER_PRS_F",
        "prestation",
        f"{_LINE} AS ligne, p.assure, j.debut, j.connu_le, j.fin, j.jours, j.ald, j.risque, j.temps_partiel",
        ("ER_PRS_F",),
        where="j.usage = 'arret'",
    ),
    Target(
        "allocation",
        "ER_PRS_F",
        "versement",
        "p.assure, 'pension_invalidite' AS type, j.debut, j.fin, j.montant_mensuel, j.categorie, j.connu_le",
        ("ER_PRS_F",),
        covered=_BENEFITS,
    ),
    Target(
        "acte",
        "ER_PRS_F",
        "prestation",
        f"{_LINE} AS ligne, {_ACT}",
        ("ER_PRS_F", "ER_CAM_F"),
        where="j.usage = 'soin' AND NOT EXISTS (SELECT 1 FROM snds.ccam AS c "
        "WHERE c._cle = j._cle AND c.rejet IS NULL AND c.ecart IS NULL)",
        refusals=False,
    ),
    Target("acte", "ER_CAM_F", "ccam", f"{_DETAIL} AS ligne, {_ACT}, j.code", ("ER_PRS_F", "ER_CAM_F")),
    Target(
        "delivrance",
        "ER_PHA_F",
        "delivrance",
        f"{_DETAIL} AS ligne, p.assure, j.debut AS date_delivrance, j.connu_le, j.cip13, j.atc, j.quantite",
        ("ER_PRS_F", "ER_PHA_F", "ATC"),
    ),
)


def sources(
    con: DuckDBPyConnection, files: Collection[LoadedFile], have: Collection[str], extracted: date
) -> list[Source]:
    """One source a target and file; `have` names the SNDS tables loaded, and ATC when the list was supplied."""
    return list(_sources(con, files, have, extracted))


def _sources(
    con: DuckDBPyConnection, files: Collection[LoadedFile], have: Collection[str], extracted: date
) -> Iterator[Source]:
    told: set[int] = set()
    for target in TARGETS:
        if not set(target.needs) <= set(have):
            continue
        for file in files:
            if file.table != target.origin:
                continue
            sql = _sql(target, file)
            structure = file.structure if target.refusals and file.number not in told else None
            told.add(file.number)
            yield Source(target.table, file.name, sql, _rows(con, target, file), extracted, structure, target.covered)


def _rows(con: DuckDBPyConnection, target: Target, file: LoadedFile) -> int | None:
    """Rows of a source, for the progress bar; not worth a join when one is needed to know it."""
    if "EXISTS" in target.where:
        return None
    row = con.execute(
        f"SELECT count(*) FROM snds.{target.judged} AS j "
        f"WHERE j._fichier = {file.number} AND j.ecart IS NULL AND {target.where}"
    ).fetchone()
    return int(row[0]) if row else None


def _sql(target: Target, file: LoadedFile) -> str:
    refused = (
        "CASE WHEN j.rejet IS NOT NULL THEN coalesce(m.phrase, j.rejet) END AS _rejet, "
        f"{_column(file.table)} AS _colonne, j.valeur AS _valeur"
    )
    kept = "" if target.refusals else " AND j.rejet IS NULL"
    person = "" if target.judged == "assure" else "LEFT JOIN snds.personne AS p ON p.num = j.num "
    motive = "LEFT JOIN snds.motif AS m ON m.code = j.rejet " if target.refusals else ""
    return (
        f"SELECT j._ligne, {target.columns}{', ' + refused if target.refusals else ''} FROM snds.{target.judged} AS j "
        f"{person}{motive}WHERE j._fichier = {file.number} AND j.ecart IS NULL{kept} AND {target.where}"
    )


def _column(table: str) -> str:
    bounds = _bounds().get(table)
    if bounds is None:
        return "m.colonne"
    return f"CASE m.colonne WHEN 'debut' THEN '{bounds[0]}' WHEN 'fin' THEN '{bounds[1]}' ELSE m.colonne END"


@cache
def _bounds() -> Mapping[str, tuple[str, str]]:
    raw = yaml.safe_load((Path(__file__).parent / "tables.yaml").read_text(encoding="utf-8"))
    return {table: (read["debut"], read["fin"]) for table, read in raw.items() if "debut" in read}
