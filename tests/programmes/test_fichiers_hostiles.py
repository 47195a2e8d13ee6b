"""A programme's folder may hold anything but files: a pipe, a device, a link to someone's secrets. Nothing is read."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from planir.engine.errors import PlanirError
from planir.programmes.cache import load_catalogue
from planir.programmes.loading import compile_catalogue
from planir.programmes.skeleton import create

FILES = ("fiche.yaml", "reperage.sql", "resultat.sql", "parametres.yaml")


def pipe(path: Path, tmp_path: Path) -> None:
    os.mkfifo(path)


def endless(path: Path, tmp_path: Path) -> None:
    path.symlink_to("/dev/zero")


def private(path: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("titre: mot-de-passe-prive\n")
    path.symlink_to(secret)


def folder(path: Path, tmp_path: Path) -> None:
    path.mkdir()


def huge(path: Path, tmp_path: Path) -> None:
    path.write_bytes(b"-" * 300_000)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("hostile", [pipe, endless, private, folder, huge])
def test_what_is_no_small_file_is_refused_at_once_and_never_quoted(
    name: str, hostile: Callable[[Path, Path], None], tmp_path: Path
) -> None:
    created = create(tmp_path, "essai")
    (created / name).unlink()
    hostile(created / name, tmp_path)

    for read in (compile_catalogue, load_catalogue):
        with pytest.raises(PlanirError) as refused:
            read([tmp_path])
        assert name in refused.value.sentence
        assert "mot-de-passe" not in refused.value.sentence


def test_a_key_written_twice_is_refused(tmp_path: Path) -> None:
    sheet = create(tmp_path, "essai") / "fiche.yaml"
    sheet.write_text(sheet.read_text() + "\ntitre: un autre\n")

    with pytest.raises(PlanirError, match="« titre » est écrit deux fois"):
        compile_catalogue([tmp_path])
