"""What an extract may look like, and what is understood of it: separators, encodings, dates, numbers, booleans."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from planir.engine.errors import PlanirError
from planir.population.contract import tables
from planir.population.importing.values import given, kept, read, refused
from population.extracts import DAY, imported, rejected, run, sentences, stored, write_extracts

Connection = duckdb.DuckDBPyConnection

AFFILIATED = """
    assure;sexe;date_naissance;commune;affilie_depuis;compte_ameli
    A1;F;12/11/1980;73001;01/02/2003;oui
    A2;M;31/12/1959;73002;15/08/1980;non
"""


MISSING_DIGIT = ["2026111", "202611", "026-11-12", "12/11/202", "12NOV202", "2026111 10:00"]


@pytest.fixture(scope="module")
def con() -> Iterator[Connection]:
    with duckdb.connect() as connection:
        yield connection


@pytest.mark.parametrize("separator", [",", ";", "|", "\t"])
def test_any_of_four_separators_is_recognised(tmp_path: Path, separator: str) -> None:
    report = imported(tmp_path, {"assure.csv": AFFILIATED.replace(";", separator)})
    assert stored(tmp_path / "caisse", "assure", "assure, commune") == [("A1", "73001"), ("A2", "73002")]
    assert f"séparateur {'tabulation' if separator == chr(9) else f'« {separator} »'}" in sentences(
        report, "assure.csv"
    )


@pytest.mark.parametrize(("encoding", "said"), [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("cp1252", "Windows-1252")])
def test_the_encoding_is_recognised_wherever_the_first_accent_is(tmp_path: Path, encoding: str, said: str) -> None:
    plain = "".join(f"A{i};organisme {i}\n" for i in range(60_000))
    text = f"assure;rattache_a\n{plain}Z;Cœur d'été à 3 €\n"
    report = imported(tmp_path, {"assure.csv": text.encode(encoding)})
    assert said in sentences(report, "assure.csv")
    assert stored(tmp_path / "caisse", "assure", "rattache_a", "assure = 'Z'") == [("Cœur d'été à 3 €",)]


def test_lines_may_end_in_two_ways_and_keep_their_numbers(tmp_path: Path) -> None:
    text = "assure;langue\r\nA1;fr\nA2;quatre\r\nA3;\r\n" + "".join(f"B{i};fr\r\n" for i in range(120_000))
    report = imported(tmp_path, {"assure.csv": text.encode()})
    assert [row[1] for row in rejected(report, "assure")] == ["3"]
    assert report.population.tables["assure"].rows == 120_002


def test_a_compressed_file_is_read_as_it_is(tmp_path: Path) -> None:
    imported(tmp_path, {"assure.csv.gz": gzip.compress("assure;langue\nA1;été\n".encode("cp1252"))})
    assert stored(tmp_path / "caisse", "assure", "langue") == [("été",)]


def test_a_parquet_file_gives_its_own_types(tmp_path: Path) -> None:
    (tmp_path / "extraits").mkdir()
    with duckdb.connect() as con:
        con.execute(
            "COPY (SELECT 'A1' AS Assure, 2025 AS annee, 1200.5::DOUBLE AS revenu_fiscal, 'NaN'::DOUBLE AS "
            f"pensions_recues, true AS imposable) TO '{tmp_path}/extraits/avis_imposition.parquet'"
        )
    imported(tmp_path, {})
    columns = "assure, annee, revenu_fiscal, pensions_recues, imposable"
    assert stored(tmp_path / "caisse", "avis_imposition", columns) == [("A1", 2025, Decimal("1200.50"), None, True)]


def test_whole_numbers_of_a_parquet_in_floating_point_are_read_as_those_of_a_csv(tmp_path: Path) -> None:
    """An identifier that was a number, written by a tool that knows no other than floating ones."""
    (tmp_path / "extraits").mkdir()
    with duckdb.connect() as con:
        for table, row in {
            "assure": "123::DOUBLE AS assure, 73001::FLOAT AS commune, 1::DOUBLE AS compte_ameli, "
            "19801112::DOUBLE AS date_naissance",
            "arret": "'L1' AS ligne, 123::DOUBLE AS assure, '2026-01-01' AS debut, '2026-01-31' AS fin, "
            "31::DOUBLE AS jours, 'maladie' AS risque",
        }.items():
            con.execute(f"COPY (SELECT {row}) TO '{tmp_path}/extraits/{table}.parquet'")
    report = imported(tmp_path, {})
    assert report.refused == 0
    columns = "assure, commune, compte_ameli, date_naissance"
    assert stored(tmp_path / "caisse", "assure", columns) == [("123", "73001", True, date(1980, 11, 12))]
    assert stored(tmp_path / "caisse", "arret", "assure, jours") == [("123", 31)]


def test_a_number_of_a_parquet_is_never_rounded(tmp_path: Path) -> None:
    (tmp_path / "extraits").mkdir()
    with duckdb.connect() as con:
        con.execute(
            "COPY (SELECT 'A' || row_number() OVER () AS assure, 2025 AS annee, revenu_fiscal, pensions_recues FROM "
            "(VALUES (17.450000000000003::DOUBLE, 17.4500::DECIMAL(18, 4)), (12.345::DOUBLE, 1), (1, 12.3450)) "
            f"AS v(revenu_fiscal, pensions_recues)) TO '{tmp_path}/extraits/avis_imposition.parquet'"
        )
    report = imported(tmp_path, {})
    columns = "revenu_fiscal, pensions_recues"
    assert stored(tmp_path / "caisse", "avis_imposition", columns) == [(Decimal("17.45"), Decimal("17.45"))]
    assert [row[1:4] for row in rejected(report, "avis_imposition")] == [
        ("2", "revenu_fiscal", "nombre illisible"),
        ("3", "pensions_recues", "nombre illisible"),
    ]


def test_names_of_files_and_columns_are_recognised_in_any_case(tmp_path: Path) -> None:
    imported(tmp_path, {"ASSURE.CSV": b" ASSURE ;Sexe\nA1;F\n"})
    assert stored(tmp_path / "caisse", "assure", "assure, sexe") == [("A1", "F")]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-12", DAY),
        ("2026-11-12 00:00:00", DAY),
        ("12/11/2026", DAY),
        ("12/11/2026 00:00:00", DAY),
        ("12NOV2026", DAY),
        ("12nov2026:00:00:00", DAY),
        ("20261112", DAY),
        ("12/11/2026 10:00", DAY),
        ("12/11/2026 9:05:00.000", DAY),
        ("12/11/2026T10:00:00", DAY),
        ("12NOV2026:00:00:00.000", DAY),
        ("20261112 10:00", DAY),
        ("2026-11-12T10:00", DAY),
        (" 12/11/2026 ", DAY),
        ("\u00a012/11/2026\u00a0", DAY),
        ("2026-11-12\u00a0 ", DAY),
        ("\u202f12NOV2026", DAY),
        ("\u00a0", None),
        ("29/02/2024", date(2024, 2, 29)),
        *((absent, None) for absent in ("", ".", "1600-01-01", "0001-01-01", "01/01/1600")),
        *((absent, None) for absent in ("9999-12-31", "31/12/9999", "31DEC9999", "31DEC9999:00:00:00")),
    ],
)
def test_a_date_is_read_in_each_of_its_forms(con: Connection, text: str, day: date | None) -> None:
    assert _read(con, "date", text) == (day, False)


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2026",
        "12/13/2026",
        "12/11/26",
        "2026-11",
        "hier",
        "infinity",
        "20260-01-01",
        "1700-01-01",
        *MISSING_DIGIT,
    ],
)
def test_what_is_not_a_day_is_refused(con: Connection, text: str) -> None:
    assert _read(con, "date", text) == (None, True)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", "12.00"),
        ("+5", "5.00"),
        (",5", "0.50"),
        ("12.5", "12.50"),
        ("12,5", "12.50"),
        ("12.3400", "12.34"),
        ("-1 234,56", "-1234.56"),
        ("1 234 567", "1234567.00"),
        ("1\u202f234,56", "1234.56"),
        ("\u00a012,5\u00a0", "12.50"),
    ],
)
def test_a_number_is_read_with_a_point_or_a_comma(con: Connection, text: str, number: str) -> None:
    assert _read(con, "number", text) == (Decimal(number), False)


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        ("number", "douze"),
        ("number", "1.234,56"),
        ("number", "1e40"),
        *(
            ("number", text)
            for text in ("1,234", "12.345", "0.004", "1 2 3", "12 34", "1234 567", "1_000", "1e3", "0x1F")
        ),
        *(("integer", text) for text in ("1_000", "1e3", "0x1F", "1 2")),
        ("integer", "12,5"),
        ("integer", "12.5"),
        ("integer", "15e-1"),
        ("integer", "99999999999"),
        ("boolean", "peut-être"),
        ("boolean", "2"),
    ],
)
def test_what_is_not_a_number_or_a_yes_is_refused(con: Connection, type_: str, text: str) -> None:
    assert _read(con, type_, text) == (None, True)


def test_a_whole_number_may_come_with_an_empty_fraction(con: Connection) -> None:
    assert _read(con, "integer", "12.0") == (12, False)
    assert _read(con, "integer", "\u00a012\u00a0") == (12, False)


@pytest.mark.parametrize(
    "words", ["0/1", "N/O", "n/o", "non/oui", "NON/OUI", "false/true", "faux/vrai", "\u00a0non/oui\u00a0"]
)
def test_yes_and_no_are_read_in_each_of_their_forms(con: Connection, words: str) -> None:
    no, yes = words.split("/")
    assert (_read(con, "boolean", no), _read(con, "boolean", yes)) == ((False, False), (True, False))


def test_what_was_recognised_is_said(tmp_path: Path) -> None:
    report = imported(
        tmp_path,
        {
            "assure.csv": AFFILIATED,
            "arret.csv": """
                ligne|assure|debut|fin|jours|risque|ald
                1|A1|01JAN2026|31JAN2026|31|maladie|.
            """,
            "avis_imposition.csv": """
                assure;annee;revenu_fiscal;couleur;imposabel
                A1;2024;1200,50;bleu;oui
            """,
        },
    )
    assert "UTF-8, dates 12/11/2026, oui et non écrits oui/non." in sentences(report, "assure.csv")
    assert "séparateur « | », UTF-8, dates 12NOV2026, « . » lu comme une absence." in sentences(report, "arret.csv")
    assert "sans colonne connu_le" in sentences(report, "arret.csv")
    assert "virgule décimale" in sentences(report, "avis_imposition.csv")
    assert "couleur, imposabel (vouliez-vous dire imposable ?)" in sentences(report, "avis_imposition.csv")
    assert "medecin_traitant" in sentences(report, "tables absentes")


def test_days_that_could_be_months_are_read_as_days_and_it_is_said(tmp_path: Path) -> None:
    report = imported(tmp_path, {"assure.csv": "assure;date_naissance\nA1;03/04/1980\nA2;12/01/1990"})
    assert stored(tmp_path / "caisse", "assure", "date_naissance") == [(date(1980, 4, 3),), (date(1990, 1, 12),)]
    assert "date_naissance : aucun jour au-delà de 12" in sentences(report, "assure.csv")


def test_an_unknown_file_is_named_with_the_one_that_was_perhaps_meant(tmp_path: Path) -> None:
    report = imported(tmp_path, {"assure.csv": AFFILIATED, "assures.csv": "x", "notes.csv": "y", "soin_2025.csv": "z"})
    assert (
        sentences(report, "assures.csv")
        == "ignoré : ce nom n'est pas celui d'une table ; vouliez-vous dire « assure » ?"
    )
    assert sentences(report, "notes.csv") == "ignoré : ce nom n'est pas celui d'une table."
    assert "s'il s'agit de soin, réunissez ses fichiers sous ce nom" in sentences(report, "soin_2025.csv")


def test_a_header_alone_is_a_table_supplied_and_empty(tmp_path: Path) -> None:
    report = imported(tmp_path, {"assure.csv": AFFILIATED, "medecin_traitant.csv": "assure;medecin;debut;fin"})
    assert report.population.tables["medecin_traitant"].rows == 0
    assert "soin" not in report.population.tables


@pytest.mark.parametrize(
    ("more", "header", "expected", "how"),
    [
        ({"extraction.yaml": "assure: 2026-10-31"}, "assure", date(2026, 10, 31), "fichier extraction"),
        ({"extraction.csv": "table;date\nassure;31/10/2026"}, "assure", date(2026, 10, 31), "fichier extraction"),
        ({}, "assure;date_extraction", date(2026, 10, 30), "colonne date_extraction"),
        ({}, "assure", DAY, "date de l'import"),
    ],
)
def test_each_table_has_its_own_day_of_extraction(
    tmp_path: Path, more: dict[str, str], header: str, expected: date, how: str
) -> None:
    rows = "A1" if header == "assure" else "A1;30/10/2026\nA2;29/10/2026"
    report = imported(tmp_path, {"assure.csv": f"{header}\n{rows}"} | more)
    assert report.population.tables["assure"].extracted == expected
    assert how in sentences(report, "assure.csv")


@pytest.mark.parametrize(
    ("texts", "expected", "unread"),
    [
        (("31/01/2026", "01/02/2026"), date(2026, 2, 1), 0),
        (("30SEP2026", "01OCT2026"), date(2026, 10, 1), 0),
        (("20260930", "2026-10-01", "30/09/2026 10:00:00", "", "9999-12-31"), date(2026, 10, 1), 0),
        (("2026-10-01", "zz", "zy"), date(2026, 10, 1), 2),
        (("2026-10-01", "2206-10-01", "1901-10-01"), date(2026, 10, 1), 2),
        (("zz",), DAY, 1),
    ],
)
@pytest.mark.parametrize("parquet", [False, True])
def test_a_column_of_extraction_gives_its_latest_day(
    tmp_path: Path, texts: tuple[str, ...], expected: date, unread: int, parquet: bool
) -> None:
    rows = "".join(f"A{i};{text}\n" for i, text in enumerate(texts))
    source = write_extracts(tmp_path / "extraits", {"assure.csv": "assure;date_extraction\n" + rows})
    name = "assure.csv"
    if parquet:
        name = "assure.parquet"
        with duckdb.connect() as con:
            con.execute(f"COPY (FROM read_csv('{source}/assure.csv', all_varchar = true)) TO '{source}/{name}'")
        (source / "assure.csv").unlink()
    report = run(source, tmp_path / "caisse")
    assert report.population.tables["assure"].extracted == expected
    said = f"colonne date_extraction : {unread} valeur{'s' * (unread > 1)} illisible"
    assert (said in sentences(report, name)) == (unread > 0)


def test_without_a_day_given_what_is_imported_is_known_from_the_latest_extraction(tmp_path: Path) -> None:
    files = {"assure.csv": "assure\nA1", "medecin.csv": "medecin\nM1"}
    stated = {"extraction.yaml": "assure: 2026-10-31\nmedecin: 2026-10-15"}
    assert imported(tmp_path / "dated", files | stated, known=None).known == date(2026, 10, 31)
    assert imported(tmp_path / "undated", files, known=None).known == DAY


def test_an_extract_later_than_its_knowledge_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlanirError, match="après aujourd'hui"):
        imported(tmp_path, {"assure.csv": "assure\nA1", "extraction.yaml": "assure: 2026-12-01"})


def test_missing_values_take_the_default_of_the_contract(tmp_path: Path) -> None:
    imported(tmp_path, {"assure.csv": "assure;precision_naissance\nA1;\nA2;annee"})
    columns = "assure, precision_naissance, provenance"
    assert stored(tmp_path / "caisse", "assure", columns) == [("A1", "jour", "caisse"), ("A2", "annee", "caisse")]


def _read(con: duckdb.DuckDBPyConnection, type_: str, text: str) -> tuple[object, bool]:
    """Value stored for a text, and whether the text is refused."""
    field = next(field for table in tables().values() for field in table.fields if field.type == type_)
    refusal = refused(field, "lu", "valeur")
    row = con.execute(
        f"SELECT {kept(field, 'valeur')}, coalesce({refusal}, false) FROM (SELECT lu, {read(field, 'lu', 'VARCHAR')} "
        f"AS valeur FROM (SELECT {given(field, 'brut', 'VARCHAR')} AS lu FROM (SELECT ? AS brut)))",
        [text],
    ).fetchone()
    assert row is not None
    return (None if row[1] else row[0]), bool(row[1])
