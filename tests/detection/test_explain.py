"""One person, every programme: the same verdicts as the night's, and the step where the person left."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from detection.conftest import PEOPLE
from planir.detection.explain import Desk, Explanation, Verdict, explain
from planir.detection.looks import log_look
from planir.detection.run import detect
from planir.engine.errors import PlanirError
from planir.population.contract import tables
from planir.programmes.catalogue import Catalogue
from small_fund import write_fund

AU = date(2026, 11, 1)


def verdict(explanation: Explanation, code: str) -> Verdict:
    return next(one for one in explanation.verdicts if one.code == code)


def test_a_person_concerned_is_told_why_and_by_when(fund: Path, catalogue: Catalogue) -> None:
    found = verdict(explain(fund, catalogue, "leo", au=AU), "renouvellement_c2s")

    assert found.outcome == "concerne"
    assert found.situations[0].deadline is not None
    assert "31\u00a0décembre\u00a02026" in found.situations[0].sentence


def test_a_person_not_concerned_is_told_the_first_step_they_do_not_meet(fund: Path, catalogue: Catalogue) -> None:
    tom, leo = (verdict(explain(fund, catalogue, name, au=AU), "medecin_traitant") for name in ("tom", "leo"))

    assert tom.outcome == leo.outcome == "non_concerne"
    assert tom.reason == catalogue.programmes["medecin_traitant"].steps[0].sentence
    assert leo.reason == catalogue.programmes["medecin_traitant"].steps[-2].sentence


def test_what_is_reserved_or_not_examined_is_said(tmp_path: Path, catalogue: Catalogue) -> None:
    write_fund(tmp_path, PEOPLE, without=["soin"])

    explanation = explain(tmp_path, catalogue, "ana", au=AU)

    assert verdict(explanation, "sophia").outcome == "reserve"
    assert verdict(explanation, "medecin_traitant").outcome == "non_examine"
    assert verdict(explanation, "medecin_traitant").reason == "soin"


def test_the_night_and_the_desk_say_the_same_words(fund: Path, catalogue: Catalogue) -> None:
    passage = detect(fund, catalogue, au=AU, access=["medical"])
    night = {
        (row["programme"], row["assure"], row["objet"], row["echeance"], row["phrase"], row["preuves"])
        for name in ("situations", "situations_medical")
        for row in pq.read_table(passage.folder / f"{name}.parquet").to_pylist()
    }

    desk = {
        (one.code, person, found.subject, found.deadline, found.sentence, json.dumps(found.evidence))
        for person in ("ana", "leo", "mia", "tom")
        for one in explain(fund, catalogue, person, au=AU, access=["medical"]).verdicts
        for found in one.situations
    }

    assert {(*row[:5], json.dumps(json.loads(row[5]))) for row in night} == desk


@pytest.mark.parametrize(
    ("row", "state", "said"),
    [
        ({"date_deces": date(2026, 11, 1)}, "decedee", "Cette personne est décédée le 01/11/2026 : aucun droit à"),
        (
            {"affilie_jusqu": date(2026, 10, 31)},
            "partie",
            "n'est plus affiliée à la caisse : son affiliation a pris fin",
        ),
        ({"affilie_depuis": date(2026, 11, 2)}, "pas_encore_affiliee", "son affiliation commence le 02/11/2026"),
        ({"date_naissance": date(2026, 11, 2)}, "pas_encore_nee", "n'était pas née le 01/11/2026 : elle est née le 02"),
        (
            {"date_naissance": date(2026, 12, 1), "precision_naissance": "mois"},
            "pas_encore_nee",
            "née au plus tôt le 01",
        ),
        ({"connu_le": date(2026, 11, 2)}, "pas_enregistree", "n'est pas enregistrée à la caisse, d'après ce qui était"),
        ({"connu_jusqu": date(2026, 11, 1)}, "pas_enregistree", "connu le 01/11/2026"),
        ({"date_deces": date(2026, 5, 1), "affilie_jusqu": date(2026, 5, 1)}, "decedee", "le 01/05/2026"),
    ],
)
def test_who_is_not_there_that_day_is_said_so_and_leaves_every_programme(
    tmp_path: Path, catalogue: Catalogue, row: dict[str, object], state: str, said: str
) -> None:
    write_fund(tmp_path, {"assure": [{"assure": "ana", "date_naissance": date(2005, 5, 2), **row}]})

    explanation = explain(tmp_path, catalogue, "ana", au=AU)

    assert explanation.absence is not None
    assert explanation.absence.state == state
    assert said in explanation.absence.sentence
    assert {one.outcome for one in explanation.verdicts} == {"non_concerne", "reserve"}
    assert all(one.reason for one in explanation.verdicts)


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"date_deces": date(2026, 11, 2)},
        {"affilie_jusqu": date(2026, 11, 1)},
        {"affilie_depuis": date(2026, 11, 1)},
        {"date_naissance": date(2026, 11, 1)},
    ],
)
def test_who_is_there_until_that_day_or_from_it_is_not_said_absent(
    tmp_path: Path, catalogue: Catalogue, row: dict[str, date]
) -> None:
    write_fund(tmp_path, {"assure": [{"assure": "ana", **row}]})

    assert explain(tmp_path, catalogue, "ana", au=AU).absence is None


def test_a_death_is_said_even_when_no_programme_can_be_examined(tmp_path: Path, catalogue: Catalogue) -> None:
    others = [name for name in tables() if name != "assure"]
    write_fund(tmp_path, {"assure": [{"assure": "ana", "date_deces": date(2026, 3, 1)}]}, without=others)
    medical = replace(catalogue, programmes={"sophia": catalogue.programmes["sophia"]})

    for asked in (catalogue, medical):
        absent = explain(tmp_path, asked, "ana", au=AU).absence
        assert absent is not None
        assert absent.state == "decedee"


def test_a_death_learnt_later_is_not_said_of_a_day_when_nobody_knew(tmp_path: Path, catalogue: Catalogue) -> None:
    learnt, died = date(2026, 11, 5), date(2026, 10, 20)
    alive = {"assure": "ana", "date_naissance": date(2005, 5, 2), "connu_jusqu": learnt}
    dead = {"assure": "ana", "date_naissance": date(2005, 5, 2), "date_deces": died, "connu_le": learnt}
    write_fund(tmp_path, {"assure": [alive, dead]})

    before = explain(tmp_path, catalogue, "ana", au=AU, connu_au=date(2026, 11, 4))
    after = explain(tmp_path, catalogue, "ana", au=AU, connu_au=learnt)

    assert before.absence is None
    assert after.absence is not None
    assert (after.absence.state, after.absence.day) == ("decedee", died)


def test_someone_the_population_never_held_is_refused_without_repeating_what_was_typed(
    fund: Path, catalogue: Catalogue
) -> None:
    with pytest.raises(PlanirError) as refused:
        explain(fund, catalogue, "295109912611193", au=AU)

    assert refused.value.code == "personne_inconnue"
    assert "295109912611193" not in refused.value.sentence


def test_a_name_with_a_quote_is_only_a_name(fund: Path, catalogue: Catalogue) -> None:
    with pytest.raises(PlanirError, match="n'est pas dans la population"):
        explain(fund, catalogue, "x' OR 1=1 --", au=AU)


def test_a_look_is_logged_for_its_owner_only(fund: Path) -> None:
    log_look(fund, "explain", {"assure": "ana"})
    log_look(fund, "explain", {"assure": "leo"})

    journal = fund / "journal" / "consultations.jsonl"
    assert [json.loads(line)["assure"] for line in journal.read_text().splitlines()] == ["ana", "leo"]
    assert stat.S_IMODE(journal.stat().st_mode) == 0o600


def test_a_journal_that_is_a_link_is_not_written_elsewhere(fund: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "ailleurs"
    elsewhere.touch()
    (fund / "journal").mkdir(exist_ok=True)
    (fund / "journal" / "consultations.jsonl").unlink(missing_ok=True)
    (fund / "journal" / "consultations.jsonl").symlink_to(elsewhere)

    with pytest.raises(PlanirError, match="est un lien vers un autre endroit"):
        log_look(fund, "explain", {"assure": "ana"})

    assert elsewhere.read_text() == ""


def test_an_open_desk_says_of_each_person_what_a_desk_of_their_own_says(fund: Path, catalogue: Catalogue) -> None:
    people = ["ana", "leo", "tom", "ana", "mia"]

    with Desk(fund, catalogue, au=AU, access=["medical"]) as desk:
        together = [desk.explain(person) for person in people]

    assert together == [explain(fund, catalogue, person, au=AU, access=["medical"]) for person in people]


def test_a_person_unknown_at_an_open_desk_leaves_it_ready_for_the_next(fund: Path, catalogue: Catalogue) -> None:
    with Desk(fund, catalogue, au=AU) as desk:
        with pytest.raises(PlanirError, match="n'est pas dans la population"):
            desk.explain("nobody")

        assert desk.explain("leo") == explain(fund, catalogue, "leo", au=AU)
