"""A new programme to start from: a folder that already passes the check."""

from __future__ import annotations

import shutil
from pathlib import Path

from planir.engine.errors import PlanirError
from planir.programmes.catalogue import folders
from planir.programmes.programme import CODE

SKELETON = Path(__file__).parent / "squelette"


def create(folder: Path, code: str) -> Path:
    """Copy the skeleton to `folder/code`, which must not exist; returns it.

    Raises PlanirError `code_incorrect`, `programme_en_double`.
    """
    if CODE.fullmatch(code) is None:
        raise PlanirError(
            "code_incorrect",
            f"« {code} » : un code a de 3 à 40 minuscules sans accent, chiffres et « _ », une lettre d'abord.",
        )
    target = folder / code
    if target.exists() or code in {path.name for path in folders()}:
        raise PlanirError("programme_en_double", f"Le programme « {code} » existe déjà : choisissez un autre code.")
    if folder.exists() and not folder.is_dir():
        raise PlanirError("dossier_programmes", f"« {folder} » n'est pas un dossier.")
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(SKELETON, target)
    for path in target.iterdir():
        path.write_text(path.read_text(encoding="utf-8").replace("CODE", code), encoding="utf-8")
    return target
