"""Who looked at what: one line a look, appended to `DIR/journal/consultations.jsonl`, readable by its owner only."""

from __future__ import annotations

import errno
import json
import os
import pwd
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from planir.engine.errors import PlanirError


def log_look(folder: Path, command: str, what: Mapping[str, Any]) -> None:
    """Append one look. `what` holds pseudonyms, dates and names of columns: never a value read.

    Raises PlanirError `lien_refuse` when the journal is a link: it would be written elsewhere.
    """
    journal = folder / "journal"
    journal.mkdir(mode=0o700, exist_ok=True)
    line = {"le": datetime.now(UTC).isoformat(timespec="seconds"), "qui": _who(), "commande": command, **what}
    path = journal / "consultations.jsonl"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        if error.errno != errno.ELOOP:
            raise
        raise PlanirError(
            "lien_refuse", f"« {path} » est un lien vers un autre endroit : supprimez-le, puis recommencez."
        ) from error
    try:
        os.write(handle, (json.dumps(line, ensure_ascii=False) + "\n").encode())
    finally:
        os.close(handle)


def _who() -> str:
    """The account of the system, which the person cannot choose; an environment variable can be set to any name."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid {os.getuid()}"
