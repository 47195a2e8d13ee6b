"""A night already played reads the same after any later import; past rows of PLANIR's own files are left out."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from planir.detection.obstacle import obstacle
from planir.detection.supply import known_tables
from planir.engine.connection import connect
from planir.engine.errors import PlanirError
from planir.population.contract import tables
from planir.population.generator.run import Departement, generate
from planir.population.importing.lock import alone
from planir.population.reading import keys_of, stores
from planir.population.relations import cut
from planir.population.store import open_population
from planir.population.supply import StoredTable
from planir.programmes.cache import load_catalogue
from planir.programmes.catalogue import Catalogue
from population.extracts import imported, rejected, run, sentences, stored, write_extracts

OCTOBER, NIGHT, NOVEMBER = date(2026, 10, 1), date(2026, 10, 20), date(2026, 11, 1)


def _night(fund: Path, table: str, night: date) -> list[tuple[Any, ...]]:
    """What the rules of that night read of a table."""
    population = open_population(fund)
    with connect(readable=[fund], threads=1) as con:
        store = stores(con, population, keys_of(population))[table]
        return con.execute(f"FROM ({cut(tables()[table], store, night, night)}) ORDER BY ALL").fetchall()


@pytest.mark.parametrize(
    ("table", "first", "later"),
    [
        (
            "medecin_traitant",
            "assure;medecin;debut;connu_le\nA1;M1;2020-01-01;2020-01-05",
            "assure;medecin;debut;connu_le\nA2;M1;2026-09-01;2026-10-10\nA3;M2;2026-09-01;2026-09-10",
        ),
        (
            "soin",
            "ligne;assure;date_soin;connu_le\n1;A1;2026-09-01;2026-09-20",
            "ligne;assure;date_soin;connu_le\n2;A1;2026-09-30;2026-10-10\n3;A1;2026-09-01;2026-09-10",
        ),
        (
            "delivrance",
            "assure;date_delivrance;connu_le\nA1;2026-09-01;2026-09-20",
            "assure;date_delivrance;connu_le\nA1;2026-09-30;2026-10-10\nA1;2026-09-01;2026-09-10",
        ),
    ],
)
def test_import_night_import_of_rows_dated_before_and_the_night_replayed_reads_the_same(
    tmp_path: Path, table: str, first: str, later: str
) -> None:
    fund = tmp_path / "caisse"
    run(write_extracts(tmp_path / "octobre", {f"{table}.csv": first}), fund, OCTOBER)
    played = _night(fund, table, NIGHT)
    run(write_extracts(tmp_path / "novembre", {f"{table}.csv": later}), fund, NOVEMBER)
    assert (len(played), _night(fund, table, NIGHT)) == (1, played)
    assert _night(fund, table, NOVEMBER) != played


def test_a_table_supplied_later_is_known_from_that_import_and_its_rows_keep_their_history(tmp_path: Path) -> None:
    imported(tmp_path, {"assure.csv": "assure\nA1"}, OCTOBER)
    care = {"soin.csv": "ligne;assure;date_soin;connu_le\n1;A1;2026-09-01;2026-09-20"}
    fund = tmp_path / "caisse"
    run(write_extracts(tmp_path / "novembre", care), fund, NOVEMBER)
    run(write_extracts(tmp_path / "plus tard", {"soin.csv": "ligne;assure;date_soin\n2;A1;2026-11-02"}), fund)
    held = open_population(fund).tables
    assert (held["assure"].known_from, held["soin"].known_from) == (OCTOBER, NOVEMBER)
    assert stored(fund, "soin", "connu_le", "ligne = '1'") == [(date(2026, 9, 20),)]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.mark.parametrize(
    ("connu_au", "reason"), [(OCTOBER, "soin"), (date(2026, 10, 31), "soin"), (NOVEMBER, None), (NIGHT, "soin")]
)
def test_a_night_before_a_table_was_first_supplied_cannot_be_examined_with_it(
    catalogue: Catalogue, connu_au: date, reason: str | None
) -> None:
    programme = catalogue.programmes["medecin_traitant"]
    held = {name: StoredTable(rows=1, extracted=NOVEMBER) for name in tables()}
    held["soin"] = replace(held["soin"], known_from=NOVEMBER)
    stopped = obstacle(programme, catalogue, known_tables(held, connu_au), (), (), NOVEMBER)
    assert (stopped.reason if stopped else None) == reason


REQUESTS = "demande;assure;type;deposee_le\nD1;A1;c2s;2026-01-05"


def test_a_night_replayed_after_an_import_is_judged_on_the_extracts_of_that_night(tmp_path: Path) -> None:
    imported(tmp_path, {"assure.csv": "assure\nA1", "demande.csv": REQUESTS}, OCTOBER)
    fund = tmp_path / "caisse"
    before = known_tables(open_population(fund).tables, NIGHT)
    fresh = f"{REQUESTS}\nD2;A1;c2s;2026-10-30"
    imported(tmp_path, {"assure.csv": "assure\nA1", "demande.csv": fresh}, NOVEMBER)
    imported(tmp_path, {"assure.csv": "assure\nA1", "demande.csv": f"{fresh}\nD3;A1;c2s;2026-10-31"}, NOVEMBER)

    assert known_tables(open_population(fund).tables, NIGHT) == before
    assert (before["demande"].last, before["demande"].extracted) == (date(2026, 1, 5), OCTOBER)
    assert known_tables(open_population(fund).tables, NOVEMBER)["demande"].last == date(2026, 10, 31)


def test_a_table_said_the_same_again_keeps_the_day_of_its_earlier_extract(tmp_path: Path) -> None:
    for day in (OCTOBER, NOVEMBER):
        imported(tmp_path, {"assure.csv": "assure\nA1", "demande.csv": REQUESTS}, day)
    tables_held = open_population(tmp_path / "caisse").tables

    assert [known_tables(tables_held, day)["demande"].extracted for day in (NIGHT, NOVEMBER)] == [OCTOBER, NOVEMBER]


def test_a_descriptor_written_before_the_tables_had_their_day_is_still_read(tmp_path: Path) -> None:
    fund = imported(tmp_path, {"assure.csv": "assure\nA1"}, OCTOBER).population.folder
    descriptor = json.loads((fund / "population.json").read_text(encoding="utf-8"))
    del descriptor["tables"]["assure"]["known_from"], descriptor["tables"]["assure"]["earlier"]
    (fund / "population.json").write_text(json.dumps(descriptor), encoding="utf-8")
    assert open_population(fund).tables["assure"].known_from is None


def test_the_closed_rows_of_a_text_are_left_out_and_a_refused_row_keeps_its_line(tmp_path: Path) -> None:
    text = (
        "demande;assure;type;deposee_le;resultat;connu_jusqu\n"
        "D1;A1;c2s;2026-01-05;;2026-02-01\n"
        "D1;A1;c2s;2026-01-05;perdue;\n"
        "D2;A1;c2s;2026-01-06;accordee;31/12/9999\n"
        "D2;A1;c2s;2026-01-06;;01/03/2026\n"
    )
    right = "assure;medecin;debut;connu_jusqu\nA1;M1;2020-01-01;2021-01-01\nA1;M2;2021-01-01; . "
    report = imported(tmp_path, {"demande.csv": text, "medecin_traitant.csv": right}, NOVEMBER)
    fund = tmp_path / "caisse"
    assert stored(fund, "demande", "demande, connu_jusqu") == [("D2", None)]
    assert stored(fund, "medecin_traitant", "medecin, connu_jusqu") == [("M2", None)]
    assert [row[1:3] for row in rejected(report, "demande")] == [("3", "resultat")]
    assert "2 lignes closes (connu_jusqu) laissées de côté." in sentences(report, "demande.csv")
    assert "1 ligne close (connu_jusqu) laissée de côté." in sentences(report, "medecin_traitant.csv")


def test_the_files_of_a_version_are_imported_as_they_stand(tmp_path: Path) -> None:
    made = generate(tmp_path / "departement", Departement(400, 1, NOVEMBER))
    report = run(made.path("assure").parent, tmp_path / "caisse", NOVEMBER)
    assert sum(table.kept for table in report.tables) > 10_000
    assert sum(table.refused for table in report.tables) <= 2
    assert "ignorées" not in " ".join(remark.sentence for remark in report.remarks)


def test_a_generation_does_not_write_where_an_import_does(tmp_path: Path) -> None:
    with alone(tmp_path / "caisse"), pytest.raises(PlanirError, match="Un autre import"):
        generate(tmp_path / "caisse", Departement(400, 1, NOVEMBER))


@pytest.mark.parametrize("parquet", [False, True])
def test_only_a_row_closed_by_the_day_of_the_import_is_left_out(tmp_path: Path, parquet: bool) -> None:
    ends = {
        "M1": "2026-11-12",
        "M2": "2026-11-13",
        "M3": "2099-01-01",
        "M4": "zz",
        "M5": "31/02/2026",
        "M6": "9999-12-31",
    }
    rows = "".join(f"{doctor};{end}\n" for doctor, end in ends.items())
    source = write_extracts(tmp_path / "extraits", {"medecin.csv": "medecin;connu_jusqu\n" + rows})
    name = "medecin.csv"
    if parquet:
        name = "medecin.parquet"
        with duckdb.connect() as con:
            con.execute(f"COPY (FROM read_csv('{source}/medecin.csv', all_varchar = true)) TO '{source}/{name}'")
        (source / "medecin.csv").unlink()
    report = run(source, tmp_path / "caisse")
    assert stored(tmp_path / "caisse", "medecin", "medecin, connu_jusqu") == [("M2", None), ("M3", None), ("M6", None)]
    assert [row[1:] for row in rejected(report, "medecin")] == [
        ("4" if parquet else "5", "connu_jusqu", "date illisible", "zz"),
        ("5" if parquet else "6", "connu_jusqu", "date illisible", "31/02/2026"),
    ]
    assert "1 ligne close (connu_jusqu) laissée de côté." in sentences(report, name)
