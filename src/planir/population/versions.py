"""How long a version of the population stays on the disk: while it is current, the one before, or being read.

A fund imports each night: without this, its disk fills with copies of personal data that nothing reads any more. No
past night needs them: what was known then is in the current version, dated (`connu_le`, `connu_jusqu`).
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from planir.engine.errors import PlanirError
from planir.population.store import STAGING, Population


@contextmanager
def held(population: Population) -> Iterator[None]:
    """Keep the version of this population on the disk while it is read, whatever imports do meanwhile.

    Raises PlanirError `population_remplacee` when imports have removed it since it was opened.
    """
    version = population.folder / "versions" / population.version
    try:
        handle = os.open(version, os.O_RDONLY)
    except FileNotFoundError as error:
        raise _replaced() from error
    try:
        fcntl.flock(handle, fcntl.LOCK_SH)
        if not _is_still(version, handle):
            raise _replaced()
        yield
    finally:
        os.close(handle)


def remove_old(population: Population) -> tuple[str, ...]:
    """Remove the versions that are neither current, nor the one before, nor being read, and their rejects.

    To be called once `population` is published, by who holds the folder (`alone`). Returns the versions removed. One
    that resists is left for the next import: what was published stands.
    """
    kept = {population.version, population.previous}
    removed = tuple(sorted(path.name for path in _named(population.folder / "versions", kept) if _removed(path)))
    there = {path.name for path in _named(population.folder / "versions", ())}
    for rejects in _named(population.folder / "rejets", there):
        shutil.rmtree(rejects, ignore_errors=True)
    return removed


def _removed(version: Path) -> bool:
    """Whether this version was removed: moved aside first, so that nobody ever takes a half of it for a whole."""
    handle = os.open(version, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        aside = Path(tempfile.mkdtemp(prefix=STAGING, dir=version.parent))
        version.replace(aside)
    except OSError:
        return False
    finally:
        os.close(handle)
    shutil.rmtree(aside, ignore_errors=True)
    return True


def _named(folder: Path, but: Collection[str | None]) -> list[Path]:
    """Folders that bear the name of a version, except these."""
    if not folder.is_dir():
        return []
    found = (path for path in folder.iterdir() if re.fullmatch("[0-9a-f]{16}", path.name) and path.name not in but)
    return [path for path in found if path.is_dir() and not path.is_symlink()]


def _is_still(path: Path, handle: int) -> bool:
    with suppress(FileNotFoundError):
        return os.path.samestat(path.stat(), os.fstat(handle))
    return False


def _replaced() -> PlanirError:
    return PlanirError(
        "population_remplacee", "Des imports viennent de remplacer cette population : relancez la commande."
    )
