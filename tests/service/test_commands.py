"""The commands of the service: what they say, and that the pages answer."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest


@pytest.mark.enable_socket
def test_a_night_is_loaded_then_served(population: Path, tmp_path: Path) -> None:
    """As a fund does: two commands, then the pages, on a database of their own."""
    environment = {
        **{name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}},
        "PLANIR_DONNEES": str(tmp_path / "service"),
        "PLANIR_CLES": str(tmp_path / "cles"),
        "PLANIR_HTTPS": "non",
    }
    planir = [sys.executable, "-m", "planir"]
    load = [*planir, "situations", "load", str(population), "--caisse", "Caisse des essais"]

    first = subprocess.run(load, env=environment, capture_output=True, text=True, check=True)
    again = subprocess.run(load, env=environment, capture_output=True, text=True, check=True)

    assert "Passage au 01/11/2026 chargé" in first.stdout
    assert "rien n'a changé" in again.stdout

    serve = [*planir, "serve", str(population), "--port", "18417"]
    served = subprocess.Popen(serve, env=environment, stdout=subprocess.DEVNULL)
    try:
        assert _answer("http://127.0.0.1:18417/etat/pret") == "prêt\n"
    finally:
        served.terminate()
        served.wait(timeout=20)


def test_a_folder_without_a_population_is_said_in_one_sentence(tmp_path: Path) -> None:
    environment = {**os.environ, "PLANIR_DONNEES": str(tmp_path / "service"), "PLANIR_CLES": str(tmp_path / "cles")}
    environment.pop("DATABASE_URL", None)
    load = [sys.executable, "-m", "planir", "situations", "load", str(tmp_path / "rien"), "--caisse", "x"]

    done = subprocess.run(load, env=environment, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert done.stderr.startswith("Erreur : ")
    assert len(done.stderr.strip().splitlines()) <= 2


def _answer(address: str) -> str:
    for _ in range(100):
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return str(answer.read().decode())
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the pages never answered")
