"""Several imports: what is new, what is gone, what was known on which night, and what is never rewritten."""

from __future__ import annotations

import stat
from datetime import date
from pathlib import Path

import pytest

from planir.engine.errors import PlanirError
from planir.population.store import open_population
from population.extracts import Files, imported, rejected, run, stored, write_extracts
from small_fund import write_fund

OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)


def _import(tmp_path: Path, files: Files, known: date) -> None:
    folder = tmp_path / f"extraits-{known}-{len(list(tmp_path.iterdir()))}"
    run(write_extracts(folder, files), tmp_path / "caisse", known)


def test_a_right_that_disappears_is_closed_and_one_that_appears_is_new(tmp_path: Path) -> None:
    _import(tmp_path, {"medecin_traitant.csv": "assure;medecin;debut\nA1;M1;2020-01-01\nA2;M1;2020-01-01"}, OCTOBER)
    _import(tmp_path, {"medecin_traitant.csv": "assure;medecin;debut\nA2;M1;2020-01-01\nA3;M2;2026-10-05"}, NOVEMBER)
    assert stored(tmp_path / "caisse", "medecin_traitant", "assure, connu_le, connu_jusqu") == [
        ("A1", OCTOBER, NOVEMBER),
        ("A2", OCTOBER, None),
        ("A3", NOVEMBER, None),
    ]


def test_a_right_that_changes_is_closed_as_it_was_and_known_as_it_is(tmp_path: Path) -> None:
    _import(tmp_path, {"medecin_traitant.csv": "assure;medecin;debut;fin\nA1;M1;2020-01-01;"}, OCTOBER)
    _import(tmp_path, {"medecin_traitant.csv": "assure;medecin;debut;fin\nA1;M1;2020-01-01;2026-10-20"}, NOVEMBER)
    assert stored(tmp_path / "caisse", "medecin_traitant", "fin, connu_le, connu_jusqu") == [
        (date(2026, 10, 20), NOVEMBER, None),
        (None, OCTOBER, NOVEMBER),
    ]


def test_a_right_that_comes_back_is_a_new_knowledge(tmp_path: Path) -> None:
    here, gone = "assure;medecin;debut\nA1;M1;2020-01-01", "assure;medecin;debut"
    for text, day in ((here, OCTOBER), (gone, NOVEMBER), (here, DECEMBER)):
        _import(tmp_path, {"medecin_traitant.csv": text}, day)
    assert stored(tmp_path / "caisse", "medecin_traitant", "connu_le, connu_jusqu") == [
        (OCTOBER, NOVEMBER),
        (DECEMBER, None),
    ]


def test_care_is_never_taken_away_and_a_line_is_known_once(tmp_path: Path) -> None:
    _import(tmp_path, {"soin.csv": "ligne;assure;date_soin;connu_le\n1;A1;2026-09-01;2026-09-20"}, OCTOBER)
    second = "ligne;assure;date_soin;connu_le\n1;A1;2026-09-01;2026-10-20\n2;A1;2026-09-30;2026-10-15"
    _import(tmp_path, {"soin.csv": second}, NOVEMBER)
    _import(tmp_path, {"soin.csv": "ligne;assure;date_soin;connu_le\n3;A1;2026-10-30;2026-11-20"}, DECEMBER)
    assert stored(tmp_path / "caisse", "soin", "ligne, connu_le") == [
        ("1", date(2026, 9, 20)),
        ("2", NOVEMBER),
        ("3", DECEMBER),
    ]


def test_two_equal_lines_without_identifier_are_two_and_stay_two(tmp_path: Path) -> None:
    twice = "assure;date_delivrance;quantite\nA1;2026-09-01;1\nA1;2026-09-01;1"
    for text, day in ((twice, OCTOBER), (twice, NOVEMBER), (twice + "\nA1;2026-09-01;1", DECEMBER)):
        _import(tmp_path, {"delivrance.csv": text}, day)
    assert stored(tmp_path / "caisse", "delivrance", "connu_le") == [(OCTOBER,), (OCTOBER,), (DECEMBER,)]


def test_a_line_already_known_is_believed_against_a_new_content(tmp_path: Path) -> None:
    _import(tmp_path, {"soin.csv": "ligne;assure;date_soin\n1;A1;2026-09-01"}, OCTOBER)
    report = imported(tmp_path, {"soin.csv": "ligne;assure;date_soin\n2;A1;2026-09-02\n1;A1;2026-09-30"}, NOVEMBER)
    assert [(r[1], r[3]) for r in rejected(report, "soin")] == [("3", "ligne déjà donnée avec un autre contenu")]
    assert stored(tmp_path / "caisse", "soin", "ligne, date_soin") == [
        ("1", date(2026, 9, 1)),
        ("2", date(2026, 9, 2)),
    ]


def test_a_late_row_that_claims_to_be_known_long_since_does_not_rewrite_a_past_night(tmp_path: Path) -> None:
    _import(tmp_path, {"soin.csv": "ligne;assure;date_soin;connu_le\n1;A1;2026-09-01;2026-09-20"}, OCTOBER)
    _import(tmp_path, {"soin.csv": "ligne;assure;date_soin;connu_le\n2;A1;2026-09-01;2026-09-21"}, NOVEMBER)
    assert stored(tmp_path / "caisse", "soin", "ligne, connu_le") == [("1", date(2026, 9, 20)), ("2", NOVEMBER)]


def test_the_same_extract_twice_changes_no_row_and_no_file(tmp_path: Path) -> None:
    files = {
        "assure.csv": "assure;sexe\nA1;F\nA2;M",
        "soin.csv": "assure;date_soin\nA1;2026-01-01\nA1;2026-01-01",
        "identite.csv": "assure;nir;rang\nA1;295109912611193;1",
    }
    first = imported(tmp_path, files, OCTOBER).population
    again = imported(tmp_path, files, NOVEMBER)
    assert again.population.version == first.version
    assert [(table.added, table.closed, table.kept) for table in again.tables] == [(0, 0, 2), (0, 0, 1), (0, 0, 2)]
    assert (again.population.known_from, again.population.known) == (OCTOBER, NOVEMBER)
    assert again.population.tables["soin"].extracted == NOVEMBER


def test_a_table_not_supplied_is_kept_as_it_was(tmp_path: Path) -> None:
    _import(tmp_path, {"assure.csv": "assure\nA1", "medecin.csv": "medecin\nM1"}, OCTOBER)
    _import(tmp_path, {"assure.csv": "assure\nA2"}, NOVEMBER)
    population = open_population(tmp_path / "caisse")
    assert stored(tmp_path / "caisse", "medecin", "medecin, connu_jusqu") == [("M1", None)]
    assert (population.tables["medecin"].extracted, population.tables["assure"].extracted) == (OCTOBER, NOVEMBER)


def test_a_table_supplied_empty_closes_what_it_held(tmp_path: Path) -> None:
    _import(tmp_path, {"medecin.csv": "medecin\nM1"}, OCTOBER)
    _import(tmp_path, {"medecin.csv": "medecin"}, NOVEMBER)
    assert stored(tmp_path / "caisse", "medecin", "medecin, connu_jusqu") == [("M1", NOVEMBER)]


def test_knowledge_does_not_go_back(tmp_path: Path) -> None:
    _import(tmp_path, {"assure.csv": "assure\nA1"}, NOVEMBER)
    with pytest.raises(PlanirError, match="avant le dernier"):
        _import(tmp_path, {"assure.csv": "assure\nA2"}, OCTOBER)
    assert stored(tmp_path / "caisse", "assure", "assure") == [("A1",)]


def test_real_persons_are_never_mixed_with_invented_ones(tmp_path: Path) -> None:
    write_fund(tmp_path / "caisse", {"assure": [{"assure": "S1"}]})
    with pytest.raises(PlanirError, match="population synthétique"):
        _import(tmp_path, {"assure.csv": "assure\nA1"}, NOVEMBER)


def test_rows_are_sorted_by_person_then_by_day(tmp_path: Path) -> None:
    rows = [("A2", "2026-01-02"), ("A10", "2026-01-01"), ("A2", "2026-01-01"), ("A1", "2026-01-03")]
    text = "assure;date_soin\n" + "\n".join(";".join(row) for row in rows)
    imported(tmp_path, {"soin.csv": text})
    columns = "assure, CAST(date_soin AS VARCHAR)"
    assert stored(tmp_path / "caisse", "soin", columns, order="") == sorted(rows)


def test_the_period_of_a_table_is_kept_with_it(tmp_path: Path) -> None:
    text = "assure;type;debut;fin\nA1;mutuelle;2020-01-01;2027-12-31\nA1;mutuelle;;2019-05-01"
    tables = imported(tmp_path, {"complementaire.csv": text, "assure.csv": "assure\nA1"}).population.tables
    assert (tables["complementaire"].first, tables["complementaire"].last) == (date(2019, 5, 1), date(2027, 12, 31))
    assert (tables["assure"].first, tables["assure"].last) == (None, None)


def test_equal_rows_of_a_fact_count_once_and_it_is_said(tmp_path: Path) -> None:
    header = "assure;mois;nature;montant;connu_le\n"
    rent, pay = "A1;2026-09-01;salaire;800;", "A2;2026-09-01;salaire;900;2026-10-01"
    files = {"ressource.csv": header + f"{rent}\n{pay}\n{rent}\n{rent}2026-09-20\n"}
    first = imported(tmp_path, files, OCTOBER)
    again = imported(tmp_path, files, NOVEMBER)
    for report in (first, again):
        assert [(t.read, t.kept, t.doubles, t.stored) for t in report.tables] == [(4, 2, 2, 2)]
    assert (first.tables[0].added, again.tables[0].added, again.tables[0].closed) == (2, 0, 0)
    known = [("A1", date(2026, 9, 20)), ("A2", date(2026, 10, 1))]
    assert stored(tmp_path / "caisse", "ressource", "assure, connu_le") == known


def test_what_holds_rows_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    files = {"assure.csv": "assure;sexe\nA1;F\nA2;fille", "medecin.csv": "medecin\nM1", "soin.csv": "assure;date_soin"}
    imported(tmp_path, files, OCTOBER)
    (tmp_path / "extraits" / "medecin.csv").unlink()
    imported(tmp_path, {"assure.csv": "assure;sexe\nA1;M\nA2;fille"}, NOVEMBER)
    held = [path for folder in ("versions", "rejets") for path in (tmp_path / "caisse" / folder).rglob("*.*")]
    assert {path.suffix for path in held} == {".parquet", ".csv"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in held} == {0o600}
