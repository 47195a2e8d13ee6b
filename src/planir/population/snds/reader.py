"""Reads a folder of SNDS extracts: loads, judges each line once, and hands the pipeline what it imports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from planir.population.importing.source import Remark, Source
from planir.population.keys import create_key
from planir.population.nir import is_nir, is_nir_alone
from planir.population.snds.extracts import Extracts, find_extracts
from planir.population.snds.lists import load_lists
from planir.population.snds.loading import load, prepare, run_sql, unload
from planir.population.snds.remarks import remarks
from planir.population.snds.targets import sources

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_STEPS = {
    "IR_MTT_R": ("medecin_traitant",),
    "IR_ORC_R": ("complementaire",),
    "IR_IMB_R": ("exoneration",),
    "ER_PRS_F": ("prestation", "versement"),
    "ER_CAM_F": ("acte",),
    "ER_PHA_F": ("delivrance",),
}
"""The SQL that judges each SNDS table, in order: a detail after its heads."""

_OFTEN = 20
"""One number in so many shaped like a NIR and its rank: they are no pseudonyms."""


def read_snds(con: DuckDBPyConnection, folder: Path, known: date) -> tuple[list[Source], list[Remark]]:
    """The sources and remarks of the extracts of `folder`, taken as extracted on `known`.

    Leaves on `con` a working database `snds`, which the SQL of the sources reads.
    Raises PlanirError when a file is not what it claims, or when IR_BEN_R is not there.
    """
    extracts = find_extracts(folder)
    prepare(con)
    files = load(con, "IR_BEN_R", extracts.files["IR_BEN_R"], 1)
    load_lists(con, extracts, known, _pepper(con))
    run_sql(con, "personne")
    run_sql(con, "assure")
    unload(con, "IR_BEN_R")
    for table in _usable(extracts):
        files += load(con, table, extracts.files[table], len(files) + 1)
        for step in _STEPS[table]:
            run_sql(con, step)
        unload(con, table)
    have = {file.table for file in files} | ({"ATC"} if extracts.atc is not None else set())
    given = sources(con, files, have, known)
    return given, remarks(con, extracts, files, {source.table for source in given})


def _usable(extracts: Extracts) -> Iterator[str]:
    """SNDS tables to load after IR_BEN_R: a detail needs its heads, and a drug its class."""
    for table in _STEPS:
        if table not in extracts.files:
            continue
        if table in ("ER_CAM_F", "ER_PHA_F") and "ER_PRS_F" not in extracts.files:
            continue
        if table == "ER_PHA_F" and extracts.atc is None:
            continue
        yield table


def _pepper(con: DuckDBPyConnection) -> str:
    """Secret put before what is hashed into a pseudonym, so that nobody finds a NIR by trying them all.

    A fund's own extracts have the NIR in place of the SNDS's pseudonym.
    The SNDS's own pseudonyms need none: the same extract then gives the same pseudonyms everywhere. Of those that are
    all digits, one in two hundred looks like a NIR and its rank, which must not change all the others.
    """
    row = con.execute(
        f"SELECT bool_or({is_nir_alone('number')}) OR {_OFTEN} * count_if({is_nir('number')}) > count(number) FROM "
        "(SELECT unnest([BEN_NIR_PSA, BEN_NIR_ANO, BEN_IDT_ANO, ASS_NIR_ANO]) AS number FROM snds.ir_ben_r)"
    ).fetchone()
    return create_key("nir").hex() if row and row[0] else ""
