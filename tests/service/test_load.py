"""A run brought into the service: only the persons found, once, and what an agent said stays said."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from planir.accounts.models import Membership, Organisation
from planir.detection.run import detect
from planir.engine.errors import PlanirError
from planir.journal.models import Entry
from planir.people.models import Person
from planir.programmes.cache import load_catalogue
from planir.situations.load import load
from planir.situations.models import Run, Situation
from planir.situations.operations import Settled, settle
from service.conftest import NIR, ROWS, person
from small_fund import write_fund

pytestmark = pytest.mark.django_db


def state(assure: str, programme: str = "medecin_traitant") -> str:
    return Situation.objects.get(person__assure=assure, programme=programme).state


@pytest.fixture
def folder(population: Path, tmp_path: Path) -> Path:
    """A copy of the fund, whose next nights this test may judge."""
    return Path(shutil.copytree(population, tmp_path / "caisse"))


def test_only_the_persons_found_enter(loaded: Organisation) -> None:
    assert set(Person.objects.values_list("assure", flat=True)) == {"ana", "zoe", "leo"}
    assert {one.fund for one in Person.objects.all()} == {loaded}
    ana = person("ana")
    assert ana.number == NIR[:13]
    assert NIR[:13].encode() not in bytes(ana.nir_kept)
    assert NIR[:13] not in ana.nir_index


def test_the_same_run_twice_changes_nothing(loaded: Organisation, population: Path) -> None:
    before = list(Situation.objects.values()), list(Person.objects.values()), Entry.objects.count()

    assert load(population, loaded, load_catalogue()).again

    assert (list(Situation.objects.values()), list(Person.objects.values()), Entry.objects.count()) == before


def test_the_next_night_closes_what_is_obtained_and_keeps_what_was_said(
    loaded: Organisation, folder: Path, adviser: Membership
) -> None:
    zoe = Situation.objects.get(person__assure="zoe", programme="medecin_traitant")
    settle(by=adviser, situation=zoe, said=Settled("commencer", zoe.version))
    reference = person("ana").reference
    declared = {"assure": "ana", "medecin": "m2", "debut": date(2026, 11, 10), "connu_le": date(2026, 11, 12)}
    rows = {**ROWS, "medecin_traitant": [*ROWS["medecin_traitant"], declared]}
    write_fund(folder, rows, known=date(2026, 11, 20))
    detect(folder, load_catalogue(), au=date(2026, 11, 20), access=("medical",))

    done = load(folder, loaded, load_catalogue())

    assert done.closed == {"obtenue": 1}
    assert (state("ana"), state("zoe")) == ("obtenue", "en_cours")
    assert Situation.objects.get(person__assure="zoe", programme="medecin_traitant").since == date(2026, 11, 1)
    assert person("ana").reference == reference


def test_what_the_medical_service_obtained_is_obtained(loaded: Organisation, folder: Path) -> None:
    joined = {"assure": "leo", "service": "sophia", "debut": date(2026, 11, 5), "connu_le": date(2026, 11, 6)}
    write_fund(folder, {**ROWS, "adhesion": [joined]}, known=date(2026, 11, 20))
    detect(folder, load_catalogue(), au=date(2026, 11, 20), access=("medical",))

    load(folder, loaded, load_catalogue())

    assert state("leo", "sophia") == "obtenue"


def test_of_two_names_known_one_after_the_other_the_last_is_kept(loaded: Organisation, folder: Path) -> None:
    before, after = date(2020, 1, 1), date(2026, 11, 10)
    names = [
        {"assure": "ana", "nom_usage": "ANCIEN", "connu_le": before, "connu_jusqu": after},
        {"assure": "ana", "nom_usage": "RÉCENT", "connu_le": after},
    ]
    for rank, rows in enumerate((names, names[::-1]), start=20):
        write_fund(folder, {**ROWS, "identite": rows}, known=date(2026, 11, rank))
        detect(folder, load_catalogue(), au=date(2026, 11, rank), access=("medical",))
        load(folder, loaded, load_catalogue())
        assert person("ana").usage_name == "RÉCENT"


def test_an_older_night_is_refused(loaded: Organisation, folder: Path) -> None:
    shutil.rmtree(folder / "passages")
    detect(folder, load_catalogue(), au=date(2026, 10, 1), access=("medical",))

    with pytest.raises(PlanirError, match="plus ancien"):
        load(folder, loaded, load_catalogue())

    assert Run.objects.count() == 1


def test_without_a_night_it_says_which_command_makes_one(fund: Organisation, folder: Path) -> None:
    shutil.rmtree(folder / "passages")

    with pytest.raises(PlanirError, match="planir detect"):
        load(folder, fund, load_catalogue())


def test_a_load_that_fails_leaves_nothing(fund: Organisation, folder: Path) -> None:
    for kept in (folder / "passages").glob("*/closes.parquet"):
        kept.write_bytes(kept.read_bytes()[:100])

    with pytest.raises(duckdb.Error):
        load(folder, fund, load_catalogue())

    assert (Run.objects.count(), Person.objects.count(), Situation.objects.count()) == (0, 0, 0)
