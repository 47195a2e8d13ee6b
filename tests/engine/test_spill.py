"""What a query spills when it exceeds its memory: never in clear, in a folder of its owner only, and then removed."""

from __future__ import annotations

import stat
import tempfile
from pathlib import Path

import pytest

from planir.engine.connection import CIPHERED, connect

KNOWN = b"MARQUE-CONNUE"
FULL = (
    "CREATE TEMP TABLE deborde AS SELECT 'MARQUE-CONNUE' || hash(i) || hash(i + 1) || hash(i + 2) AS texte "
    "FROM range(600000) AS r(i)"
)


@pytest.fixture
def spills(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder where temporary folders are made."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def _spilled(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_nothing_is_spilled_in_clear(spills: Path) -> None:
    with connect(memory="30MB") as connection:
        connection.execute(FULL)
        spilled = _spilled(spills)
        found = connection.execute("SELECT count(*), count(DISTINCT left(texte, 13)) FROM deborde").fetchone()

    assert len(spilled) > 1_000_000
    assert KNOWN not in spilled
    assert found == (600_000, 1)


def test_without_the_cipher_the_same_query_spills_what_it_holds(spills: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above can fail: this is what it would find."""
    for setting in tuple(CIPHERED):
        monkeypatch.delitem(CIPHERED, setting)
    with connect(memory="30MB") as connection:
        connection.execute(FULL)
        assert KNOWN in _spilled(spills)


def test_the_folder_is_its_owners_only_and_goes_with_the_connection(spills: Path) -> None:
    with connect() as connection:
        (folder,) = spills.iterdir()
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        settings = connection.execute(
            "SELECT value FROM duckdb_settings() WHERE name IN ('temp_file_encryption', 'lock_configuration')"
        ).fetchall()
        assert settings == [("true",), ("true",)]
    assert list(spills.iterdir()) == []
