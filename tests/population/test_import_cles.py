"""What is not for everybody is written under its own key, drawn once, and unreadable without it."""

from __future__ import annotations

import errno
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from planir.detection.explain import explain
from planir.detection.run import detect
from planir.engine.errors import PlanirError
from planir.population.keys import create_key, load_key
from planir.programmes.cache import load_catalogue
from population.extracts import imported, stored

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
NIR = "295109912611193"
FILES = {
    "identite.csv": f"assure;nir;nom_naissance\nA1;{NIR};MARTINEAU",
    "coordonnee.csv": "assure;canal;valeur\nA1;mobile;0612345678",
    "delivrance.csv": "assure;date_delivrance;atc\nA1;2026-09-01;A10BA02",
}


def test_each_kind_of_table_has_its_own_key_readable_by_its_owner_only(tmp_path: Path) -> None:
    report = imported(tmp_path, FILES, OCTOBER)
    assert {name: table.key for name, table in report.population.tables.items()} == {
        "identite": "nir",
        "coordonnee": "contact",
        "delivrance": "medical",
    }
    keys = sorted((tmp_path / "cles").iterdir())
    assert [key.name for key in keys] == ["contact.cle", "medical.cle", "nir.cle"]
    assert {stat.S_IMODE(key.stat().st_mode) for key in keys} == {0o600}


def test_nothing_of_them_can_be_read_on_the_disk(tmp_path: Path) -> None:
    imported(tmp_path, FILES, OCTOBER)
    for path in (tmp_path / "caisse").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not [word for word in (NIR, "MARTINEAU", "0612345678", "A10BA02") if word.encode() in content]


def test_a_second_import_reads_them_with_the_same_keys(tmp_path: Path) -> None:
    imported(tmp_path, FILES, OCTOBER)
    imported(tmp_path, {"identite.csv": f"assure;nir\nA1;{NIR}"}, NOVEMBER)
    assert stored(tmp_path / "caisse", "identite", "nom_naissance, connu_jusqu") == [
        ("MARTINEAU", NOVEMBER),
        (None, None),
    ]


def test_a_lost_key_stops_the_import_rather_than_being_drawn_again(tmp_path: Path) -> None:
    imported(tmp_path, FILES, OCTOBER)
    (tmp_path / "cles" / "nir.cle").unlink()
    with pytest.raises(PlanirError, match="La clé « nir » des fichiers de cette population n'est pas ici"):
        imported(tmp_path, FILES, NOVEMBER)
    assert not (tmp_path / "cles" / "nir.cle").exists()


def test_another_key_than_theirs_stops_the_import(tmp_path: Path) -> None:
    imported(tmp_path, FILES, OCTOBER)
    (tmp_path / "cles" / "medical.cle").write_text("cd" * 32)
    with pytest.raises(PlanirError, match="la clé n'est pas la sienne"):
        imported(tmp_path, FILES, NOVEMBER)


def test_a_damaged_key_is_said_so(tmp_path: Path) -> None:
    imported(tmp_path, FILES, OCTOBER)
    (tmp_path / "cles" / "nir.cle").write_text("abc")
    with pytest.raises(PlanirError, match="est abîmée"):
        imported(tmp_path, FILES, NOVEMBER)


def test_a_key_that_could_not_be_written_whole_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANIR_CLES", str(tmp_path))

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            create_key("nir")
    assert list(tmp_path.iterdir()) == []
    assert create_key("nir") == load_key("nir")


def test_imports_at_once_draw_one_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANIR_CLES", str(tmp_path))
    with ThreadPoolExecutor(8) as pool:
        drawn = set(pool.map(lambda _: create_key("nir"), range(40)))
    assert drawn == {load_key("nir")}
    assert [path.name for path in tmp_path.iterdir()] == ["nir.cle"]


def test_a_programme_that_a_locked_table_only_refines_is_examined_and_says_so(tmp_path: Path) -> None:
    files = {
        "assure.csv": "assure;date_naissance\nA1;1990-01-01\nA2;1990-01-01",
        "medecin_traitant.csv": "assure;medecin;debut\nA2;M1;2020-01-01",
        "soin.csv": "assure;date_soin;hors_parcours;majoration\nA1;2026-02-01;N;0\nA1;2026-09-01;O;10",
        "coordonnee.csv": "assure;canal;appartient_a;valeur\nA1;mobile;personne;0612345678",
    }
    imported(tmp_path, files, OCTOBER)
    (tmp_path / "cles" / "contact.cle").unlink()
    catalogue = load_catalogue()

    night = detect(tmp_path / "caisse", catalogue, au=OCTOBER, codes=["medecin_traitant"])
    desk = explain(tmp_path / "caisse", catalogue, "A1", au=OCTOBER)

    (programme,) = night.programmes
    (verdict,) = (one for one in desk.verdicts if one.code == "medecin_traitant")
    assert (programme.status, programme.situations) == ("examine", 1)
    assert verdict.outcome == "concerne"
    assert any("sans la table coordonnee" in said for said in programme.not_known)
    assert verdict.not_known == programme.not_known
