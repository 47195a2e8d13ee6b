"""The synthetic extracts of the DREES, read in place: formats nobody here wrote, and dates at random.

Their values prove nothing of behaviour; what they prove is that every line is kept, refused with a reason, or counted.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from planir.population.snds.columns import columns
from population.snds_extract import COLUMNS, Reading, drees, read


@pytest.fixture(scope="module")
def extracts() -> Path:
    return drees()


@pytest.fixture(scope="module")
def lus(extracts: Path) -> Reading:
    return read(extracts)


def test_every_line_is_kept_refused_or_counted(lus: Reading) -> None:
    tables = {
        "IR_BEN_R.csv": ("assure",),
        "IR_MTT_R.csv": ("medecin_traitant",),
        "IR_ORC_R.csv": ("complementaire",),
        "IR_IMB_R.csv": ("affection", "allocation"),
        "ER_PRS_F.csv": ("soin", "arret"),
    }
    for file, targets in tables.items():
        kept = sum(len(lus.kept[target]) for target in targets)
        refused = sum(r.file == file for r in lus.refused)
        counted = sum(int(n) for n in re.findall(r"\((\d+)\)(?= ;|\.)", lus.aside(file)))
        assert (kept + refused + counted, file) == (10, file)


def test_a_good_part_of_random_dates_is_refused_each_with_its_reason(lus: Reading) -> None:
    reasons = {r.reason for r in lus.refused}
    assert {
        "le décès est antérieur à la naissance",
        "la naissance est postérieure à l'extrait",
        "la fin est antérieure au début",
        "la personne est elle-même refusée dans IR_BEN_R",
        "la ligne est entrée dans le système après avoir été mise à disposition (FLX_TRT_DTD, FLX_DIS_DTD)",
        "la ligne de ER_PRS_F de mêmes neuf clés est refusée",
    } <= reasons
    assert len(lus.refused) > 20
    assert all(r.reason and r.line >= 2 and r.column for r in lus.refused)


def test_the_codes_are_checked_against_the_nomenclatures_beside(lus: Reading) -> None:
    assert not any(r.file == "nomenclatures" for r in lus.remarks)


def test_what_the_extracts_cannot_tell_is_absent_and_said(lus: Reading) -> None:
    for table in ("ressource", "ressource_connue", "foyer", "demande", "identite", "medecin", "delivrance"):
        assert lus.absent(table), table
        assert table not in lus.kept, table


def test_our_written_extracts_have_the_columns_of_theirs(extracts: Path) -> None:
    for table, names in COLUMNS.items():
        with (extracts / "schemas" / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
            assert next(csv.reader(stream)) == names


def test_every_column_that_must_be_there_is_in_the_schemas() -> None:
    for table, read_columns in columns().items():
        assert {column.name for column in read_columns if column.required} <= set(COLUMNS[table])
