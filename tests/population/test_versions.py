"""How long a version stays on the disk: current, the one before, or being read; and what past nights still give."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from planir.cli.app import run as command
from planir.detection.run import detect
from planir.engine.errors import PlanirError
from planir.population.checking import check_population
from planir.population.generator import Departement, generate
from planir.population.store import VersionWriter, open_population
from planir.population.versions import held, remove_old
from planir.programmes.cache import load_catalogue
from population.extracts import run, stored, write_extracts

DAY = date(2026, 10, 1)


def _night(tmp_path: Path, number: int, person: str | None = None) -> str:
    """Import an extract of one person, `number` days after the first one; the version that it made."""
    files = {
        "assure.csv": f"assure;sexe;date_naissance\n{person or f'A{number}'};F;2007-05-02\nFAUX;Z;2007-05-02",
        "identite.csv": f"assure;nir;rang\n{person or f'A{number}'};295109912611193;1",
    }
    source = write_extracts(tmp_path / f"extraits-{number}", files)
    return run(source, tmp_path / "caisse", DAY + timedelta(number)).population.version


def _on_disk(target: Path, folder: str = "versions") -> set[str]:
    return {path.name for path in (target / folder).iterdir()}


def test_each_import_keeps_its_version_and_the_one_before_and_says_what_it_removed(tmp_path: Path) -> None:
    first, second = (_night(tmp_path, number) for number in (0, 1))
    assert _on_disk(tmp_path / "caisse") == {first, second}

    third = _night(tmp_path, 2)

    assert _on_disk(tmp_path / "caisse") == _on_disk(tmp_path / "caisse", "rejets") == {second, third}
    assert open_population(tmp_path / "caisse").previous == second
    assert check_population(tmp_path / "caisse").sound


def test_the_report_of_an_import_names_what_was_removed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, _ = (_night(tmp_path, number) for number in (0, 1))
    source = write_extracts(tmp_path / "suite", {"assure.csv": "assure\nA9"})

    command(
        [
            "population",
            "import",
            str(source),
            str(tmp_path / "caisse"),
            "--format",
            "planir",
            "--connu-le",
            "2026-10-03",
        ]
    )

    said = " ".join(capsys.readouterr().out.split())
    assert f"Version retirée du disque avec ses lignes refusées : {first}. La version d'avant reste." in said


def test_the_same_extract_again_makes_no_version_and_removes_none(tmp_path: Path) -> None:
    first = _night(tmp_path, 0)
    second = _night(tmp_path, 1)

    assert _night(tmp_path, 2, person="A1") == second

    assert _on_disk(tmp_path / "caisse") == {first, second}
    assert open_population(tmp_path / "caisse").previous == first


def test_a_version_being_read_is_left_for_the_next_import(tmp_path: Path) -> None:
    first = _night(tmp_path, 0)
    read = open_population(tmp_path / "caisse")

    with held(read):
        _night(tmp_path, 1)
        third = _night(tmp_path, 2)
        assert pq.read_table(read.path("assure")).column("assure").to_pylist() == ["A0"]
        assert first in _on_disk(tmp_path / "caisse")
    fourth = _night(tmp_path, 3)

    assert _on_disk(tmp_path / "caisse") == {third, fourth}


def test_who_opened_a_version_that_imports_have_removed_is_told_to_start_again(tmp_path: Path) -> None:
    _night(tmp_path, 0)
    read = open_population(tmp_path / "caisse")
    _night(tmp_path, 1)
    _night(tmp_path, 2)

    with pytest.raises(PlanirError, match="relancez la commande"), held(read):
        pass


READER = """
import sys, time
from pathlib import Path
from planir.population.store import open_population
from planir.population.versions import held
with held(open_population(Path(sys.argv[1]))):
    print("lit", flush=True)
    time.sleep(600)
"""


def test_a_reader_that_was_killed_holds_nothing(tmp_path: Path) -> None:
    _night(tmp_path, 0)
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, str(tmp_path / "caisse")], stdout=subprocess.PIPE, text=True
    )
    assert reader.stdout is not None
    assert reader.stdout.readline() == "lit\n"
    reader.kill()
    reader.communicate()

    second, third = (_night(tmp_path, number) for number in (1, 2))

    assert _on_disk(tmp_path / "caisse") == {second, third}


def test_what_an_interrupted_removal_left_goes_with_the_next_import(tmp_path: Path) -> None:
    target = tmp_path / "caisse"
    first, second, third = (_night(tmp_path, number) for number in range(3))
    # Killed before it removed anything, and killed in the middle: a whole version, and half of one, set aside.
    (target / "versions" / first).mkdir()
    (target / "versions" / first / "assure.parquet").write_bytes(b"")
    (target / "versions" / ".en-cours-a-moitie").mkdir()
    (target / "versions" / ".en-cours-a-moitie" / "soin.parquet").write_bytes(b"")

    fourth = _night(tmp_path, 3)

    assert _on_disk(target) == {third, fourth}
    assert second not in _on_disk(target, "rejets")


def test_a_folder_that_is_not_a_version_is_never_removed(tmp_path: Path) -> None:
    for number in range(2):
        _night(tmp_path, number)
    (tmp_path / "caisse" / "versions" / "sauvegarde").mkdir()
    (tmp_path / "ailleurs").mkdir()
    (tmp_path / "caisse" / "versions" / "0123456789abcdef").symlink_to(tmp_path / "ailleurs")

    _night(tmp_path, 2)

    assert {"sauvegarde", "0123456789abcdef"} <= _on_disk(tmp_path / "caisse")
    assert (tmp_path / "ailleurs").is_dir()


def test_a_past_night_replayed_on_the_version_that_is_left_gives_what_it_gave(tmp_path: Path) -> None:
    catalogue, target = load_catalogue(), tmp_path / "caisse"
    _night(tmp_path, 0)
    asked = {"au": DAY, "codes": ["medecin_traitant", "jeunes_16_25"]}
    played = detect(target, catalogue, **asked)
    for number in (1, 2, 3):
        _night(tmp_path, number)

    again = detect(target, catalogue, **asked)

    assert played.folder.is_dir()
    assert played.population not in _on_disk(target)
    assert [(one.code, one.status, one.situations, one.steps) for one in again.programmes] == [
        (one.code, one.status, one.situations, one.steps) for one in played.programmes
    ]
    assert stored(target, "assure", "assure", "connu_jusqu IS NULL") == [("A3",)]


def test_a_generated_population_keeps_two_versions_as_well(tmp_path: Path) -> None:
    made = [generate(tmp_path, Departement(100, seed, date(2026, 11, 1))).version for seed in (1, 2, 3)]

    assert _on_disk(tmp_path) == set(made[1:])


def test_a_version_that_resists_is_left_and_the_import_stands(tmp_path: Path) -> None:
    with VersionWriter(tmp_path) as writer:
        population = writer.publish({}, source="planir", synthetic=False, known=DAY, known_from=DAY)
    (tmp_path / "versions" / "0123456789abcdef").write_text("un fichier, pas un dossier")

    assert remove_old(population) == ()
    assert (tmp_path / "versions" / "0123456789abcdef").is_file()
