"""The full check of a file: every programme asked for one person, by the SQL of the night; nothing is stored."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.db import transaction

from planir.accounts.models import Membership
from planir.accounts.permissions import Permission
from planir.detection.explain import Explanation, Verdict, explain
from planir.journal.record import record
from planir.people.models import Person
from planir.programmes.cache import load_catalogue
from planir.situations.load import today_of

RESERVED = "réservé à un agent habilité"


def check_fully(*, by: Membership, person: Person) -> Explanation:
    """What every programme says of the person on the day of the latest run; reserved where the role may not see it.

    Raises PlanirError as `explain`.
    """
    with transaction.atomic():
        record(by=by, verb="verification", subject=person.reference)
    access = ("medical",) if by.may(Permission.SEE_MEDICAL) else ()
    day = today_of(person.fund)
    assert day is not None, "a person is in the service because a run was loaded"
    catalogue = load_catalogue()
    said = explain(settings.PLANIR_POPULATION, catalogue, person.assure, au=day, access=access)
    if by.may(Permission.SEE_RESTRICTED):
        return said
    restricted = {code for code, programme in catalogue.programmes.items() if programme.access == "restreint"}
    return replace(said, verdicts=tuple(_hidden(one) if one.code in restricted else one for one in said.verdicts))


def _hidden(verdict: Verdict) -> Verdict:
    """The same programme, without a word of what it says of the person."""
    return replace(verdict, outcome="reserve", reason=RESERVED, situations=(), not_known=())
