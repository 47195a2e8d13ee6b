"""The day from which an import is known: never one that a night already judged has seen, never one to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from planir.engine.errors import PlanirError

_NEXT = timedelta(days=1)


@dataclass(frozen=True)
class Knowledge:
    """`day`, and what decided it (French)."""

    day: date
    how: str


def knowledge(given: date | None, latest: date, today: date, before: date | None, night: date | None) -> Knowledge:
    """The day from which what is imported is known.

    `given` by the user; `latest` day of extraction; `before`: day of knowledge of the import before; `night`: last
    day whose knowledge was judged. Once today's night is judged, what is imported today is known from tomorrow.

    Raises PlanirError: `extraction_future`, `connaissance_future`, `connaissance_anterieure`, `nuit_jouee`.
    """
    if latest > today:
        raise PlanirError(
            "extraction_future",
            f"Un extrait est du {latest:%d/%m/%Y}, après aujourd'hui ({today:%d/%m/%Y}) : "
            "corrigez sa date d'extraction.",
        )
    after = max(night + _NEXT if night else date.min, before or date.min)
    last = max(today, min(after, today + _NEXT))
    if given is not None and given > last:
        raise PlanirError(
            "connaissance_future",
            f"Cet import serait connu le {given:%d/%m/%Y}, après aujourd'hui ({today:%d/%m/%Y}) : corrigez --connu-le.",
        )
    found = Knowledge(given, "--connu-le") if given else _default(latest, today, after, night)
    if night is not None and (found.day <= night or found.day > last):
        raise PlanirError(
            "nuit_jouee",
            f"Une nuit a déjà été jugée avec ce qui était connu le {night:%d/%m/%Y}, et ne doit plus changer : cet "
            f"import peut être connu le {after:%d/%m/%Y} au plus tôt. {_WAY_OUT if after > last else _GIVE}",
        )
    if found.day < after:
        raise PlanirError(
            "connaissance_anterieure",
            f"Cet import serait connu le {found.day:%d/%m/%Y}, avant le dernier ({after:%d/%m/%Y}) : ce qui a été su "
            "ne se récrit pas. Donnez ce jour à --connu-le, ou importez dans un autre dossier.",
        )
    if latest > found.day:
        raise PlanirError(
            "extraction_future",
            f"Un extrait est du {latest:%d/%m/%Y}, après le jour où il serait connu ({found.day:%d/%m/%Y}) : "
            "corrigez --connu-le ou la date d'extraction.",
        )
    return found


_GIVE = "Donnez ce jour à --connu-le, ou laissez PLANIR le choisir."
_WAY_OUT = "Attendez ce jour, ou supprimez du dossier « passages » le passage de cette nuit, s'il n'a servi à personne."


def _default(latest: date, today: date, after: date, night: date | None) -> Knowledge:
    if latest >= after:
        return Knowledge(latest, "jour de l'import" if latest == today else "date d'extraction la plus récente")
    judged = night is not None and night + _NEXT == after
    return Knowledge(after, "lendemain de la dernière nuit jugée" if judged else "jour de l'import d'avant")
