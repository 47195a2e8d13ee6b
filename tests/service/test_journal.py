"""The journal only grows, whoever writes: by code, and by the database itself."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from planir.accounts.models import Membership
from planir.journal.models import AppendOnlyError, Entry
from planir.journal.record import record

pytestmark = pytest.mark.django_db


def test_no_row_is_changed_or_removed_by_code(adviser: Membership) -> None:
    entry = record(by=adviser, verb="connexion")
    entry.actor = "quelqu'un d'autre"

    for attempt in (
        entry.save,
        entry.delete,
        Entry.objects.all().delete,
        lambda: Entry.objects.update(actor="x"),
        lambda: Entry.objects.bulk_update([entry], ["actor"]),
    ):
        with pytest.raises(AppendOnlyError):
            attempt()

    assert Entry.objects.get(pk=entry.pk).actor == adviser.user.name


@pytest.mark.parametrize("statement", ["UPDATE journal_entry SET actor = 'x'", "DELETE FROM journal_entry"])
def test_no_row_is_changed_or_removed_by_sql(statement: str, adviser: Membership) -> None:
    entry = record(by=adviser, verb="connexion")

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert Entry.objects.get(pk=entry.pk).actor == adviser.user.name


def test_a_row_outlives_who_it_tells_of(adviser: Membership) -> None:
    record(by=adviser, verb="connexion")
    user = adviser.user
    adviser.delete()
    user.delete()

    assert Entry.objects.get(verb="connexion").actor == "conseiller_accueil"
