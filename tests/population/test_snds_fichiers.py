"""The files: names, several of one table, separators, SAS dates, Parquet, and what is not what it claims."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from planir.engine.errors import PlanirError
from planir.population.snds.extracts import find_extracts
from population.extracts import rejected, run
from population.snds_extract import SndsExtract, read, reading

CLAIMS = ("ER_PRS_F", "ER_PHA_F", "ER_CAM_F")
FILES = (*CLAIMS, "IR_MTT_R", "IR_ORC_R", "IR_IMB_R")


def one_person() -> SndsExtract:
    e = SndsExtract()
    e.personne("ana", BEN_RES_COM="001")
    return e


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("IR_BEN_R.csv", "IR_BEN_R"),
        ("ir_ben_r.CSV", "IR_BEN_R"),
        ("IR_BEN_R_202501.csv", "IR_BEN_R"),
        ("IR_BEN_R_ARC.csv", "IR_BEN_R"),
        ("ER_PRS_F_2015.csv", "ER_PRS_F"),
        ("ER_PRS_F_2015_03.parquet", "ER_PRS_F"),
        ("ER_PRS_F.csv.gz", "ER_PRS_F"),
        ("ER_PRS_F_2015.txt", "ER_PRS_F"),
    ],
)
def test_an_extract_is_known_by_its_name(tmp_path: Path, name: str, table: str) -> None:
    (tmp_path / "IR_BEN_R_0000.csv").touch()
    (tmp_path / "sous-dossier").mkdir()
    (tmp_path / "sous-dossier" / name).touch()
    found = find_extracts(tmp_path)
    assert [path.name for path in found.files[table]][-1] == name
    assert found.ignored == ()


@pytest.mark.parametrize("name", ["ER_BIO_F.csv", "ER_PRS_F_copie.csv", "notes.csv"])
def test_another_file_is_left_and_said(tmp_path: Path, name: str) -> None:
    folder = one_person().write(tmp_path, without=FILES)
    (folder / name).write_text("a,b\n1,2\n", encoding="utf-8")
    assert any(r.file == name and "laissé de côté" in r.sentence for r in read(folder).remarks)


@pytest.mark.parametrize("table", ["ER_PRS_F", "IR_BEN_R"])
def test_a_table_in_numbered_parts_only_is_refused(tmp_path: Path, table: str) -> None:
    folder = one_person().write(tmp_path, without=("ER_PHA_F", "ER_CAM_F"))
    whole = folder / f"{table}.csv"
    (folder / f"{table}_2.csv").write_bytes(whole.read_bytes())
    whole.rename(folder / f"{table}_1.csv")
    with pytest.raises(PlanirError, match=rf"« {table}_1.csv, {table}_2.csv » ressemblent à des morceaux") as error:
        read(folder)
    assert error.value.code == "snds_morceaux"


@pytest.mark.parametrize("name", ["ER_PRS_F_2.csv", "er_prs_f_part01.csv", "ER_PRS_F-3.csv", "ER_PRS_F_2015_1.csv"])
def test_a_part_beside_the_whole_table_is_left_and_said(tmp_path: Path, name: str) -> None:
    folder = one_person().write(tmp_path, without=("ER_PHA_F", "ER_CAM_F"))
    (folder / name).write_bytes((folder / "ER_PRS_F.csv").read_bytes())
    (sentence,) = (r.sentence for r in read(folder).remarks if r.file == name)
    assert "ressemble à un morceau de ER_PRS_F" in sentence


def test_several_files_of_one_table_are_one_table_each_with_its_lines(tmp_path: Path) -> None:
    e = one_person()
    e.medecin_traitant("ana", "2020-01-01", "2020-12-31")
    e.medecin_traitant("ana", "2021-01-01", "2020-12-31")
    folder = e.write(tmp_path, without=CLAIMS)
    e.rows["IR_MTT_R"] = []
    e.medecin_traitant("ana", "2022-01-01", "2022-12-31")
    e.medecin_traitant("ana", "2023-01-01")
    e.medecin_traitant("ana", "2024-01-01", "2023-12-31")
    second = e.write(tmp_path / "2025", without=(*CLAIMS, "IR_BEN_R", "IR_ORC_R", "IR_IMB_R"))
    (second / "IR_MTT_R.csv").rename(folder / "IR_MTT_R_2025.csv")
    reading = read(folder)
    assert [row["debut"].year for row in reading.of("medecin_traitant", "73001")] == [2020, 2022, 2023]
    assert [(r.file, r.line) for r in reading.refused] == [("IR_MTT_R.csv", 3), ("IR_MTT_R_2025.csv", 4)]


def test_a_semicolon_and_sas_dates_are_read(tmp_path: Path) -> None:
    e = one_person()
    e.medecin_traitant("ana", "12NOV2020", ".")
    e.medecin_traitant("ana", "01JAN2010:00:00:00", "31/12/2011")
    e.medecin_traitant("ana", "20050101", "01JAN1600:00:00:00.000")
    folder = e.write(tmp_path, without=CLAIMS, separator=";")
    assert [(row["debut"], row["fin"]) for row in read(folder).kept["medecin_traitant"]] == [
        (date(2020, 11, 12), None),
        (date(2010, 1, 1), date(2011, 12, 31)),
        (date(2005, 1, 1), None),
    ]


@pytest.mark.parametrize("text", ["2026111", "12/11/26", "12NOV26", "1700-01-01"])
def test_a_date_with_a_digit_missing_is_refused(tmp_path: Path, text: str) -> None:
    e = one_person()
    e.medecin_traitant("ana", text)
    (refusal,) = read(e.write(tmp_path, without=CLAIMS)).refused
    assert (refusal.line, refusal.reason) == (2, "une date est illisible")


def test_a_file_in_windows_1252_is_read(tmp_path: Path) -> None:
    e = one_person()
    e.medecin_traitant("ana", "2020-01-01", MTT_MTF_COD="décès")
    path = e.write(tmp_path, without=CLAIMS) / "IR_MTT_R.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1252"))
    assert len(read(tmp_path).kept["medecin_traitant"]) == 1


def test_lower_case_columns_and_a_compressed_file_are_read(tmp_path: Path) -> None:
    folder = one_person().write(tmp_path, without=FILES)
    plain = folder / "IR_BEN_R.csv"
    header, _, rest = plain.read_text(encoding="utf-8").partition("\n")
    plain.unlink()
    (folder / "ir_ben_r.csv.gz").write_bytes(gzip.compress(f"{header.lower()}\n{rest}".encode()))
    assert len(read(folder).kept["assure"]) == 1


def test_a_typed_parquet_is_read_as_its_csv(tmp_path: Path) -> None:
    e = one_person()
    e.arret("ana", "2026-03-01", "2026-03-31")
    e.prestation("ana", 1111, "2026-03-05", PRS_PDS_QCP=24, RGO_MOD_MNT="10.5")
    folder = e.write(tmp_path / "csv", without=("ER_PHA_F", "ER_CAM_F"))
    (tmp_path / "parquet").mkdir()
    con = duckdb.connect()
    for path in folder.iterdir():
        con.execute(f"COPY (FROM '{path}') TO '{tmp_path / 'parquet' / path.stem}.parquet'")
    con.close()
    first, second = read(folder), read(tmp_path / "parquet")
    assert [first.kept[t] for t in ("assure", "soin", "arret")] == [
        [row | {"_ligne": row["_ligne"] + 1} for row in second.kept[t]] for t in ("assure", "soin", "arret")
    ]


def test_a_line_cut_short_is_kept_for_the_pipeline_and_the_next_lines_keep_their_number(tmp_path: Path) -> None:
    e = one_person()
    e.medecin_traitant("ana", "2020-01-01", "2019-01-01")
    folder = e.write(tmp_path, without=CLAIMS)
    path = folder / "IR_MTT_R.csv"
    header, line = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([header, line, "coupée,1", "coupée", line, "coupée,2", line]) + "\n", encoding="utf-8")
    with reading(folder) as (con, result):
        assert [r.line for r in result.refused] == [2, 5, 7]
        bad = [
            row[0]
            for row in con.execute(
                "SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'snds_structure%'"
            ).fetchall()
        ]
        lines = [
            line
            for name in bad
            if not name.endswith("lectures")
            for (line,) in con.execute(f"SELECT line FROM {name}").fetchall()
        ]
        assert sorted(set(lines)) == [3, 4, 6]


def test_codes_are_checked_against_the_nomenclatures_beside_the_source(tmp_path: Path) -> None:
    e = one_person()
    e.personne("bob", ORG_AFF_BEN="01C999999")
    e.contrat("ana", 5, "2020-01-01")
    e.contrat("ana", 6, "2020-01-01")
    e.exoneration("ana", 41, "2020-01-01")
    e.exoneration("ana", 43, "2020-01-01")
    e.prestation("ana", 1111, "2026-03-05")
    e.prestation("ana", 1112, "2026-03-06")
    e.prestation("ana", 1111, "2026-03-07", PRS_PDS_QCP=24)
    folder = e.write(tmp_path / "extraits")
    lists = tmp_path / "nomenclatures"
    lists.mkdir()
    for name, column, code in (
        ("IR_CAI_V", "ORG_BSE_NUM", "01C731"),
        ("IR_CTA_V", "BEN_CTA_TYP", "5"),
        ("IR_ETM_V", "ETM_NAT", "41"),
        ("IR_NAT_V", "PRS_NAT", "1111"),
        ("IR_QPS_V", "QPS_QPS_COD", "1"),
    ):
        (lists / f"{name}.csv").write_text(f"{column};TEC_COL\n{code};0\n", encoding="utf-8")
    reading = read(folder)
    assert [(r.column, r.value) for r in reading.refused] == [
        ("ORG_AFF_BEN", "01C999999"),
        ("BEN_CTA_TYP", "6"),
        ("IMB_ETM_NAT", "•••"),
        ("PRS_NAT_REF", "•••"),
        ("PRS_PDS_QCP", "24"),
    ]
    assert not any(r.file == "nomenclatures" for r in reading.remarks)


def test_without_nomenclatures_the_codes_are_said_unchecked(tmp_path: Path) -> None:
    reading = read(one_person().write(tmp_path, without=FILES))
    assert any(r.file == "nomenclatures" and "ne sont pas vérifiés" in r.sentence for r in reading.remarks)


def _no_persons(folder: Path) -> None:
    (folder / "IR_BEN_R.csv").unlink()


def _empty(folder: Path) -> None:
    (folder / "IR_MTT_R.csv").write_bytes(b"")


def _no_header(folder: Path) -> None:
    (folder / "IR_MTT_R.csv").write_text("du texte\n", encoding="utf-8")


def _column_missing(folder: Path) -> None:
    path = folder / "IR_MTT_R.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("MTT_DEP_DTE", "AUTRE"), encoding="utf-8")


def _two_columns_missing(folder: Path) -> None:
    path = folder / "IR_MTT_R.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("MTT_", "AUT_"), encoding="utf-8")


def _truncated_parquet(folder: Path) -> None:
    (folder / "IR_MTT_R.csv").unlink()
    (folder / "IR_MTT_R.parquet").write_bytes(b"PAR1 et la suite manque")


def _truncated_archive(folder: Path) -> None:
    text = (folder / "IR_MTT_R.csv").read_bytes() * 500
    (folder / "IR_MTT_R.csv").unlink()
    (folder / "IR_MTT_R.csv.gz").write_bytes(gzip.compress(text)[:40])


def _workbook(folder: Path) -> None:
    (folder / "IR_MTT_R.csv").write_bytes(b"PK\x03\x04 et la suite")


def _twice(folder: Path) -> None:
    (folder / "IR_MTT_R.csv.gz").write_bytes(gzip.compress((folder / "IR_MTT_R.csv").read_bytes()))


@pytest.mark.parametrize(
    ("spoil", "code", "said"),
    [
        (_no_persons, "snds_sans_beneficiaires", "IR_BEN_R"),
        (_empty, "fichier_vide", "IR_MTT_R.csv » est vide"),
        (_no_header, "snds_entete", "les noms de ses colonnes"),
        (_column_missing, "snds_colonne_absente", "la colonne MTT_DEP_DTE"),
        (_two_columns_missing, "snds_colonne_absente", "les colonnes MTT_DEP_DTE, MTT_FIN_DTE"),
        (_truncated_parquet, "fichier_illisible", "n'est pas un fichier Parquet entier"),
        (_truncated_archive, "fichier_illisible", "gzip entier"),
        (_workbook, "fichier_inattendu", "un classeur"),
        (_twice, "fichier_double", "le même extrait deux fois"),
    ],
)
def test_a_file_that_is_not_what_it_claims_stops_with_one_sentence(
    tmp_path: Path, spoil: object, code: str, said: str
) -> None:
    folder = one_person().write(tmp_path / "extraits", without=CLAIMS)
    assert callable(spoil)
    spoil(folder)
    with pytest.raises(PlanirError) as error:
        read(folder)
    assert error.value.code == code
    assert said in error.value.sentence


def test_a_file_in_place_of_the_folder_stops_with_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "IR_BEN_R.csv"
    path.touch()
    with pytest.raises(PlanirError, match="n'est pas un dossier"):
        find_extracts(path)


def test_extracts_with_no_rows_make_empty_tables(tmp_path: Path) -> None:
    reading = read(SndsExtract().write(tmp_path))
    assert {name: len(rows) for name, rows in reading.kept.items()} == dict.fromkeys(
        ("assure", "medecin_traitant", "complementaire", "affection", "allocation", "soin", "arret", "acte"), 0
    )


def test_a_line_with_a_nul_or_beyond_measure_is_refused_and_the_next_keep_their_number(tmp_path: Path) -> None:
    e = one_person()
    for _ in range(3):
        e.medecin_traitant("ana", "2020-01-01", "2019-01-01")
    folder = e.write(tmp_path / "extraits", without=CLAIMS)
    path = folder / "IR_MTT_R.csv"
    header, first, second, third = path.read_bytes().splitlines()
    swallowed = [first.replace(b"2020-01-01", b'"2020-01-01'), second, first.replace(b"2019-01-01", b'2019-01-01"')]
    lines = [header, first.replace(b"2020", b"2020\0"), second, b"A" * 40_000_000, *swallowed, third]
    path.write_bytes(b"\r\n".join(lines) + b"\r\n")
    report = run(folder, tmp_path / "caisse", format_="snds")
    assert [(r[1], r[3]) for r in rejected(report, "medecin_traitant")] == [
        ("2", "caractère de contrôle"),
        ("3", "la fin est antérieure au début"),
        ("4", "ligne démesurée"),
        ("5", "saut de ligne entre guillemets"),
        ("6", "saut de ligne entre guillemets"),
        ("7", "saut de ligne entre guillemets"),
        ("8", "la fin est antérieure au début"),
    ]


def test_lines_swallowed_by_a_quotation_mark_within_a_value_stop_the_import(tmp_path: Path) -> None:
    folder = one_person().write(tmp_path / "extraits", without=FILES)
    path = folder / "IR_BEN_R.csv"
    header, line = path.read_bytes().splitlines()
    *first, _ = line.split(b",")
    opening = b",".join([*first[:-2], b'x"y', b'"z'])
    path.write_bytes(b"\n".join([header, opening, line, b't",u"v', line, b""]))
    with pytest.raises(PlanirError, match="4 lignes dans le fichier"):
        run(folder, tmp_path / "caisse", format_="snds")


@pytest.mark.parametrize("name", ["IR_MTT_R.csv", "IR_MTT_R.parquet"])
def test_a_column_that_comes_twice_is_named(tmp_path: Path, name: str) -> None:
    folder = one_person().write(tmp_path / "extraits", without=FILES)
    if name.endswith("csv"):
        (folder / name).write_text("BEN_NIR_PSA,MTT_DEP_DTE,ben_nir_psa\n1,2,3\n", encoding="utf-8")
    else:
        columns = [pa.array(["1"]), pa.array(["2"])]
        pq.write_table(pa.Table.from_arrays(columns, ["BEN_NIR_PSA", "ben_nir_psa"]), folder / name)
    with pytest.raises(PlanirError, match="deux colonnes « BEN_NIR_PSA »"):
        run(folder, tmp_path / "caisse", format_="snds")
