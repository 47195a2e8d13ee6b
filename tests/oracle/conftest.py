"""OpenFisca-France, started once for the tests of a process, in the environment of its own."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from oracle.households import Array, Households

PYTHON = Path(__file__).parents[2] / ".venv-simulateur" / "bin" / "python"
PROGRAM = Path(__file__).parent / "openfisca_stated.py"


class OpenFisca:
    """Answers by family or by person; amounts in euros, single precision."""

    def __init__(self, running: subprocess.Popen[str], folder: Path) -> None:
        self._running, self._folder = running, folder

    def __call__(
        self, households: Households, asked: tuple[str, ...], unstated: tuple[str, ...] = ()
    ) -> dict[str, Array]:
        given, found = self._folder / "given.npz", self._folder / "found.npz"
        np.savez(given, **households.stated(asked, unstated))  # type: ignore[arg-type] # arrays by name
        assert self._running.stdin is not None
        assert self._running.stdout is not None
        self._running.stdin.write(f"{given}\t{found}\n")
        self._running.stdin.flush()
        assert self._running.stdout.readline() == "done\n", "OpenFisca stopped: its reason is printed above"
        with np.load(found) as arrays:
            return dict(arrays)


@pytest.fixture(scope="session")
def openfisca(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenFisca]:
    if not PYTHON.exists() and "CI" not in os.environ:
        pytest.skip("OpenFisca n'est pas installé : make simulateur")
    command = [PYTHON, PROGRAM]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        yield OpenFisca(running, tmp_path_factory.mktemp("openfisca"))
        assert running.stdin is not None
        running.stdin.close()
