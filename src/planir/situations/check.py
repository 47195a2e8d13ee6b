"""The full check of a file: every programme asked for one person, by the SQL of the night; nothing is stored."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from planir.accounts.models import Membership
from planir.accounts.permissions import Permission
from planir.detection.explain import Explanation, explain
from planir.journal.record import record
from planir.people.models import Person
from planir.programmes.cache import load_catalogue
from planir.situations.load import today_of


def check_fully(*, by: Membership, person: Person) -> Explanation:
    """What every programme says of the person on the day of the latest run.

    Raises PlanirError as `explain`.
    """
    with transaction.atomic():
        record(by=by, verb="verification", subject=person.reference)
    access = ("medical",) if by.may(Permission.SEE_MEDICAL) else ()
    day = today_of(person.fund)
    assert day is not None, "a person is in the service because a run was loaded"
    return explain(settings.PLANIR_POPULATION, load_catalogue(), person.assure, au=day, access=access)
