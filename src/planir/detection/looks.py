"""Who looked at what: one line a look, appended to `DIR/journal/consultations.jsonl`, readable by its owner only."""

from __future__ import annotations

import json
import os
import pwd
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


def log_look(folder: Path, command: str, what: Mapping[str, Any]) -> None:
    """Append one look. `what` holds pseudonyms, dates and names of columns: never a value read."""
    journal = folder / "journal"
    journal.mkdir(mode=0o700, exist_ok=True)
    line = {"le": datetime.now(UTC).isoformat(timespec="seconds"), "qui": _who(), "commande": command, **what}
    handle = os.open(journal / "consultations.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
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
