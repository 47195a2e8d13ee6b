"""A hand-written SNDS extract: named persons and what the fund paid for them, in the columns of the real tables.

Random extracts prove that files are read; only written ones prove what a rule does.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from planir.population.importing.source import Remark
from planir.population.snds import read_snds
from planir.population.snds.columns import KEYS
from planir.population.snds.remarks import ABSENT

COLUMNS: dict[str, list[str]] = {
    table: names.split()
    for table, names in yaml.safe_load(
        Path(__file__).with_name("snds_columns.yaml").read_text(encoding="utf-8")
    ).items()
}
EXTRACTED = date(2026, 11, 1)
ALIVE = OPEN = "1600-01-01"

Row = dict[str, Any]


@dataclass
class SndsExtract:
    """Rows of the seven tables. A person's name is her number, padded; her commune tells her in what is read."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {table: [] for table in COLUMNS})

    def personne(self, nom: str, nee: tuple[int, int] = (1980, 6), **colonnes: Any) -> Row:
        """A line of IR_BEN_R: alive, in Savoie, under a normal number of her own."""
        place = f"{len(self.rows['IR_BEN_R']) + 1:03}"
        return self._add(
            "IR_BEN_R",
            {
                "BEN_NIR_PSA": numero(nom),
                "BEN_RNG_GEM": 1,
                "BEN_NIR_ANO": f"NIR{nom}",
                "BEN_IDT_ANO": f"NIR{nom}",
                "BEN_IDT_TOP": 1,
                "ASS_NIR_ANO": f"NIR{nom}",
                "BEN_CDI_NIR": "00",
                "BEN_NAI_ANN": nee[0],
                "BEN_NAI_MOI": f"{nee[1]:02}",
                "BEN_SEX_COD": 2,
                "BEN_DCD_DTE": ALIVE,
                "BEN_DCD_AME": "160001",
                "ORG_AFF_BEN": "01C731223",
                "BEN_RES_DPT": "073",
                "BEN_RES_COM": place,
                "BEN_DTE_INS": ALIVE,
                "BEN_DTE_MAJ": "2026-10-01",
            }
            | colonnes,
        )

    def medecin_traitant(self, nom: str, debut: str, fin: str = OPEN, **colonnes: Any) -> Row:
        base = self._de(nom) | {"MTT_DEP_DTE": debut, "MTT_FIN_DTE": fin, "MTT_PFS_NUM": "730000001"}
        return self._add("IR_MTT_R", base | colonnes)

    def contrat(self, nom: str, type_: int, debut: str, fin: str = OPEN, **colonnes: Any) -> Row:
        base = self._de(nom) | {"BEN_CTA_TYP": type_, "MLL_CTA_DSD": debut, "MLL_CTA_DSF": fin}
        return self._add("IR_ORC_R", base | colonnes)

    def exoneration(self, nom: str, nature: int, debut: str, fin: str = OPEN, **colonnes: Any) -> Row:
        base = self._de(nom) | {
            "IMB_ETM_NAT": nature,
            "IMB_ALD_DTD": debut,
            "IMB_ALD_DTF": fin,
            "IMB_ALD_NUM": 0,
            "INS_DTE": debut,
            "MED_NCL_IDT": "CIM10",
        }
        return self._add("IR_IMB_R", base | colonnes)

    def prestation(self, nom: str, nature: int, debut: str, fin: str | None = None, **colonnes: Any) -> Row:
        """A line of ER_PRS_F, made available in the month that follows the care."""
        day = date.fromisoformat(debut)
        flow = date(day.year + day.month // 12, day.month % 12 + 1, 1).isoformat()
        base = self._de(nom) | {
            "BEN_CDI_NIR": "00",
            "BEN_NAI_ANN": next((r["BEN_NAI_ANN"] for r in self._lignes(nom)), 1980),
            "ORG_AFF_BEN": "01C731223",
            "PRS_REJ_TOP": 0,
            "EXE_SOI_DTD": debut,
            "EXE_SOI_DTF": fin or debut,
            "BSE_REM_BSE": "30.00",
            "BSE_REM_MNT": "21.00",
            "BSE_REM_SGN": 1,
            "PRS_ACT_NBR": 1,
            "PRS_ACT_QTE": 1,
            "DPN_QLF": 0,
            "PRS_DPN_QLP": 0,
            "EXO_MTF": 0,
            "PRS_NAT_REF": nature,
            "PRS_PDS_QCP": 1,
            "RGO_ASU_NAT": 10,
            "PFS_EXE_NUM": "730000001",
            "PSE_SPE_COD": 1,
            "DCT_ORD_NUM": len(self.rows["ER_PRS_F"]) + 1,
            "FLX_DIS_DTD": flow,
            "FLX_EMT_NUM": 1,
            "FLX_EMT_ORD": 1,
            "FLX_EMT_TYP": 1,
            "FLX_TRT_DTD": debut,
            "ORG_CLE_NUM": "01C731000",
            "PRS_ORD_NUM": 1,
            "REM_TYP_AFF": 0,
        }
        return self._add("ER_PRS_F", base | colonnes)

    def arret(self, nom: str, debut: str, fin: str, jours: int | None = None, **colonnes: Any) -> Row:
        """Sick pay, made available at the end of the month after its last day."""
        count = (date.fromisoformat(fin) - date.fromisoformat(debut)).days + 1 if jours is None else jours
        last = date.fromisoformat(fin)
        flow = date(last.year + last.month // 12, last.month % 12 + 1, 1).isoformat()
        base = {"PRS_ACT_NBR": count, "PRS_ACT_QTE": count, "FLX_DIS_DTD": flow, "FLX_TRT_DTD": fin, "PRS_PDS_QCP": 0}
        return self.prestation(nom, 6111, debut, fin, **(base | colonnes))

    def medicament(self, tete: Row, cip13: str, quantite: int = 1, **colonnes: Any) -> Row:
        keys = {key: tete[key] for key in KEYS}
        return self._add("ER_PHA_F", keys | {"PHA_PRS_C13": cip13, "PHA_ACT_QSN": quantite} | colonnes)

    def acte(self, tete: Row, code: str, **colonnes: Any) -> Row:
        keys = {key: tete[key] for key in KEYS}
        return self._add("ER_CAM_F", keys | {"CAM_PRS_IDE": code} | colonnes)

    def write(self, folder: Path, *, without: tuple[str, ...] = (), separator: str = ",") -> Path:
        """The CSV files, every column in its place; a table without rows has its header alone."""
        folder.mkdir(parents=True, exist_ok=True)
        for table, columns in COLUMNS.items():
            if table not in without:
                write_table(folder / f"{table}.csv", columns, self.rows[table], separator)
        return folder

    def _add(self, table: str, row: Row) -> Row:
        assert set(row) <= {*COLUMNS[table], "REF_C2S_COD"}, set(row) - set(COLUMNS[table])
        self.rows[table].append(row)
        return row

    def _de(self, nom: str) -> Row:
        return {"BEN_NIR_PSA": numero(nom), "BEN_RNG_GEM": 1}

    def _lignes(self, nom: str) -> Iterator[Row]:
        return (row for row in self.rows["IR_BEN_R"] if row["BEN_NIR_PSA"] == numero(nom))


def drees() -> Path:
    """The synthetic extracts of the DREES, beside the repository: a test without them is skipped, but never in CI."""
    folder = Path(__file__).parents[3] / "shared" / "data" / "snds"
    if not folder.is_dir():
        reason = "les extraits synthétiques de la DREES ne sont pas à leur place (../shared/data/snds)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return folder


def numero(nom: str) -> str:
    return nom.ljust(17, "x")


def write_table(path: Path, columns: list[str], rows: list[Row], separator: str = ",") -> None:
    extra = [name for row in rows for name in row if name not in columns]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, [*columns, *dict.fromkeys(extra)], restval="", delimiter=separator)
        writer.writeheader()
        writer.writerows(rows)


@dataclass(frozen=True)
class Refusal:
    table: str
    file: str
    line: int
    reason: str
    column: str
    value: str | None


@dataclass(frozen=True)
class Reading:
    """What the extracts gave: rows kept by table, refusals, remarks. `nobody` reads a table without its `assure`."""

    kept: Mapping[str, list[Row]]
    refused: list[Refusal]
    remarks: list[Remark]

    def who(self, commune: str) -> str:
        """The pseudonym of the one person who lives in this commune."""
        (row,) = (row for row in self.kept["assure"] if row["commune"] == commune)
        return str(row["assure"])

    def of(self, table: str, commune: str) -> list[Row]:
        """The rows of `table` about the person who lives in this commune."""
        return [row for row in self.kept[table] if row["assure"] == self.who(commune)]

    def reasons(self, table: str) -> list[str]:
        return [refusal.reason for refusal in self.refused if refusal.table == table]

    def absent(self, table: str) -> str:
        """Why this table is absent."""
        (sentence,) = (r.sentence for r in self.remarks if r.file == ABSENT and r.sentence.startswith(f"{table} : "))
        return sentence.partition(" : ")[2]

    def aside(self, file: str) -> str:
        """The remark that counts the lines of a file."""
        return next(r.sentence for r in self.remarks if r.file == file and " lignes lues" in r.sentence)


def read(folder: Path, known: date = EXTRACTED) -> Reading:
    with reading(folder, known) as (_, result):
        return result


@contextmanager
def reading(folder: Path, known: date = EXTRACTED) -> Iterator[tuple[duckdb.DuckDBPyConnection, Reading]]:
    con = duckdb.connect()
    try:
        sources, remarks = read_snds(con, folder, known)
        kept: dict[str, list[Row]] = {}
        refused: list[Refusal] = []
        for source in sources:
            cursor = con.execute(f"SELECT * FROM ({source.sql}) ORDER BY _ligne")
            names = [column[0] for column in cursor.description or ()]
            table = kept.setdefault(source.table, [])
            for values in cursor.fetchall():
                row = dict(zip(names, values, strict=True))
                if row.get("_rejet") is None:
                    table.append(row)
                else:
                    place = (source.table, source.file, row["_ligne"])
                    refused.append(Refusal(*place, row["_rejet"], row["_colonne"], row["_valeur"]))
        yield con, Reading(kept, refused, remarks)
    finally:
        con.close()
