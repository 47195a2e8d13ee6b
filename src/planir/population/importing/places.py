"""Where an import reads and writes: folders that are there, apart from each other, with names that can be written."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from planir.engine.errors import PlanirError


def refuse_places(source: Path, target: Path) -> None:
    """Raises PlanirError: `source_absente`, `cible_impossible`, `nom_illisible`."""
    inside, outside = _whole(target), _whole(source)
    if not source.exists():
        raise PlanirError("source_absente", f"« {source} » n'existe pas : donnez le dossier des extraits.")
    if not source.is_dir():
        raise PlanirError("source_absente", f"« {source} » n'est pas un dossier : donnez celui des extraits.")
    if inside == outside or outside in inside.parents:
        raise PlanirError(
            "cible_impossible", f"« {target} » est dans le dossier des extraits : choisissez un dossier ailleurs."
        )
    nearest = next(path for path in (inside, *inside.parents) if path.exists())
    if not nearest.is_dir():
        raise PlanirError("cible_impossible", f"« {nearest} » n'est pas un dossier : choisissez-en un autre.")


def refuse_name(path: Path) -> None:
    """Raises PlanirError `nom_illisible` for a name that is not UTF-8 or holds a control character."""
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in str(path)):
        shown = "".join("\ufffd" if unicodedata.category(c) in {"Cc", "Cs"} else c for c in str(path))
        raise PlanirError(
            "nom_illisible", f"« {shown} » : ce nom a des caractères qui ne s'écrivent pas. Renommez-le en UTF-8."
        )


def _whole(path: Path) -> Path:
    refuse_name(path)
    try:
        whole = path.resolve()
    except (RuntimeError, OSError) as error:  # Python 3.11 says RuntimeError of a link that loops, later ones OSError.
        raise PlanirError(
            "cible_impossible", f"« {path} » ne mène nulle part (un lien tourne en rond) : choisissez un autre dossier."
        ) from error
    refuse_name(whole)
    return whole
