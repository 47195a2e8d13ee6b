"""One import at a time in a fund's folder; and what a dead import left behind is cleared by the next."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from planir.engine.errors import PlanirError

_LOCK = ".import.verrou"
_STAGING = ".en-cours-"
"""How `VersionWriter` begins the names of versions being written; the working folder of an import begins alike."""


@contextmanager
def alone(target: Path) -> Iterator[Path]:
    """Hold the folder for one import; gives a hidden working folder in it, removed on leaving.

    The lock falls with the process, however it dies. Raises PlanirError `import_en_cours`.
    """
    created = [folder for folder in (target, *target.parents) if not folder.exists()]
    target.mkdir(parents=True, exist_ok=True)
    lock = target / _LOCK
    done = False
    with lock.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise PlanirError(
                "import_en_cours",
                f"Un autre import écrit dans « {target} » : attendez qu'il finisse, puis recommencez.",
            ) from error
        try:
            versions = target / "versions"
            versions.mkdir(exist_ok=True)
            for stale in versions.glob(f"{_STAGING}*"):
                shutil.rmtree(stale, ignore_errors=True)
            work = Path(tempfile.mkdtemp(prefix=f"{_STAGING}travail-", dir=versions))
            try:
                yield work
                done = True
            finally:
                shutil.rmtree(work, ignore_errors=True)
        finally:
            if not done:
                _undo(target, lock, created)


def _undo(target: Path, lock: Path, created: list[Path]) -> None:
    """A folder that this import made, and in which it published nothing, goes with it."""
    if (target / "population.json").exists():
        return
    for folder in (target / "versions", target / "rejets"):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    if target in created and {path.name for path in target.iterdir()} == {_LOCK}:
        lock.unlink()
        for folder in created:
            folder.rmdir()
