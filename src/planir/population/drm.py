"""The monthly incomes of the « dispositif ressources mensuelles »: read only where the fund says on what legal ground.

The fund's folder holds `drm.yaml`, with one key, `base_legale`: the text that lets it use these incomes to look for
people without their rights. Without that file, what came from there is as if it had never been given.
"""

from __future__ import annotations

from pathlib import Path

from planir.engine.errors import PlanirError
from planir.engine.yaml_file import read_yaml

FILE = "drm.yaml"
INCOMES = ("ressource", "ressource_connue")
"""Tables in which a row may come from there."""
_LONGEST = 500


def drm_ground(folder: Path) -> str | None:
    """The legal ground on which the fund of `folder` reads these incomes; None: it does not.

    Raises PlanirError `drm_illisible`.
    """
    path = folder / FILE
    if not path.exists():
        return None
    raw = read_yaml(path, "drm_illisible")
    ground = raw.get("base_legale") if isinstance(raw, dict) and len(raw) == 1 else None
    if not isinstance(ground, str) or not 0 < len(ground.strip()) <= _LONGEST:
        raise PlanirError(
            "drm_illisible",
            f"« {FILE} » : on attend une seule clé, « base_legale », et le texte qui permet à la caisse de lire les "
            "ressources mensuelles (DRM). Sans ce fichier, elles ne sont pas lues.",
        )
    return ground.strip()


def without_drm(rows: str) -> str:
    """The DuckDB relation of the rows of `rows` that do not come from there."""
    return f"(SELECT * FROM {rows} WHERE provenance IS DISTINCT FROM 'drm')"
