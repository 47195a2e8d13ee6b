"""The fund's folder: versions of the population, and the file that says which one is current.

    DIR/population.json          replaced atomically; names the current version
    DIR/versions/<hash>/         one Parquet a table, sorted by person; never changed once published (`versions`: kept
                                 how long)
    DIR/passages/  DIR/journal/  DIR/rejets/

A version is written in a hidden folder, then renamed: an import killed at any moment leaves the version before.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from planir.engine.disk import flush_folder
from planir.engine.errors import PlanirError
from planir.population.supply import StoredTable, read_stored, written

FORMAT = 1
STAGING = ".en-cours-"
"""How the names of folders being written, or being removed, begin."""
SOURCES = frozenset({"planir", "snds", "synthetique"})
LARGEST_DESCRIPTOR = 20_000_000
"""Bytes. Ten years of an import each night, every table of the contract each time, are shorter."""
IMPOSSIBLE = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)
"""What reading a damaged file may raise."""


@dataclass(frozen=True)
class Population:
    """What `population.json` says: the current version and its tables."""

    folder: Path
    version: str
    source: str
    """Format it came from: `planir`, `snds` or `synthetique`."""
    synthetic: bool
    known: date
    """Date of the last import: nothing later is known."""
    known_from: date
    """Date of the first import: nobody was known before, whatever the extracts say of the past."""
    tables: Mapping[str, StoredTable]
    previous: str | None = None
    """The version that was current before this one, still on the disk."""

    def path(self, table: str) -> Path:
        return self.folder / "versions" / self.version / f"{table}.parquet"


def open_population(folder: Path) -> Population:
    """Read `folder/population.json`.

    Raises PlanirError when the folder is not a population: `population_absente`, `population_illisible`,
    `population_trop_recente`, `population_incomplete`.
    """
    descriptor = folder / "population.json"
    if not descriptor.is_file():
        raise PlanirError(
            "population_absente",
            f"« {folder} » n'est pas une population PLANIR : le fichier population.json n'y est pas. "
            "Créez-la avec « planir population import » ou « planir population generate ».",
        )
    try:
        raw = read_json(descriptor, LARGEST_DESCRIPTOR)
        _refuse_format(descriptor, raw.get("format", FORMAT))
        population = Population(
            folder=folder,
            version=_version(raw["version"]),
            source=_source(raw["source"]),
            synthetic=_boolean(raw["synthetic"]),
            known=date.fromisoformat(raw["known"]),
            known_from=date.fromisoformat(raw["known_from"]),
            tables={name: read_stored(name, table) for name, table in raw["tables"].items()},
            previous=None if raw.get("previous") is None else _version(raw["previous"]),
        )
    except IMPOSSIBLE as error:
        raise PlanirError(
            "population_illisible",
            f"« {descriptor} » est abîmé : remettez la sauvegarde de ce fichier, ou importez dans un dossier neuf.",
        ) from error
    missing = next((name for name in population.tables if not population.path(name).is_file()), None)
    if missing is not None:
        raise PlanirError(
            "population_incomplete",
            f"Le fichier de la table {missing} manque dans « {folder / 'versions' / population.version} » : "
            "remettez la sauvegarde de ce dossier, ou importez dans un dossier neuf.",
        )
    return population


class VersionWriter:
    """A version being written. Tables go to `path(name)`; `publish` makes them current, all at once.

    Used as a context: leaving it without `publish` (an error, an interruption) removes what was written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._staging: Path | None = None

    def __enter__(self) -> Self:
        versions = self.folder / "versions"
        versions.mkdir(parents=True, exist_ok=True)
        self._staging = Path(tempfile.mkdtemp(prefix=STAGING, dir=versions))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._staging is not None and not self._is_current(self._staging.name):
            shutil.rmtree(self._staging, ignore_errors=True)

    def _is_current(self, version: str) -> bool:
        try:
            named = read_json(self.folder / "population.json", LARGEST_DESCRIPTOR)["version"]
        except (OSError, *IMPOSSIBLE):
            return False
        return bool(named == version)

    def path(self, table: str) -> Path:
        assert self._staging is not None, "VersionWriter is used as a context"
        return self._staging / f"{table}.parquet"

    def publish(
        self,
        tables: Mapping[str, StoredTable],
        *,
        source: str,
        synthetic: bool,
        known: date,
        known_from: date,
    ) -> Population:
        """Make this version current; returns it. The version's name is the hash of its files."""
        assert self._staging is not None, "VersionWriter is used as a context"
        version = _hash({name: self.path(name) for name in sorted(tables)})
        before = _before(self.folder, version)
        population = Population(self.folder, version, source, synthetic, known, known_from, dict(tables), before)
        final = self.folder / "versions" / version
        if final.exists():
            shutil.rmtree(self._staging)
            self._staging = None
        else:
            self._staging.chmod(0o700)
            _flush(self._staging)
            # Until population.json names it, the version is still to be removed.
            self._staging = self._staging.replace(final)
        flush_folder(final.parent)
        write_atomically(self.folder / "population.json", _descriptor(population))
        self._staging = None
        return population


def read_json(path: Path, largest: int) -> Any:
    """Read a JSON file of at most `largest` bytes. Raises one of `IMPOSSIBLE` on a damaged file."""
    with path.open("rb") as stream:
        content = stream.read(largest + 1)
    if len(content) > largest:
        raise ValueError("file too large")
    return json.loads(content.decode("utf-8"))


def write_atomically(path: Path, text: str) -> None:
    """Write a small file whole or not at all, and flush it and its name to the disk."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    flush_folder(path.parent)


def _before(folder: Path, version: str) -> str | None:
    """The version that `version` replaces: what it held again, when the same rows come twice, replaces nothing."""
    try:
        current = open_population(folder)
    except PlanirError:
        return None
    return current.previous if current.version == version else current.version


def _refuse_format(descriptor: Path, raw: Any) -> None:
    if type(raw) is not int or raw < 1:
        raise ValueError("not a format")
    if raw > FORMAT:
        raise PlanirError(
            "population_trop_recente",
            f"« {descriptor} » est écrite par une version plus récente de PLANIR : mettez PLANIR à jour.",
        )


def _version(raw: Any) -> str:
    """The name of a version is a folder's: anything but a hash could lead to another folder."""
    if not re.fullmatch("[0-9a-f]{16}", raw):
        raise ValueError("not the hash of a version")
    return str(raw)


def _source(raw: Any) -> str:
    if raw not in SOURCES:
        raise ValueError("unknown source")
    return str(raw)


def _boolean(raw: Any) -> bool:
    if type(raw) is not bool:
        raise TypeError("not a boolean")
    return raw


def _descriptor(population: Population) -> str:
    raw = {
        "format": FORMAT,
        "version": population.version,
        "previous": population.previous,
        "source": population.source,
        "synthetic": population.synthetic,
        "known": population.known.isoformat(),
        "known_from": population.known_from.isoformat(),
        "tables": {name: written(table) for name, table in sorted(population.tables.items())},
    }
    return json.dumps(raw, ensure_ascii=False, indent=2) + "\n"


def _hash(paths: Mapping[str, Path]) -> str:
    digest = hashlib.sha256()
    for name, path in paths.items():
        digest.update(name.encode())
        with path.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()[:16]


def _flush(folder: Path) -> None:
    for path in folder.iterdir():
        with path.open("rb") as stream:
            os.fsync(stream.fileno())
    flush_folder(folder)
