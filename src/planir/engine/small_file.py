"""Reads a file that anyone may have put there: a regular one, small, that is not a link to somewhere else."""

from __future__ import annotations

import os
import stat
from pathlib import Path


class NotAFileError(OSError):
    """Its text is a French clause that says what the file is."""


def read_small(path: Path, largest: int) -> bytes:
    """The whole file, of at most `largest` bytes.

    Raises NotAFileError for a link, a pipe, a device, a folder, or a larger file; FileNotFoundError, and any other
    OSError of the system.
    """
    if path.is_symlink():
        raise NotAFileError("c'est un lien vers un autre fichier : copiez le fichier à sa place")
    # A pipe that nobody writes to would never answer.
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(handle, "rb") as stream:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise NotAFileError("ce n'est pas un fichier ordinaire")
        content = stream.read(largest + 1)
    if len(content) > largest:
        raise NotAFileError(f"le fichier dépasse {largest // 1000} ko")
    return content
