"""Generating twice gives the same bytes; a folder that is not ours is left alone."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from planir.engine.errors import PlanirError
from planir.population.contract import tables
from planir.population.generator import Departement, generate
from planir.population.generator.block import BLOCK
from planir.population.store import VersionWriter, open_population

AU = date(2026, 11, 1)


def digests(folder: Path) -> dict[str, str]:
    """Hash of every file of the folder, hidden ones included."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_wish_gives_the_same_bytes(tmp_path: Path) -> None:
    """Even over two blocks, drawn at the same time."""
    for name in ("one", "two"):
        generate(tmp_path / name, Departement(persons=BLOCK + 300, seed=7, au=AU))
    first, second = digests(tmp_path / "one"), digests(tmp_path / "two")
    assert first == second
    assert {"population.json", "LISEZMOI.txt", ".verite/menage.parquet"} <= set(first)


def test_another_seed_gives_other_people(tmp_path: Path) -> None:
    versions = {generate(tmp_path / str(seed), Departement(300, seed, AU)).version for seed in (0, 1, 2)}
    assert len(versions) == 3


def test_progress_tells_every_person_once(tmp_path: Path) -> None:
    told: list[int] = []
    generate(tmp_path, Departement(700, 1, AU), told.append)
    assert sum(told) == 700
    assert pq.read_metadata(open_population(tmp_path).path("identite")).num_rows == 700


@pytest.mark.parametrize("au", [date(2024, 2, 29), date(2025, 2, 28), date(2025, 12, 31), date(2026, 11, 30)])
def test_any_day_can_be_the_last_extraction(au: date, tmp_path: Path) -> None:
    population = generate(tmp_path, Departement(600, 5, au))
    assert population.known == au
    assert all(table.extracted == au for table in population.tables.values())
    last = population.tables["soin"].last
    assert last is not None
    assert last <= au


def test_generating_again_replaces_the_truth_with_the_rest(tmp_path: Path) -> None:
    generate(tmp_path, Departement(300, 1, AU))
    before = digests(tmp_path)[".verite/personne.parquet"]
    generate(tmp_path, Departement(300, 2, AU))
    assert digests(tmp_path)[".verite/personne.parquet"] != before
    assert not (tmp_path / ".verite-en-cours").exists()


def test_a_real_population_is_never_replaced(tmp_path: Path) -> None:
    real = generate(tmp_path / "modele", Departement(300, 1, AU))
    with VersionWriter(tmp_path / "caisse") as writer:
        for name in tables():
            writer.path(name).write_bytes(real.path(name).read_bytes())
        writer.publish(real.tables, source="planir", synthetic=False, known=AU, known_from=AU)
    before = digests(tmp_path / "caisse")
    with pytest.raises(PlanirError) as refused:
        generate(tmp_path / "caisse", Departement(300, 1, AU))
    assert refused.value.code == "generation_sur_population_reelle"
    assert digests(tmp_path / "caisse") == before


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "assure.csv").write_text("assure;sexe\nA1;F\n")
    with pytest.raises(PlanirError) as refused:
        generate(tmp_path, Departement(100, 1, date(2026, 11, 1)))
    assert refused.value.code == "generation_dossier_occupe"
    assert [path.name for path in tmp_path.iterdir()] == ["assure.csv"]


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (Departement(99, 1, AU), "generation_trop_petite"),
        (Departement(0, 1, AU), "generation_trop_petite"),
        (Departement(-5, 1, AU), "generation_trop_petite"),
        (Departement(300, -1, AU), "generation_graine"),
        (Departement(300, 1, date(1950, 1, 1)), "generation_date"),
    ],
)
def test_a_wish_without_sense_is_refused(wanted: Departement, code: str, tmp_path: Path) -> None:
    with pytest.raises(PlanirError) as refused:
        generate(tmp_path / "vide", wanted)
    assert refused.value.code == code
    assert not (tmp_path / "vide").exists()


def test_a_file_is_not_a_folder(tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("", encoding="utf-8")
    for folder in (tmp_path / "fichier", tmp_path / "fichier" / "dessous"):
        with pytest.raises(PlanirError) as refused:
            generate(folder, Departement(300, 1, AU))
        assert refused.value.code == "generation_dossier"


def test_an_interruption_leaves_the_population_before(tmp_path: Path) -> None:
    generate(tmp_path, Departement(300, 1, AU))
    before = digests(tmp_path)

    def interrupt(persons: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        generate(tmp_path, Departement(300, 2, AU), interrupt)
    assert digests(tmp_path) == before
