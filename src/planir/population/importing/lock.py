"""One import at a time in a fund's folder; and what a dead import left behind is cleared by the next."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from planir.engine.errors import PlanirError
from planir.population.store import STAGING

_LOCK = ".import.verrou"


@contextmanager
def alone(target: Path) -> Iterator[Path]:
    """Hold the folder for one import; gives a hidden working folder in it, removed on leaving.

    The lock falls with the process, however it dies. Raises PlanirError: `import_en_cours`, `lien_refuse`.
    """
    _refuse_links(target)
    created = [folder for folder in (target, *target.parents) if not folder.exists()]
    target.mkdir(parents=True, exist_ok=True)
    # What the name holds is neither followed nor emptied: the folder may be shared.
    with os.fdopen(os.open(target / _LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600), "r+") as handle:
        _hold(handle, target)
        try:
            versions = target / "versions"
            versions.mkdir(exist_ok=True)
            for stale in versions.glob(f"{STAGING}*"):
                shutil.rmtree(stale, ignore_errors=True)
            work = Path(tempfile.mkdtemp(prefix=f"{STAGING}travail-", dir=versions))
            try:
                yield work
            finally:
                shutil.rmtree(work, ignore_errors=True)
        finally:
            if not (target / "population.json").exists():
                _undo(target, created)


def _refuse_links(target: Path) -> None:
    for path in (target / _LOCK, target / "versions", target / "rejets"):
        if path.is_symlink():
            raise PlanirError(
                "lien_refuse",
                f"« {path} » est un lien vers un autre endroit : remettez à sa place ce qu'il montre, ou supprimez-le, "
                "puis recommencez.",
            )


def _hold(handle: IO[str], target: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        held = _is_still(target / _LOCK, handle)
    except BlockingIOError:
        held = False
    if not held:
        raise PlanirError(
            "import_en_cours", f"Un autre import écrit dans « {target} » : attendez qu'il finisse, puis recommencez."
        )


def _is_still(path: Path, handle: IO[str]) -> bool:
    """An import that fails removes its lock: one opened just before is no longer the lock of the folder."""
    return path.exists() and os.path.samestat(path.stat(), os.fstat(handle.fileno()))


def _undo(target: Path, created: list[Path]) -> None:
    """What an import that published nothing has made goes with it, the folder too if it made it."""
    for folder in (target / "versions", target / "rejets"):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    (target / _LOCK).unlink(missing_ok=True)
    for folder in created:
        if any(folder.iterdir()):
            break
        folder.rmdir()
