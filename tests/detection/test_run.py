"""A night: who is found, what each step leaves, what is not examined and why, the same night again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from detection.conftest import PEOPLE
from planir.detection.passage import Passage, ProgrammeResult, read
from planir.detection.run import detect
from planir.engine.errors import PlanirError
from planir.programmes.cache import load_catalogue
from planir.programmes.catalogue import Catalogue
from planir.programmes.skeleton import create
from small_fund import write_fund

AU = date(2026, 11, 1)


def result(passage: Passage, code: str) -> ProgrammeResult:
    return next(programme for programme in passage.programmes if programme.code == code)


def found(passage: Passage, code: str) -> list[str]:
    rows = pq.read_table(passage.folder / "situations.parquet").to_pylist()
    return sorted(row["assure"] for row in rows if row["programme"] == code)


def test_the_persons_concerned_are_found_with_their_sentence_and_deadline(fund: Path, catalogue: Catalogue) -> None:
    passage = detect(fund, catalogue, au=AU)

    assert found(passage, "medecin_traitant") == ["ana", "mia"]
    rows = pq.read_table(passage.folder / "situations.parquet").to_pylist()
    ana = next(row for row in rows if row["assure"] == "ana" and row["programme"] == "medecin_traitant")
    assert "22,40\u00a0€" in ana["phrase"]
    assert ana["etat"] == "nouvelle"
    assert ana["depuis"] == AU
    leo = next(row for row in rows if row["programme"] == "renouvellement_c2s")
    assert leo["echeance"] is not None


def test_attrition_counts_the_distinct_persons_that_each_step_leaves(fund: Path, catalogue: Catalogue) -> None:
    steps = result(detect(fund, catalogue, au=AU), "medecin_traitant").steps

    assert [step.persons for step in steps] == [3, 3, 2, 2]


def test_attrition_does_not_count_an_empty_name_as_a_person(tmp_path: Path) -> None:
    write_fund(tmp_path / "fonds", {"assure": [*PEOPLE["assure"], {"assure": "zoe", "rattache_a": "ana"}]})
    folder = create(tmp_path / "programmes", "essai")
    (folder / "reperage.sql").write_text(
        "WITH a AS (SELECT rattache_a AS assure FROM assure_au_jour),\n"
        "-- étape : a quelqu'un à charge\n"
        "b AS (SELECT assure FROM a GROUP BY assure)\n"
        "-- étape : toujours\n"
        "SELECT assure, '' AS objet, 81 AS age, CAST(NULL AS DATE) AS echeance FROM b WHERE assure IS NOT NULL",
        encoding="utf-8",
    )

    passage = detect(tmp_path / "fonds", load_catalogue([tmp_path / "programmes"]), au=AU, codes=["essai"])

    assert [step.persons for step in result(passage, "essai").steps] == [1, 1]


def test_a_table_not_supplied_is_said_and_never_counted_as_zero(tmp_path: Path, catalogue: Catalogue) -> None:
    write_fund(tmp_path, PEOPLE, without=["soin"])

    found_in = result(detect(tmp_path, catalogue, au=AU), "medecin_traitant")

    assert (found_in.status, found_in.reason) == ("non_examine", "soin")


def test_too_short_a_history_is_not_examined(tmp_path: Path, catalogue: Catalogue) -> None:
    write_fund(tmp_path, PEOPLE, first=date(2024, 11, 2))

    judged = result(detect(tmp_path, catalogue, au=AU), "fin_indemnites_journalieres")

    assert judged.status == "non_examine"
    assert judged.reason is not None
    assert judged.reason.startswith("arret (36 mois")


def test_a_medical_programme_is_one_line_without_the_access(fund: Path, catalogue: Catalogue) -> None:
    without = result(detect(fund, catalogue, au=AU), "sophia")
    with_access = result(detect(fund, catalogue, au=AU, access=["medical"]), "sophia")

    assert (without.status, without.reason) == ("reserve", "réservé au service médical")
    assert without.steps == ()
    assert with_access.status == "examine"


def test_medical_situations_are_kept_apart(fund: Path, catalogue: Catalogue) -> None:
    passage = detect(fund, catalogue, au=AU, access=["medical"])

    plain = pq.read_table(passage.folder / "situations.parquet").column("acces").to_pylist()
    assert "medical" not in plain
    assert (passage.folder / "situations_medical.parquet").is_file()


def test_the_same_night_again_gives_the_same_record(fund: Path, catalogue: Catalogue) -> None:
    first = detect(fund, catalogue, au=AU)
    written = (first.folder / "passage.json").read_bytes()

    again = detect(fund, catalogue, au=AU)

    assert again == first == read(first.folder)
    assert (again.folder / "passage.json").read_bytes() == written
    assert len(list((fund / "passages").iterdir())) == 1


def test_a_past_night_replayed_after_an_import_gives_what_it_gave(fund: Path, catalogue: Catalogue) -> None:
    before = found(detect(fund, catalogue, au=AU), "medecin_traitant")
    learnt = {"assure": "mia", "debut": date(2026, 10, 5), "connu_le": date(2026, 11, 15)}
    write_fund(fund, {**PEOPLE, "medecin_traitant": [learnt]}, known=date(2026, 11, 15))

    assert found(detect(fund, catalogue, au=AU), "medecin_traitant") == before
    assert found(detect(fund, catalogue, au=AU, connu_au=date(2026, 11, 15)), "medecin_traitant") == ["ana"]


def test_one_programme_may_be_run_alone(fund: Path, catalogue: Catalogue) -> None:
    passage = detect(fund, catalogue, au=AU, codes=["medecin_traitant"])

    assert [programme.code for programme in passage.programmes] == ["medecin_traitant"]


def test_an_unknown_programme_is_refused_with_those_that_look_like_it(fund: Path, catalogue: Catalogue) -> None:
    with pytest.raises(PlanirError, match="medecin_traitant"):
        detect(fund, catalogue, au=AU, codes=["medecin_traitent"])


def test_a_night_before_anything_was_known_is_refused(tmp_path: Path, catalogue: Catalogue) -> None:
    write_fund(tmp_path, PEOPLE, known_from=date(2026, 10, 1))

    with pytest.raises(PlanirError, match=r"Rien n'était connu le 30/09/2026.*01/10/2026"):
        detect(tmp_path, catalogue, au=date(2026, 9, 30))


def test_the_record_says_what_was_read_and_from_when(fund: Path, catalogue: Catalogue) -> None:
    passage = detect(fund, catalogue, au=AU)

    assert passage.tables["soin"].rows == 4
    assert passage.tables["soin"].extracted == date(2026, 11, 1)
    assert passage.population == (fund / "versions").iterdir().__next__().name
