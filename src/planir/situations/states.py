"""The states of a situation, and what an agent may say of it: a frozen table, no other way from one to another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

OPEN = ("ouverte", "proposee", "en_cours")
"""States where something is still to be done."""

STATES: Mapping[str, str] = MappingProxyType(
    {
        "ouverte": "à faire",
        "proposee": "proposée à la personne",
        "en_cours": "en cours",
        "obtenue": "obtenue",
        "sans_suite": "sans suite",
        "renonce": "la personne y renonce",
        "deja_fait": "déjà fait, pas encore dans les extraits",
        "expiree": "délai passé",
        "close": "n'est plus repérée",
    }
)

OBSTACLES: Mapping[str, str] = MappingProxyType(
    {
        "": "rien à dire",
        "pas_compris": "n'a pas compris ce qui était demandé",
        "papiers": "ne peut pas réunir les papiers",
        "numerique": "ne peut pas le faire en ligne",
        "deplacement": "ne peut pas se déplacer",
        "crainte": "craint les conséquences, ou de devoir rembourser",
        "cout": "craint le coût",
        "trop_long": "trouve la démarche trop longue",
        "pas_besoin": "dit ne pas en avoir besoin",
        "mauvaise_experience": "a déjà essuyé un refus ou un mauvais accueil",
    }
)
"""What the person says keeps them from it, in a closed list."""


@dataclass(frozen=True)
class Move:
    """What an agent may say: `label` is the button, `to` the state after it. `asks_obstacle`: the person's reason."""

    label: str
    to: str
    asks_obstacle: bool = False


MOVES: Mapping[str, Move] = MappingProxyType(
    {
        "proposer": Move("Proposée à la personne", "proposee"),
        "commencer": Move("Démarche commencée", "en_cours"),
        "obtenir": Move("Obtenue", "obtenue"),
        "deja_fait": Move("Déjà fait, pas encore dans les extraits", "deja_fait"),
        "sans_suite": Move("Sans suite", "sans_suite", asks_obstacle=True),
        "renoncer": Move("La personne y renonce", "renonce", asks_obstacle=True),
        "rouvrir": Move("Rouvrir", "ouverte"),
    }
)

TRANSITIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "ouverte": ("proposer", "commencer", "obtenir", "deja_fait", "sans_suite", "renoncer"),
        "proposee": ("commencer", "obtenir", "deja_fait", "sans_suite", "renoncer"),
        "en_cours": ("obtenir", "deja_fait", "sans_suite", "renoncer"),
        "sans_suite": ("rouvrir",),
        "renonce": ("rouvrir",),
        "deja_fait": ("obtenir", "rouvrir"),
        "obtenue": ("rouvrir",),
        "expiree": ("obtenir", "deja_fait"),
        "close": (),
    }
)
"""From each state, the moves that are possible."""
