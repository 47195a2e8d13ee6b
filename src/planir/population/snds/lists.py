"""Loads what gives codes their meaning: our lists (`codes/`), the nomenclatures supplied, the list from CIP to ATC."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from planir.engine.errors import PlanirError
from planir.population.snds.columns import columns
from planir.population.snds.extracts import Extracts
from planir.population.snds.files import OpenFile, open_file

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FOLDER = Path(__file__).parent

_NUMERIC = ("parcours", "specialites", "exonerations", "assurances")
_TEXT = ("numeros", "departements")
_RANGES = ("contrats", "prestations")

_CIP = ("PHA_CIP_C13", "CIP13", "CIP_C13")
_ATC = ("PHA_ATC_CLA", "ATC", "PHA_ATC_C07")


def load_lists(con: DuckDBPyConnection, extracts: Extracts, extracted: date, pepper: str) -> None:
    """Make the tables of codes, and the one row `snds.lecture`: when, under which secret, checked by which lists."""
    for name in _NUMERIC + _TEXT + _RANGES:
        _load_codes(con, name)
    _load_motives(con)
    _load_nomenclatures(con, extracts)
    if extracts.atc is not None:
        _load_atc(con, open_file(con, extracts.atc, "snds_structure_atc"))
    known = extracts.nomenclatures
    con.execute(
        "CREATE OR REPLACE TABLE snds.lecture AS SELECT CAST(? AS DATE) AS extrait, CAST(? AS VARCHAR) AS poivre, "
        f"{'IR_CAI_V' in known} AS liste_caisses, {'IR_CTA_V' in known} AS liste_contrats, "
        f"{'IR_ETM_V' in known} AS liste_exonerations, {'IR_QPS_V' in known} AS liste_parcours",
        [extracted, pepper],
    )
    # The narrowest range that holds a nature says what it is.
    con.execute(
        "CREATE OR REPLACE TABLE snds.nature AS "
        f"SELECT n.nature, n.usage, n.famille, {'IR_NAT_V' not in known} OR v.code IS NOT NULL AS connue "
        "FROM (SELECT *, unnest(generate_series(de, a)) AS nature FROM snds.prestations) AS n "
        "LEFT JOIN snds.nomenclature AS v ON v.liste = 'IR_NAT_V' AND v.code = CAST(n.nature AS VARCHAR) "
        "QUALIFY row_number() OVER (PARTITION BY n.nature ORDER BY n.a - n.de, n.de) = 1"
    )


def _load_codes(con: DuckDBPyConnection, name: str) -> None:
    types = {"code": "INTEGER"} if name in _NUMERIC else {"de": "INTEGER", "a": "INTEGER"} if name in _RANGES else {}
    replaced = ", ".join(f"CAST({column} AS {kind}) AS {column}" for column, kind in types.items())
    con.execute(
        f"CREATE OR REPLACE TABLE snds.{name} AS SELECT *{f' REPLACE ({replaced})' if replaced else ''} "
        f"FROM read_csv(?, delim = ';', header = true, all_varchar = true)",
        [str(FOLDER / "codes" / f"{name}.csv")],
    )


def _load_motives(con: DuckDBPyConnection) -> None:
    refused = dict(motives()["refus"])
    unread = refused["nombre_illisible"]
    numbers = {column.unreadable: column.name for read in columns().values() for column in read if column.is_number}
    refused |= {code: {"colonne": name, "phrase": unread["phrase"]} for code, name in numbers.items()}
    con.execute(
        "CREATE OR REPLACE TABLE snds.motif AS SELECT unnest(?) AS code, unnest(?) AS colonne, unnest(?) AS phrase",
        [
            list(refused),
            [motive["colonne"] for motive in refused.values()],
            [motive["phrase"] for motive in refused.values()],
        ],
    )


def motives() -> dict[str, dict[str, dict[str, str]]]:
    """`motifs.yaml`: `refus` (code → colonne, phrase) and `ecart` (code → sentence)."""
    raw: dict[str, dict[str, dict[str, str]]] = yaml.safe_load((FOLDER / "motifs.yaml").read_text(encoding="utf-8"))
    return raw


def _load_nomenclatures(con: DuckDBPyConnection, extracts: Extracts) -> None:
    con.execute("CREATE OR REPLACE TABLE snds.nomenclature (liste VARCHAR, code VARCHAR, tec INTEGER)")
    for name, path in extracts.nomenclatures.items():
        opened = open_file(con, path, f"snds_structure_{name.lower()}")
        tec = "TRY_CAST(TEC_COL AS INTEGER)" if not opened.missing(("TEC_COL",)) else "NULL"
        con.execute(
            "INSERT INTO snds.nomenclature SELECT DISTINCT ON (code) ?, "
            f'trim("{opened.columns[0].upper()}") AS code, {tec} FROM {opened.relation}',
            [name],
        )


def _load_atc(con: DuckDBPyConnection, opened: OpenFile) -> None:
    cip, atc = _one_of(opened, _CIP), _one_of(opened, _ATC)
    con.execute(
        "CREATE OR REPLACE TABLE snds.atc AS "
        f"SELECT snds.lire_texte({cip}) AS cip13, any_value(snds.lire_texte({atc})) AS atc "
        f"FROM {opened.relation} WHERE NOT snds.absent({cip}) GROUP BY ALL"
    )


def _one_of(opened: OpenFile, names: tuple[str, ...]) -> str:
    found = next((name for name in names if not opened.missing((name,))), None)
    if found is None:
        raise PlanirError(
            "snds_colonne_absente",
            f"« {opened.path.name} » doit donner la classe ATC de chaque code CIP : il lui manque {names[0]}.",
        )
    return found
