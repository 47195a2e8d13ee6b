"""A row that cannot enter is never lost: it is in the reject file, with its file, its line, its column and why."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from planir.population.contract import tables
from planir.population.importing.checks import checks
from planir.population.importing.source import MASK
from population.extracts import DAY, imported, rejected, stored

ASSURE = """
    assure;sexe;date_naissance;date_deces;commune;affilie_depuis;affilie_jusqu
    A1;F;1980-01-31;;73001;2001-01-01;
"""


FAMILLES = (
    "consultation, pharmacie, dentaire, biologie, imagerie, paramedical, transport, appareillage, hospitalisation, "
    "prevention, autre"
)


@pytest.mark.parametrize(
    ("row", "column", "reason", "value"),
    [
        (";F;;;;;", "assure", "valeur obligatoire absente", ""),
        ("A2;X;;;;;", "sexe", "valeur hors de la liste : F, M, inconnu", "X"),
        ("A2;F;1980-02-30;;;;", "date_naissance", "date illisible", "1980-02-30"),
        ("A2;F;2026-11-13;;;;", "date_naissance", "naissance postérieure à l'extrait (12/11/2026)", "2026-11-13"),
        ("A2;F;;;7300;;", "commune", "forme inattendue", "7300"),
        ("A2;F;1980-01-31;1980-01-30;;;", "date_deces", "décès antérieur à la naissance", "1980-01-30"),
        ("A2;F;;;;2001-01-02;2001-01-01", "affilie_jusqu", "fin antérieure au début (affilie_depuis)", "2001-01-01"),
        (f"{'A' * 41};F;;;;;", "assure", "plus de 40 caractères", MASK),
        ("A1;M;;;;;", "assure", "clé déjà donnée plus haut", MASK),
        ("A2;F;;", None, "colonnes manquantes", ""),
        ("A2;F;;;;;;x", None, "trop de colonnes", ""),
        ('A2;"F"x;;;;;', None, "guillemet mal placé", ""),
    ],
)
def test_a_bad_row_is_refused_with_its_line_its_column_and_the_reason(
    tmp_path: Path, row: str, column: str | None, reason: str, value: str
) -> None:
    report = imported(tmp_path, {"assure.csv": f"{ASSURE.strip()}\n{row}\nA3;M;;;;;"})
    assert rejected(report, "assure") == [("assure.csv", "3", column or "", reason, value)]
    assert [r[0] for r in stored(tmp_path / "caisse", "assure", "assure")] == ["A1", "A3"]
    figures, said = report.tables[0], f"{column} : {reason}" if column else reason
    assert (figures.read, figures.kept, figures.refused, figures.reasons) == (3, 2, 1, {said: 1})


@pytest.mark.parametrize("written", ["1–80–01–75–123–456", "18OO175123456", "١٨٠٠١٧٥١٢٣٤٥٦", "1\u00ad800175123456"])
def test_a_nir_in_other_characters_is_no_identifier_and_is_never_shown(tmp_path: Path, written: str) -> None:
    report = imported(tmp_path, {"assure.csv": f"{ASSURE.strip()}\n{written};{written};;;;;"})
    assert [(row[2], row[4]) for row in rejected(report, "assure")] == [("assure", MASK), ("sexe", MASK)]
    assert [r[0] for r in stored(tmp_path / "caisse", "assure", "assure")] == ["A1"]


@pytest.mark.parametrize(
    ("table", "header", "row", "column", "reason"),
    [
        ("allocation", "assure;type;debut;categorie", "A1;aah;2026-01-01;4", "categorie", "valeur supérieure à 3"),
        (
            "allocation",
            "assure;type;debut;montant_mensuel",
            "A1;aah;2026-01-01;-1",
            "montant_mensuel",
            "valeur inférieure à 0",
        ),
        ("soin", "assure;date_soin;famille", "A1;2026-01-01;xyz", "famille", f"valeur hors de la liste : {FAMILLES}"),
        (
            "ressource",
            "assure;mois;nature;montant",
            "A1;2026-01-01;SALAIRE;10",
            "nature",
            "valeur hors de la liste du contrat. Vouliez-vous dire « salaire » ?",
        ),
        (
            "arret",
            "assure;debut;fin;jours;risque",
            "A1;2026-02-01;2026-01-31;1;maladie",
            "fin",
            "fin antérieure au début (debut)",
        ),
        (
            "soin",
            "assure;date_soin;connu_le",
            "A1;2026-01-01;2026-11-13",
            "connu_le",
            f"connue après le jour de l'import ({DAY:%d/%m/%Y})",
        ),
        ("soin", "assure;date_soin", "A1;1600-01-01", "date_soin", "valeur obligatoire absente"),
    ],
)
def test_every_constraint_of_the_contract_is_checked(
    tmp_path: Path, table: str, header: str, row: str, column: str, reason: str
) -> None:
    report = imported(tmp_path, {f"{table}.csv": f"{header}\n{row}"})
    assert [(r[2], r[3]) for r in rejected(report, table)] == [(column, reason)]


def test_a_value_close_to_a_listed_one_is_told_it_and_a_masked_one_is_not(tmp_path: Path) -> None:
    report = imported(
        tmp_path,
        {
            "activite.csv": "assure;nature;debut\nA1;Salarié;2026-01-01\nA2;salariee;2026-01-01\nA3;zzz;2026-01-01",
            "evenement_restreint.csv": "assure;type;date_evenement\nA1;ecrous;2026-01-01",
        },
    )

    listed = "valeur hors de la liste : salarie, apprentissage, saisonnier, independant, esat"
    close = f"{listed}. Vouliez-vous dire « salarie » ?"
    assert [row[3:] for row in rejected(report, "activite")] == [
        (close, "Salarié"),
        (close, "salariee"),
        (listed, "zzz"),
    ]
    assert {table.table: dict(table.reasons) for table in report.tables}["activite"] == {
        f"nature : {close}": 2,
        f"nature : {listed}": 1,
    }
    restricted = rejected(report, "evenement_restreint")[0]
    assert "Vouliez-vous" not in restricted[3]
    assert restricted[4] == MASK


def test_no_constraint_of_the_contract_is_forgotten() -> None:
    given = [
        (table.name, field.name, kind)
        for table in tables().values()
        for field in table.supplied
        for kind in ("required", "enum", "pattern", "minimum", "maximum", "min_length", "max_length")
        if getattr(field, kind) not in (None, False, ())
    ]
    checked = [
        (name, check.column) for name, table in tables().items() for check in checks(table, table.names, DAY, DAY)
    ]
    for table, column, _ in given:
        assert (table, column) in checked
    assert len(given) > 100


def test_a_row_with_two_faults_counts_once_and_is_told_twice(tmp_path: Path) -> None:
    report = imported(tmp_path, {"assure.csv": "assure;sexe;commune\nA1;X;?\nA2;F;73001"})
    assert [(r[1], r[2]) for r in rejected(report, "assure")] == [("2", "commune"), ("2", "sexe")]
    assert (report.tables[0].refused, sum(report.tables[0].reasons.values())) == (1, 2)


@pytest.mark.parametrize(
    ("table", "text", "shown"),
    [
        ("medecin", "medecin;commune\nM1;7300", "7300"),
        ("identite", "assure;nir\nA1;12", MASK),
        ("assure", "assure;dossier_protege\nA1;peut-être", MASK),
        ("affection", "assure;ald\nA1;800", MASK),
        ("aide_medicale_etat", "assure;debut\nA1;hier", MASK),
    ],
)
def test_a_refused_value_is_masked_unless_every_agent_may_read_it(
    tmp_path: Path, table: str, text: str, shown: str
) -> None:
    assert [r[4] for r in rejected(imported(tmp_path, {f"{table}.csv": text}), table)] == [shown]


@pytest.mark.parametrize(
    "number",
    [
        "1800175123456",
        "180017512345678",
        "1 80 01 75 123 456 78",
        "1.86.02.2A.215.325",
        "1_80_01_75_123_456",
        "180017512345612.0",
    ],
)
def test_a_nir_is_never_shown_nor_taken_for_a_pseudonym(tmp_path: Path, number: str) -> None:
    rows = [f"A1;F;{number};", f"A2;{number};;", f"A3;F;;x {number} x", f"{number};F;;", "A4;F;;"]
    files = {
        "assure.csv": "\n".join(["assure;sexe;date_naissance;commune", *rows]),
        "foyer.csv": f"foyer;assure;role\n{number};A1;demandeur",
        "soin.csv": f"assure;date_soin\n{number};2026-01-01",
    }
    report = imported(tmp_path, files)
    identifier = "un numéro de sécurité sociale ne sert jamais d'identifiant"
    assert [r[1:] for r in rejected(report, "assure")] == [
        ("2", "date_naissance", "date illisible", MASK),
        ("3", "sexe", "valeur hors de la liste : F, M, inconnu", MASK),
        ("4", "commune", "forme inattendue", MASK),
        ("5", "assure", identifier, MASK),
    ]
    for table, column in (("foyer", "foyer"), ("soin", "assure")):
        assert (column, identifier, MASK) in [r[2:] for r in rejected(report, table)]


def test_a_nir_in_the_name_of_a_column_or_of_a_file_is_not_shown(tmp_path: Path) -> None:
    files = {
        "assure.csv": "assure;180017512345612;1 80 01 75 123 456;couleur\nA1;;;",
        "dossier_1800175123456.csv": "x",
        "2-95-10-99-126-111.txt": "y",
    }
    report = imported(tmp_path, files)
    said = " ".join(f"{remark.file} {remark.sentence}" for remark in report.remarks)
    assert f"colonnes ignorées, inconnues du contrat : {MASK}, {MASK}, couleur." in said
    assert f"dossier_{MASK}.csv" in said
    assert f"{MASK}.txt" in said
    assert not [shown for shown in ("1800175123456", "1 80 01", "2-95-10", "612") if shown in said]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1+cmd|calc", "'-1+cmd|calc"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\u202eF", "\ufffdF"),
        ("F\u2066\u200f", "F\ufffd\ufffd"),
        ("x=1", "x=1"),
    ],
)
def test_nothing_in_a_reject_file_runs_or_reverses_the_reading(tmp_path: Path, written: str, shown: str) -> None:
    report = imported(tmp_path, {"assure.csv": f"{ASSURE.strip()}\nA2;{written};;;;;"})
    assert [row[4] for row in rejected(report, "assure")] == [shown]


def test_a_control_character_of_a_parquet_file_is_refused_and_never_written(tmp_path: Path) -> None:
    rows = {
        "assure": ["A1", "A2", "A3", "A4"],
        "type": ["mutuelle", "mut\x1buelle", "mutuelle", "mutuelle"],
        "debut": ["2024-01-01"] * 4,
        "gestionnaire": ["Mut", "Mut", "Mut\x1b[31m", "Mut\nuelle"],
    }
    (tmp_path / "extraits").mkdir()
    pq.write_table(pa.table(rows), tmp_path / "extraits" / "complementaire.parquet")
    assert [(r[1], r[2], r[4]) for r in rejected(imported(tmp_path, {}), "complementaire")] == [
        ("2", "type", "mut\ufffduelle"),
        ("3", "gestionnaire", "Mut\ufffd[31m"),
        ("4", "gestionnaire", "Mut\ufffduelle"),
    ]
    assert stored(tmp_path / "caisse", "complementaire", "assure") == [("A1",)]


def test_rows_of_a_parquet_file_are_numbered_from_its_first(tmp_path: Path) -> None:
    import duckdb

    (tmp_path / "extraits").mkdir()
    with duckdb.connect() as con:
        query = "SELECT 'A' || i AS assure, CASE i WHEN 2 THEN 'Z' END AS sexe FROM range(1, 4) AS r(i)"
        con.execute(f"COPY ({query}) TO '{tmp_path}/extraits/assure.parquet'")
    report = imported(tmp_path, {})
    assert [(r[0], r[1], r[2]) for r in rejected(report, "assure")] == [("assure.parquet", "2", "sexe")]


def test_an_extract_mostly_refused_is_imported_and_said_so(tmp_path: Path) -> None:
    files = {"assure.csv": "assure;sexe\nA1;X\nA2;X\nA3;F", "medecin.csv": "medecin;secteur\nM1;9\nM2;1"}
    report = imported(tmp_path, files)
    assert [(table.table, table.mostly_refused) for table in report.tables] == [("assure", True), ("medecin", False)]


def test_two_contents_of_one_line_of_care_are_both_refused_and_two_copies_are_one(tmp_path: Path) -> None:
    rows = [
        "1;A1;2026-01-01",
        "2;A1;2026-01-02",
        "2;A1;2026-01-03",
        "1;A1;2026-01-01",
        ";A2;2026-01-01",
        ";A2;2026-01-01",
    ]
    text = "\n".join(["ligne;assure;date_soin", *rows])
    report = imported(tmp_path, {"soin.csv": text})
    assert [(r[1], r[3]) for r in rejected(report, "soin")] == [
        ("3", "ligne déjà donnée avec un autre contenu"),
        ("4", "ligne déjà donnée avec un autre contenu"),
    ]
    assert stored(tmp_path / "caisse", "soin", "assure, ligne") == [("A1", "1"), ("A2", None), ("A2", None)]
    assert (report.tables[0].read, report.tables[0].kept, report.tables[0].doubles) == (6, 3, 1)
