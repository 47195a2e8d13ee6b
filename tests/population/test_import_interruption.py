"""An import that dies at any moment, a disk that fills, two imports at once: the version before stays whole."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from planir.detection.nights import last_night
from planir.engine.errors import PlanirError
from planir.population.checking import check_population
from planir.population.importing.command import import_folder
from planir.population.importing.failures import told
from planir.population.importing.lock import alone
from planir.population.importing.progress import Silent
from planir.population.store import open_population
from population.extracts import imported, run, stored, write_extracts

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)

# Imports SOURCE into copies of CAISSE, one child each, and kills the n-th child without warning just before its n-th
# operation on files (or its n-th step): the kernel's own SIGKILL, at every moment in turn.
KILLED_EVERYWHERE = """
import os, shutil, signal, sys
from datetime import date
from pathlib import Path
from planir.detection.nights import last_night
from planir.population.importing.command import import_folder
from planir.population.importing.progress import Silent

source, base, copies = map(Path, sys.argv[1:])
WATCHED = {"os.rename", "os.link", "os.mkdir", "os.remove", "os.rmdir", "os.chmod", "tempfile.mkdtemp", "shutil.rmtree"}

def child(n):
    seen = 0
    def count():
        nonlocal seen
        if seen == n:
            os.kill(os.getpid(), signal.SIGKILL)
        seen += 1
    class Steps(Silent):
        def begin(self, label, rows): count()
        def end(self, rows): count()
    target = copies / str(n)
    shutil.copytree(base, target)
    def hook(event, arguments):
        if event in WATCHED and str(copies) in str(arguments[0]):
            count()
    sys.addaudithook(hook)
    import_folder(source, target, format="planir", known=date(2026, 11, 1), today=date(2026, 11, 1),
        last_night=last_night, progress=Steps())
    os._exit(0)

n = 0
while True:
    pid = os.fork() or child(n)
    if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) != -signal.SIGKILL:
        break
    n += 1
"""


def test_an_import_killed_at_any_moment_leaves_the_version_before_or_the_new_one(tmp_path: Path) -> None:
    before = write_extracts(tmp_path / "avant", {"assure.csv": "assure\nA1", "medecin.csv": "medecin\nM1"})
    after = write_extracts(tmp_path / "apres", {"assure.csv": "assure;sexe\nA2;F\nA3;Z"})
    # Two versions are there already: this import also removes the older one.
    run(write_extracts(tmp_path / "avant-hier", {"assure.csv": "assure\nA0"}), tmp_path / "caisse", OCTOBER)
    run(before, tmp_path / "caisse", OCTOBER)
    (tmp_path / "copies").mkdir()
    command = [sys.executable, "-c", KILLED_EVERYWHERE, *map(str, (after, tmp_path / "caisse", tmp_path / "copies"))]
    subprocess.run(command, check=True)

    copies = sorted((tmp_path / "copies").iterdir(), key=lambda path: int(path.name))
    found = [_known(copy) for copy in copies]
    assert len(copies) > 15
    # The last child was not killed. Once the new version is there, no later moment loses it.
    switch = found.index(["A2"])
    assert found == [["A1"]] * switch + [["A2"]] * (len(found) - switch)
    assert found[-1] == ["A2"]
    for copy in (copies[switch - 1], *copies[switch:]):
        report = run(after, copy, NOVEMBER)
        kept = {report.population.version, report.population.previous}
        assert {path.name for path in (copy / "versions").iterdir()} == kept
        assert _known(copy) == ["A2"]
        assert [path.name for path in (copy / "versions").glob(".*")] == []
        assert [path.name for path in (copy / "rejets").iterdir()] == [report.population.version]


def test_the_rejects_of_an_import_killed_just_after_it_published_are_put_in_place_by_the_next(tmp_path: Path) -> None:
    target = tmp_path / "caisse"
    run(write_extracts(tmp_path / "avant", {"assure.csv": "assure\nA1"}), target, OCTOBER)
    first = open_population(target).version
    report = run(write_extracts(tmp_path / "apres", {"assure.csv": "assure;sexe\nA2;F\nA3;Z"}), target, NOVEMBER)
    second = report.population.version
    # As it was between the two: the version is there, its rejects are still aside.
    (target / "rejets" / second).rename(target / "rejets" / ".en-cours-mort")
    (target / "rejets" / ".en-cours-mort" / ".version-precedente.json").write_text(f'"{first}"')
    run(write_extracts(tmp_path / "encore", {"assure.csv": "assure\nA4"}), target, NOVEMBER)
    assert (target / "rejets" / second / "assure.csv").is_file()


def test_what_dead_imports_left_is_removed_by_the_next(tmp_path: Path) -> None:
    target = tmp_path / "caisse"
    source = write_extracts(tmp_path / "extraits", {"assure.csv": "assure\nA1"})
    run(source, target, OCTOBER)
    for left in ("versions/.en-cours-mort", "versions/.en-cours-travail-mort", "rejets/.en-cours-mort"):
        (target / left).mkdir()
        (target / left / "soin.parquet").write_text("")
    run(source, target, NOVEMBER)
    assert list(target.rglob(".en-cours*")) == []


def test_two_imports_at_once_are_refused(tmp_path: Path) -> None:
    target = tmp_path / "caisse"
    source = write_extracts(tmp_path / "extraits", {"assure.csv": "assure\nA1"})
    run(source, target, OCTOBER)
    with alone(target), pytest.raises(PlanirError, match="Un autre import écrit dans"):
        run(source, target, NOVEMBER)
    run(source, target, NOVEMBER)


FULL_DISK = """
import resource, signal, sys
from planir.cli.app import run
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))
sys.exit(run(["population", "import", sys.argv[1], sys.argv[2], "--format", "planir", "--connu-le", "2026-11-01"]))
"""


def test_a_disk_that_fills_changes_nothing(tmp_path: Path) -> None:
    source, target = tmp_path / "extraits", tmp_path / "caisse"
    run(write_extracts(source, {"assure.csv": "assure\nA1"}), target, OCTOBER)
    whole = sorted(target.rglob("*"))
    rows = "".join(f"L{number * 7919 % 100_003};A{number};2026-01-01\n" for number in range(20_000))
    write_extracts(source, {"soin.csv": f"ligne;assure;date_soin\n{rows}"})
    ended = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(source), str(target)], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2
    assert [line for line in ended.stderr.splitlines() if line.startswith("Erreur")] == [
        "Erreur : Le disque est plein : la table soin ne peut s'écrire. Libérez de la place, puis recommencez. "
        "Rien n'a été changé."
    ]
    assert (sorted(target.rglob("*")), _known(target)) == (whole, ["A1"])


# The disk is full when the file whose name is given is opened.
FULL_AT_THE_END = """
import errno, os, sys
from planir.cli.app import run
def hook(event, arguments):
    if event == "open" and sys.argv[3] in str(arguments[0]):
        raise OSError(errno.ENOSPC, "No space left on device")
sys.addaudithook(hook)
sys.exit(run(["population", "import", sys.argv[1], sys.argv[2], "--format", "planir", "--connu-le", "2026-11-01"]))
"""


@pytest.mark.parametrize("file", [".population.json-", ".version-precedente.json"])
@pytest.mark.parametrize("first", [True, False])
def test_a_disk_full_at_the_very_end_leaves_nothing_behind(tmp_path: Path, file: str, first: bool) -> None:
    source, target = write_extracts(tmp_path / "extraits", {"assure.csv": "assure\nA1"}), tmp_path / "caisse"
    if not first:
        run(source, target, OCTOBER)
    write_extracts(source, {"assure.csv": "assure;sexe\nA2;F\nA3;Z"})
    whole = sorted(tmp_path.rglob("*"))
    ended = subprocess.run(
        [sys.executable, "-c", FULL_AT_THE_END, str(source), str(target), file],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert "Le disque est plein" in ended.stderr
    assert [path for path in sorted(tmp_path.rglob("*")) if "cles" not in path.parts] == whole


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("IO Error: Could not write file: No space left on device", "disque_plein"),
        ("Out of Memory Error: failed to offload data block (max_temp_directory_size)", "disque_plein"),
        ("Out of Memory Error: could not allocate block", "memoire_insuffisante"),
        ("IO Error: Cannot open file: Permission denied", "acces_refuse"),
        ("Invalid Input Error: corrupt page with the value 295109912611193", "fichier_illisible"),
    ],
)
def test_what_duckdb_says_of_the_system_becomes_one_sentence_without_its_values(words: str, code: str) -> None:
    import duckdb

    kind = duckdb.OutOfMemoryException if words.startswith("Out") else duckdb.IOException
    with pytest.raises(PlanirError) as caught, told("la table soin"):
        raise kind(words)
    assert caught.value.code == code
    assert "295109912611193" not in caught.value.sentence


def _known(target: Path) -> list[str]:
    """Persons held true, in a population that passes its own check."""
    assert check_population(target).sound
    return [row[0] for row in stored(target, "assure", "assure", "connu_jusqu IS NULL")]


def test_an_import_that_fails_leaves_no_folder_behind(tmp_path: Path) -> None:
    with pytest.raises(PlanirError):
        run(write_extracts(tmp_path / "extraits", {"assure.csv": "x"}), tmp_path / "departement" / "caisse")
    assert not (tmp_path / "departement").exists()


@pytest.mark.parametrize(
    ("persons", "said"),
    [
        ("assure;sexe", "ne garde que 0 personne, et 4 sont connues"),
        ("assure;sexe\nA1;Homme\nA2;Femme", "Premier motif de refus : sexe : valeur hors de la liste : F, M, inconnu."),
        ("assure;sexe\nA1;F", "ne garde que 1 personne, et 4 sont connues"),
    ],
)
def test_an_extract_that_would_lose_most_persons_is_refused(tmp_path: Path, persons: str, said: str) -> None:
    four = "assure;sexe\nA1;F\nA2;M\nA3;F\nA4;M"
    imported(tmp_path, {"assure.csv": four}, OCTOBER)
    with pytest.raises(PlanirError) as refused:
        imported(tmp_path, {"assure.csv": persons}, NOVEMBER)
    assert refused.value.code == "personnes_perdues"
    assert said in refused.value.sentence
    assert len(stored(tmp_path / "caisse", "assure", "assure", "connu_jusqu IS NULL")) == 4
    imported(tmp_path, {"assure.csv": four.replace("F", "M")}, NOVEMBER)
    assert len(stored(tmp_path / "caisse", "assure", "assure", "connu_jusqu IS NULL")) == 4


def test_a_damaged_fund_is_not_blamed_on_the_extract(tmp_path: Path) -> None:
    imported(tmp_path, {"assure.csv": "assure\nA1", "medecin.csv": "medecin\nM1"}, OCTOBER)
    path = open_population(tmp_path / "caisse").path("medecin")
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(PlanirError, match=r"table medecin que tient ce dossier est abîmé : remettez sa sauvegarde"):
        imported(tmp_path, {"assure.csv": "assure\nA1", "medecin.csv": "medecin\nM2"}, NOVEMBER)


def test_what_an_import_spills_of_a_table_that_has_a_key_is_ciphered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planir.population.importing.command._MEMORY", "110MB")
    rows = "\n".join(f"A{n};MARQUECONNUE{n * 7919:09d}" for n in range(700_000))
    spilled: list[bool] = []

    class Looking(Silent):
        def end(self, rows: int | None) -> None:
            work = [path for path in (tmp_path / "caisse").rglob("duckdb_temp*") if path.is_file()]
            spilled.extend(b"MARQUECONNUE" in path.read_bytes() for path in work if path.stat().st_size)

    import_folder(
        write_extracts(tmp_path / "extraits", {"identite.csv": f"assure;nom_naissance\n{rows}"}),
        tmp_path / "caisse",
        format="planir",
        known=NOVEMBER,
        today=NOVEMBER,
        last_night=last_night,
        progress=Looking(),
    )
    assert len(spilled) > 0
    assert not any(spilled)


@pytest.mark.parametrize("name", [".import.verrou", "versions", "rejets"])
def test_a_link_in_the_folder_of_the_fund_is_neither_followed_nor_emptied(tmp_path: Path, name: str) -> None:
    source = write_extracts(tmp_path / "extraits", {"assure.csv": "assure\nA1"})
    elsewhere = tmp_path / "ailleurs"
    if name == ".import.verrou":
        elsewhere.write_text("à garder", encoding="utf-8")
    else:
        elsewhere.mkdir()
    (tmp_path / "caisse").mkdir()
    (tmp_path / "caisse" / name).symlink_to(elsewhere)
    with pytest.raises(PlanirError, match="est un lien vers un autre endroit") as error:
        run(source, tmp_path / "caisse")
    assert error.value.code == "lien_refuse"
    assert [path.name for path in (tmp_path / "caisse").iterdir()] == [name]
    assert elsewhere.read_text(encoding="utf-8") == "à garder" if elsewhere.is_file() else not any(elsewhere.iterdir())


def test_a_lock_is_never_emptied(tmp_path: Path) -> None:
    source = write_extracts(tmp_path / "extraits", {"assure.csv": "assure\nA1"})
    (tmp_path / "caisse").mkdir()
    (tmp_path / "caisse" / ".import.verrou").write_text("à garder", encoding="utf-8")
    run(source, tmp_path / "caisse")
    assert (tmp_path / "caisse" / ".import.verrou").read_text(encoding="utf-8") == "à garder"
