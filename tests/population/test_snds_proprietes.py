"""What holds of any extract: a date is read in every form, a line is never lost, nor read twice."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planir.population.snds.loading import prepare
from population.snds_extract import SndsExtract, read

FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%d%b%Y", "%d%b%Y:00:00:00", "%d%b%Y:00:00:00.000", "%Y%m%d", "%Y-%m-%d 00:00:00")
DATES = st.dates(date(1850, 1, 1), date(2100, 12, 31))


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    prepare(connection)
    yield connection
    connection.close()


def lue(con: duckdb.DuckDBPyConnection, text: str | None) -> object:
    row = con.execute("SELECT d, isinf(d) FROM (SELECT snds.lire_date(?) AS d)", [text]).fetchone()
    assert row is not None
    return "illisible" if row[1] else row[0]


@given(day=DATES, form=st.sampled_from(FORMS), upper=st.booleans())
def test_a_date_is_the_same_whatever_its_form(
    con: duckdb.DuckDBPyConnection, day: date, form: str, upper: bool
) -> None:
    text = day.strftime(form)
    assert lue(con, text.upper() if upper else text) == day


@pytest.mark.parametrize(
    "text", ["1600-01-01", "0001-01-01", "9999-12-31", "01JAN1600", "31/12/9999", "", " ", ".", None]
)
def test_a_sentinel_is_no_date(con: duckdb.DuckDBPyConnection, text: str | None) -> None:
    assert lue(con, text) is None


@pytest.mark.parametrize("text", ["2026-02-30", "31/04/2026", "demain", "202602", "42000", "2026", "32JAN2026"])
def test_what_is_no_date_is_not_read_as_its_absence(con: duckdb.DuckDBPyConnection, text: str) -> None:
    assert lue(con, text) == "illisible"


LINES = st.lists(
    st.fixed_dictionaries(
        {
            "nom": st.sampled_from(["ana", "bob", "zoe", "fic"]),
            "nature": st.sampled_from([0, 1111, 1173, 1952, 3313, 6111, 6117, 6121, 7111, 7113, 8111]),
            "debut": st.dates(date(2025, 1, 1), date(2026, 6, 30)).map(date.isoformat),
            "fin": st.dates(date(2025, 1, 1), date(2026, 6, 30)).map(date.isoformat),
            "PRS_ACT_NBR": st.sampled_from([-3, 0, 1, 5, 30, "", "1.5"]),
            "PRS_PDS_QCP": st.sampled_from([0, 1, 23, 24, 31, 99, ""]),
            "DPN_QLF": st.sampled_from([0, 0, 0, 71]),
            "CPL_MAJ_TOP": st.sampled_from([0, 0, 2]),
            "BSE_REM_SGN": st.sampled_from([1, 1, 2]),
            "RGO_ASU_NAT": st.sampled_from([10, 30, 40, 99]),
            "DCT_ORD_NUM": st.integers(1, 40),
        }
    ),
    min_size=30,
    max_size=80,
)


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(lines=LINES)
def test_every_line_is_kept_refused_or_counted_exactly_once(lines: list[dict[str, object]]) -> None:
    e = SndsExtract()
    e.personne("ana", BEN_RES_COM="001")
    e.personne("bob", BEN_RES_COM="002")
    e.personne("fic", BEN_CDI_NIR="01")
    for line in lines:
        nom, nature, debut, fin = (line[name] for name in ("nom", "nature", "debut", "fin"))
        rest = {name: value for name, value in line.items() if name.isupper()}
        e.prestation(str(nom), int(str(nature)), str(debut), str(fin), **rest)
    with tempfile.TemporaryDirectory() as folder:
        reading = read(e.write(Path(folder), without=("IR_MTT_R", "IR_ORC_R", "IR_IMB_R", "ER_PHA_F", "ER_CAM_F")))

    told = [(t, row["_ligne"]) for t in ("soin", "arret", "allocation") for row in reading.kept[t]]
    told += [(r.table, r.line) for r in reading.refused]
    assert len({line for _, line in told}) == len(told)
    aside = sum(int(count) for count in re.findall(r"\((\d+)\)(?= ;|\.)", reading.aside("ER_PRS_F.csv")))
    assert len(told) + aside == len(lines)
    assert all(row["fin"] >= row["debut"] and row["jours"] != 0 for row in reading.kept["arret"])
    assert all(row["fin"] is None or row["fin"] >= row["debut"] for row in reading.kept["allocation"])
