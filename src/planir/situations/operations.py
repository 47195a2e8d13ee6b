"""What is done to a file: each operation is atomic, says who did it, and writes its row of the journal."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from planir.accounts.models import Membership
from planir.journal.record import record
from planir.people.models import Person
from planir.situations.models import Situation
from planir.situations.states import MOVES, OBSTACLES, TRANSITIONS

OPENING_REASONS = {
    "recu": "la personne est reçue",
    "appel": "la personne est au téléphone",
    "dossier": "traitement de son dossier",
    "orientation": "un partenaire l'oriente",
}
REVEAL_REASONS = {
    "identite": "vérifier son identité avec elle",
    "courrier": "lui écrire ou l'appeler",
    "demande": "remplir une demande avec elle",
    "doublon": "distinguer deux personnes",
}


class StaleError(Exception):
    """Someone else changed the situation meanwhile."""


class RefusedError(Exception):
    """What was asked is not possible now; the text is a French sentence."""


@dataclass(frozen=True)
class Settled:
    """What an agent says of a situation. `version`: the one that was on the screen."""

    move: str
    version: int
    obstacle: str = ""


@transaction.atomic
def open_file(*, by: Membership, person: Person, reason: str) -> None:
    """A look at a file: journalled with why, nothing else is written. Raises RefusedError on an unknown reason."""
    if reason not in OPENING_REASONS:
        raise RefusedError("Choisissez pourquoi vous ouvrez ce dossier.")
    record(by=by, verb="consultation", subject=person.reference, reason=reason)


@transaction.atomic
def reveal_identity(*, by: Membership, person: Person, reason: str) -> None:
    """The mask lifted for this visit. Raises RefusedError on an unknown reason."""
    if reason not in REVEAL_REASONS:
        raise RefusedError("Choisissez pourquoi vous levez le masque.")
    record(by=by, verb="identite_levee", subject=person.reference, reason=reason)


@transaction.atomic
def settle(*, by: Membership, situation: Situation, said: Settled) -> Situation:
    """Change the state of a situation as the table allows.

    Raises StaleError when it changed since it was shown; RefusedError when the move is not possible.
    """
    if said.move not in TRANSITIONS[situation.state]:
        raise RefusedError("Ce n'est pas possible dans l'état où est cette situation.")
    move = MOVES[said.move]
    if said.obstacle not in OBSTACLES or (said.obstacle and not move.asks_obstacle):
        raise RefusedError("Choisissez dans la liste ce que dit la personne.")
    changed = Situation.objects.filter(pk=situation.pk, version=said.version, state=situation.state).update(
        state=move.to, obstacle=said.obstacle, version=F("version") + 1
    )
    if not changed:
        raise StaleError
    details = {"situation": situation.pk, "de": situation.state, "vers": move.to, "obstacle": said.obstacle}
    record(by=by, verb="situation_reglee", subject=situation.person.reference, reason=said.move, details=details)
    situation.refresh_from_db()
    return situation
