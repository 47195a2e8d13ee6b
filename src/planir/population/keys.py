"""Encryption keys of the tables that are not for everybody: identity, contacts, medical data, each under its own.

They are kept outside the fund's folder, one file each, readable by their owner only: the folder named by
`PLANIR_CLES`, or `~/.config/planir/cles`. Whoever lacks a key lacks its tables.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

from planir.engine.disk import flush_folder
from planir.engine.errors import PlanirError

BYTES = 32


def keys_folder() -> Path:
    """Where the keys are."""
    named = os.environ.get("PLANIR_CLES")
    return Path(named) if named else Path.home() / ".config" / "planir" / "cles"


def load_key(name: str) -> bytes | None:
    """The key `nir`, `contact` or `medical`; None when it is not here. Raises PlanirError `cle_illisible`."""
    path = keys_folder() / f"{name}.cle"
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise _unreadable(path) from error
    if len(key) != BYTES:
        raise _unreadable(path)
    return key


def create_key(name: str) -> bytes:
    """The key, drawn and written with mode 0600 when it does not exist yet; of two draws at once, the first holds."""
    known = load_key(name)
    if known is not None:
        return known
    folder = keys_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = secrets.token_bytes(BYTES)
    handle, drawn = tempfile.mkstemp(prefix=f".{name}-", dir=folder)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(key.hex() + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        # A link is whole or is not, and never takes the place of another key.
        os.link(drawn, folder / f"{name}.cle")
        flush_folder(folder)
    except FileExistsError:
        other = load_key(name)
        assert other is not None, "another import has just drawn it"
        return other
    finally:
        Path(drawn).unlink()
    return key


def _unreadable(path: Path) -> PlanirError:
    return PlanirError(
        "cle_illisible",
        f"La clé « {path} » est abîmée : remettez sa sauvegarde. "
        "Sans elle, les tables qu'elle protège ne s'ouvrent plus.",
    )
