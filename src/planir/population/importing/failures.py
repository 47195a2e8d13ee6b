"""What a full disk, a forbidden folder or a damaged file says to the user: one sentence, and nothing of the rows."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from planir.engine.errors import PlanirError

UNCHANGED = "Rien n'a été changé."

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)
# DuckDB puts the system's words in the middle of its own.
_FULL_WORDS = ("no space left", "disk quota", "file too large", "max_temp_directory_size")
_FORBIDDEN_WORDS = ("permission denied", "read-only file system", "operation not permitted")


@contextmanager
def told(what: str) -> Iterator[None]:
    """Turn failures of the system and of DuckDB into a PlanirError; `what` is what was being read or written.

    Codes: `disque_plein`, `acces_refuse`, `memoire_insuffisante`, `ecriture_impossible`, `fichier_illisible`.
    """
    import duckdb
    import pyarrow as pa

    try:
        yield
    except duckdb.InterruptException:
        raise KeyboardInterrupt from None
    except OSError as error:
        raise _of_system(error, what) from error
    except (duckdb.OutOfMemoryException, MemoryError) as error:
        raise _of_words(str(error), what) or PlanirError(
            "memoire_insuffisante",
            f"La mémoire ne suffit pas pour {what} : fermez d'autres programmes, puis recommencez. {UNCHANGED}",
        ) from error
    except (duckdb.Error, pa.ArrowException) as error:
        raise _of_words(str(error), what) or PlanirError(
            "fichier_illisible",
            f"La lecture de {what} s'est arrêtée : le fichier est abîmé. Redemandez cet extrait. {UNCHANGED}",
        ) from error


def refuse_a_loss(file: str, lines: int, seen: int) -> None:
    """Raises PlanirError `lignes_perdues` when what was read or refused is not what the file has."""
    if seen != lines:
        raise PlanirError(
            "lignes_perdues",
            f"« {file} » : {lines} lignes dans le fichier, {seen} lues. Un guillemet au milieu d'une valeur a pu en "
            f"réunir plusieurs : corrigez l'extrait, ou redemandez-le. {UNCHANGED}",
        )


def _of_system(error: OSError, what: str) -> PlanirError:
    if error.errno in _FULL:
        return _full(what)
    if error.errno in _FORBIDDEN:
        return _forbidden(what)
    return _of_words(str(error), what) or PlanirError(
        "ecriture_impossible",
        f"Le système refuse de lire ou d'écrire {what} : vérifiez le disque et le chemin. {UNCHANGED}",
    )


def _of_words(message: str, what: str) -> PlanirError | None:
    words = message.lower()
    if any(word in words for word in _FULL_WORDS):
        return _full(what)
    if any(word in words for word in _FORBIDDEN_WORDS):
        return _forbidden(what)
    return None


def _full(what: str) -> PlanirError:
    return PlanirError(
        "disque_plein",
        f"Le disque est plein : {what} ne peut s'écrire. Libérez de la place, puis recommencez. {UNCHANGED}",
    )


def _forbidden(what: str) -> PlanirError:
    return PlanirError(
        "acces_refuse", f"Le système refuse l'accès à {what} : vérifiez les droits, puis recommencez. {UNCHANGED}"
    )
