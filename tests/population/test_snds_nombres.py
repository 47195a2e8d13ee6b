"""A number that cannot be read refuses its line, as a date does: it never becomes an absence, nor stops the import."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from population.extracts import rejected, run
from population.snds_extract import EXTRACTED, SndsExtract, read

PHRASE = "le nombre est illisible, ou hors de ce que la colonne peut dire"


def written(tmp_path: Path, **columns: object) -> Path:
    """Ana, and one care of hers written with these columns."""
    e = SndsExtract()
    e.personne("ana", BEN_RES_COM="001")
    e.prestation("ana", 1111, "2026-03-05", **columns)
    return e.write(tmp_path / "extraits", without=("ER_PHA_F", "ER_CAM_F"))


@pytest.mark.parametrize("amount", ["abc", "17,50 €", "1.234,50", "9" * 20, "1e3", "1_000", "0x1F", "17.505", "1 2"])
def test_an_amount_that_is_no_number_refuses_its_line(tmp_path: Path, amount: str) -> None:
    result = read(written(tmp_path, BSE_REM_BSE=amount))
    assert result.kept["soin"] == []
    assert [(r.line, r.column, r.reason) for r in result.refused] == [(2, "BSE_REM_BSE", PHRASE)]


@pytest.mark.parametrize(
    ("amount", "read_as"), [("17,5", "17.50"), ("-17.50", "-17.50"), (" 17 ", "17.00"), ("17.450000000000003", "17.45")]
)
def test_an_amount_is_read_in_each_of_its_forms(tmp_path: Path, amount: str, read_as: str) -> None:
    (row,) = read(written(tmp_path, BSE_REM_BSE=amount)).kept["soin"]
    assert row["montant_base"] == Decimal(read_as)


@pytest.mark.parametrize("absent", ["", ".", " "])
def test_an_amount_that_is_not_there_is_an_absence(tmp_path: Path, absent: str) -> None:
    (row,) = read(written(tmp_path, BSE_REM_BSE=absent)).kept["soin"]
    assert row["montant_base"] is None


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("PRS_ACT_QTE", "9999999999"),
        ("PRS_ACT_NBR", "9999999999"),
        ("PRS_NAT_REF", "99999999999999"),
        ("PRS_NAT_REF", "12.6"),
        ("PSE_SPE_COD", "99999999999"),
        ("BEN_NAI_ANN", "99999999999"),
        ("DPN_QLF", "soixante et onze"),
    ],
)
def test_one_aberrant_number_refuses_its_line_and_no_other(tmp_path: Path, column: str, value: str) -> None:
    e = SndsExtract()
    e.personne("ana", BEN_RES_COM="001")
    e.prestation("ana", 1111, "2026-03-05", **{column: value})
    e.arret("ana", "2026-03-01", "2026-03-31", **({} if column == "PRS_NAT_REF" else {column: value}))
    e.prestation("ana", 1111, "2026-04-05")
    folder = e.write(tmp_path / "extraits", without=("ER_PHA_F", "ER_CAM_F"))
    report = run(folder, tmp_path / "caisse", EXTRACTED, "snds")
    refused = {
        (line, said, reason) for table in ("soin", "arret") for _, line, said, reason, _ in rejected(report, table)
    }
    lines = {"2"} if column == "PRS_NAT_REF" else {"2", "3"}
    assert refused == {(line, column, PHRASE) for line in lines}
    assert report.population.tables["soin"].rows == 1


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("BEN_NAI_ANN", "abcd"),
        ("BEN_NAI_ANN", "80"),
        ("BEN_NAI_ANN", "99999999999"),
        ("BEN_NAI_MOI", "xx"),
        ("BEN_NAI_MOI", "123"),
        ("BEN_DCD_AME", "202613"),
        ("BEN_SEX_COD", "F"),
    ],
)
def test_a_person_of_an_unreadable_number_is_refused(tmp_path: Path, column: str, value: str) -> None:
    e = SndsExtract()
    e.personne("ana", BEN_RES_COM="001")
    e.personne("zoe", BEN_RES_COM="002", **{column: value})
    result = read(e.write(tmp_path, without=("ER_PRS_F", "ER_PHA_F", "ER_CAM_F")))
    assert [row["commune"] for row in result.kept["assure"]] == ["73001"]
    assert [(r.line, r.column, r.reason) for r in result.refused] == [(3, column, PHRASE)]


@pytest.mark.parametrize("year", ["1600", "9999", "0", "0001", ""])
def test_an_unknown_year_of_birth_is_an_absence(tmp_path: Path, year: str) -> None:
    e = SndsExtract()
    e.personne("ana", BEN_RES_COM="001", BEN_NAI_ANN=year)
    (row,) = read(e.write(tmp_path, without=("ER_PRS_F", "ER_PHA_F", "ER_CAM_F"))).kept["assure"]
    assert row["date_naissance"] is None


def test_an_unknown_sign_is_not_taken_for_a_plus(tmp_path: Path) -> None:
    e = SndsExtract()
    e.personne("ana", BEN_RES_COM="001")
    e.prestation("ana", 1111, "2026-03-05", BSE_REM_SGN=9)
    e.prestation("ana", 1111, "2026-03-06", CPL_REM_SGN=9, CPL_REM_MNT="4.00")
    e.prestation("ana", 1111, "2026-03-07", CPL_REM_SGN=9, CPL_REM_MNT="0")
    e.prestation("ana", 1111, "2026-03-08", BSE_REM_SGN=0)
    result = read(e.write(tmp_path, without=("ER_PHA_F", "ER_CAM_F")))
    assert [(r.line, r.column) for r in result.refused] == [(2, "BSE_REM_SGN"), (3, "CPL_REM_SGN")]
    assert len(result.kept["soin"]) == 2


def test_a_quantity_that_is_no_number_refuses_the_drug_alone(tmp_path: Path) -> None:
    e = SndsExtract()
    e.personne("ana", BEN_RES_COM="001")
    head = e.prestation("ana", 3313, "2026-03-05")
    e.medicament(head, "3400930000001", quantite="deux")
    folder = e.write(tmp_path, without=("ER_CAM_F",))
    (folder / "CIP_ATC.csv").write_text("cip13;atc\n3400930000001;A10BA02\n", encoding="utf-8")
    result = read(folder)
    assert [(r.table, r.column, r.reason) for r in result.refused] == [("delivrance", "PHA_ACT_QSN", PHRASE)]
    assert len(result.kept["soin"]) == 1


def test_numbers_of_a_parquet_are_read_as_those_of_a_csv(tmp_path: Path) -> None:
    """Whole numbers in floating point, the dust that sums leave, and NaN for what is missing."""
    folder = written(tmp_path, BSE_REM_BSE="17.45", CPL_REM_MNT="0", PRS_DEP_MNT="")
    path = folder / "ER_PRS_F.csv"
    with duckdb.connect() as con:
        con.execute(
            f"COPY (SELECT * REPLACE (PRS_NAT_REF::DOUBLE AS PRS_NAT_REF, DCT_ORD_NUM::DOUBLE AS DCT_ORD_NUM, "
            "17.450000000000003::DOUBLE AS BSE_REM_BSE, -2.8e-14::DOUBLE AS CPL_REM_MNT, 'NaN'::DOUBLE AS PRS_DEP_MNT, "
            f"730000001::DOUBLE AS PFS_EXE_NUM) FROM '{path}') TO '{path.with_suffix('.parquet')}'"
        )
    path.unlink()
    (row,) = read(folder).kept["soin"]
    assert (row["montant_base"], row["montant_rembourse"], row["depassement"]) == (
        Decimal("17.45"),
        Decimal("21.00"),
        None,
    )
    assert row["medecin"] == "730000001"
