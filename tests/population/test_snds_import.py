"""From SNDS extracts to a fund that programmes judge: the whole import, by the command and by the function."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from planir.cli.app import run
from planir.detection.nights import last_night
from planir.detection.passage import Passage
from planir.detection.run import detect
from planir.population.importing.command import import_folder
from planir.population.importing.progress import Silent
from planir.population.importing.report import Report
from planir.population.snds.lists import motives
from planir.population.store import open_population
from planir.programmes.cache import load_catalogue
from population.snds_extract import EXTRACTED, SndsExtract, drees


def imported(source: Path, target: Path, known: date = EXTRACTED) -> Report:
    return import_folder(
        source, target, format="snds", known=known, today=known, last_night=last_night, progress=Silent()
    )


def night(fund: Path, au: date, connu_au: date | None = None) -> Passage:
    return detect(fund, load_catalogue(), au=au, connu_au=connu_au, access=("medical",))


def student() -> SndsExtract:
    """Léa, nineteen, no médecin traitant, two reduced refunds; Ana, who has one, and other traps of the catalogue."""
    e = SndsExtract()
    e.personne("lea", (2007, 5), BEN_RES_COM="001")
    e.personne("ana", (1980, 6), BEN_RES_COM="002")
    e.prestation("ana", 1111, "2025-01-15")
    e.prestation("lea", 1111, "2026-07-10", PRS_PDS_QCP=24, RGO_MOD_MNT="10.00")
    e.prestation("lea", 1112, "2026-08-20", PRS_PDS_QCP=24, RGO_MOD_MNT="12.40")
    e.prestation("ana", 1112, "2026-08-20", PRS_PDS_QCP=23, RGO_MOD_MNT="12.40")
    e.medecin_traitant("ana", "2020-01-01")
    return e


def found(passage: Passage, programme: str) -> list[str]:
    rows: Iterable[dict[str, str]] = pq.read_table(passage.folder / "situations.parquet").to_pylist()
    return [row["phrase"].replace("\u00a0", " ") for row in rows if row["programme"] == programme]


def test_the_published_extracts_import_to_the_end_each_refusal_explained(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "caisse"
    assert run(["population", "import", str(drees()), str(target), "--format", "snds", "--connu-le", "2026-11-01"]) == 0
    said = capsys.readouterr().out
    assert "IR_BEN_R.csv" in said
    assert "le SNDS ne contient aucun revenu" in said

    population = open_population(target)
    (folder,) = (target / "rejets").iterdir()
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())]
    refused = [row for text in texts for row in csv.DictReader(text.splitlines(), delimiter=";")]
    assert len(refused) > 20
    reasons = {motive["phrase"] for motive in motives()["refus"].values()}
    assert {row["motif"] for row in refused} <= reasons
    assert all(int(row["ligne"]) >= 2 and row["colonne"] and row["fichier"].endswith(".csv") for row in refused)
    assert sum(table.rows for table in population.tables.values()) > 0
    assert not set(population.tables) & {"ressource", "ressource_connue", "foyer", "demande", "delivrance", "medecin"}
    assert run(["population", "check", str(target)]) == 0


def test_a_student_without_a_doctor_is_found_with_her_sentence(tmp_path: Path) -> None:
    imported(student().write(tmp_path / "extraits"), tmp_path / "caisse")
    (sentence,) = found(night(tmp_path / "caisse", date(2026, 11, 1)), "medecin_traitant")
    assert "2 soins remboursés à taux réduit" in sentence
    assert "22,40 €" in sentence


def test_a_refund_made_available_late_does_not_change_a_past_night(tmp_path: Path) -> None:
    e, fund = student(), tmp_path / "caisse"
    late = e.rows["ER_PRS_F"].pop(2)
    imported(e.write(tmp_path / "septembre"), fund, date(2026, 9, 15))
    before = found(night(fund, date(2026, 9, 15)), "medecin_traitant")
    e.rows["ER_PRS_F"].append(late | {"FLX_DIS_DTD": "2026-10-01", "FLX_TRT_DTD": "2026-09-20"})
    report = imported(e.write(tmp_path / "novembre"), fund, date(2026, 11, 1))
    assert {table.table: table.added for table in report.tables if table.added} == {"soin": 1, "acte": 1}

    past = found(night(fund, date(2026, 9, 15), date(2026, 9, 15)), "medecin_traitant")
    today = found(night(fund, date(2026, 11, 1)), "medecin_traitant")
    assert past == before
    assert "1 soin remboursé" in past[0]
    assert "2 soins remboursés" in today[0]


def test_the_same_extracts_again_bring_nothing_new(tmp_path: Path) -> None:
    e, fund = student(), tmp_path / "caisse"
    head = e.prestation("ana", 1351, "2026-05-05")
    for code in ("QEQK004", "QEQM001", "QEQK001"):
        e.acte(head, code)
    for place in (1, 2):
        e.medicament(head, "3400936987654", PHA_ORD_NUM=place)
    e.arret("ana", "2026-03-01", "2026-03-31")
    e.contrat("lea", 89, "2025-12-01", "2026-11-30")
    e.exoneration("ana", 13, "2022-07-01")
    extracts = e.write(tmp_path / "extraits")
    (extracts / "CIP_ATC.csv").write_text("cip13,atc\n3400936987654,A10AE04\n", encoding="utf-8")
    first = imported(extracts, fund)
    assert {table.table: table.stored for table in first.tables} == {
        "acte": 7,
        "affection": 0,
        "allocation": 1,
        "arret": 1,
        "assure": 2,
        "complementaire": 1,
        "delivrance": 2,
        "medecin_traitant": 1,
        "soin": 5,
    }
    assert (first.refused, sum(table.doubles for table in first.tables)) == (0, 0)
    again = imported(extracts, fund)
    assert again.population.version == first.population.version
    assert {(table.added, table.closed) for table in again.tables} == {(0, 0)}


def on_leave() -> SndsExtract:
    """Ida, on leave since November 2025, four years after another; Luc, paid under L.324-1 since January 2024."""
    e = student()
    e.personne("ida", (1980, 4), BEN_RES_COM="003")
    e.personne("luc", (1975, 9), BEN_RES_COM="004")
    e.arret("ida", "2021-03-01", "2021-03-20")
    e.arret("ida", "2025-11-17", "2026-09-30")
    e.arret("ida", "2026-10-01", "2026-10-20", FLX_DIS_DTD="2026-10-31")
    e.arret("luc", "2024-01-10", "2026-09-30", EXO_MTF=42)
    e.arret("luc", "2026-10-01", "2026-10-20", EXO_MTF=42, FLX_DIS_DTD="2026-10-31")
    e.exoneration("luc", 41, "2024-01-10", IMB_ALD_NUM=8)
    e.acte(e.prestation("ana", 1351, "2024-05-05"), "QEQK004")
    e.contrat("lea", 89, "2025-12-01", "2026-11-30")
    return e


def test_the_sick_pay_that_the_snds_tells_is_examined_and_what_it_does_not_tell_is_said(tmp_path: Path) -> None:
    imported(on_leave().write(tmp_path / "extraits"), tmp_path / "caisse")
    passage = night(tmp_path / "caisse", date(2026, 11, 1))
    said = {p.code: p for p in passage.programmes}
    (ida,) = found(passage, "fin_indemnites_journalieres")
    (luc,) = found(passage, "fin_ald_trois_ans")
    assert "338 jours payés" in ida
    assert "9 janvier 2027" in luc
    lacking = said["fin_indemnites_journalieres"].not_known
    assert lacking[0].startswith("sans la table evenement : les reprises du travail ne sont pas connues")
    assert lacking[1].startswith("la table allocation n'est connue qu'en partie : les retraites")
    assert said["sixieme_mois_arret"].reason == "activite"
    assert said["demande_invalidite"].reason == "demande, evenement, foyer, representant, allocation (pension_retraite)"
    assert [one.split(" : ")[0] for one in said["medecin_traitant"].not_known] == [
        "sans la table aide_medicale_etat",
        "sans la table coordonnee",
        "sans la table representant",
    ]


def test_no_leave_at_all_in_the_extracts_is_not_nobody_on_leave(tmp_path: Path) -> None:
    imported(student().write(tmp_path / "extraits"), tmp_path / "caisse")
    programmes = {p.code: p for p in night(tmp_path / "caisse", date(2026, 11, 1)).programmes}
    stopped = programmes["fin_indemnites_journalieres"]
    assert (stopped.status, stopped.reason) == (
        "non_examine",
        "arret (aucune ligne : rien ne dit quelle période elle couvre)",
    )


def test_no_programme_examined_asks_what_the_snds_cannot_tell(tmp_path: Path) -> None:
    imported(on_leave().write(tmp_path / "extraits"), tmp_path / "caisse")
    supplied = set(open_population(tmp_path / "caisse").tables)
    catalogue = load_catalogue()
    examined = {p.code for p in night(tmp_path / "caisse", date(2026, 11, 1)).programmes if p.status == "examine"}
    assert examined == {
        "depistage_femmes_c2s",
        "fin_ald_trois_ans",
        "fin_indemnites_journalieres",
        "medecin_traitant",
    }
    known = {("allocation", "pension_invalidite")}
    for code in examined:
        programme = catalogue.programmes[code]
        without = set(programme.sheet.facultatif)
        assert {table for table, _ in programme.base} - without <= supplied, code
        assert {one for one in programme.values if one[0] not in without} <= known, code
