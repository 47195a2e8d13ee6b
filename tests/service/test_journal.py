"""The journal only grows, whoever writes: by code, and by the database itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from planir.accounts.models import Membership
from planir.journal.models import AppendOnlyError, Entry
from planir.journal.record import record
from planir.journal.seal import seal, verify

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


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET actor = 'x'",
        "DELETE FROM journal_entry",
        "UPDATE journal_seal SET rows = 0",
        "DELETE FROM journal_seal",
    ],
)
def test_no_row_is_changed_or_removed_by_sql(statement: str, adviser: Membership) -> None:
    entry = record(by=adviser, verb="connexion")
    assert seal(later(1)) is not None

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert Entry.objects.get(pk=entry.pk).actor == adviser.user.name


def test_a_row_outlives_who_it_tells_of(adviser: Membership) -> None:
    record(by=adviser, verb="connexion")
    user = adviser.user
    adviser.delete()
    user.delete()

    assert Entry.objects.get(verb="connexion").actor == "conseiller_accueil"


def later(hours: int) -> datetime:
    return datetime.now(UTC) + timedelta(hours=hours)


def behind_its_back(statement: str) -> None:
    """As one who holds the database and has removed its triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for verb in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER journal_entry_no_{verb}")
        else:
            cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER USER")
        cursor.execute(statement)


def test_a_sealed_journal_is_intact_and_grows(adviser: Membership) -> None:
    record(by=adviser, verb="connexion")
    first = seal(later(1))
    record(by=adviser, verb="recherche", details={"trouvees": 1, "é": None})
    assert verify().unsealed == 1
    second = seal(later(2))

    found = verify()

    assert first is not None
    assert second is not None
    assert (found.seals, found.broken, found.unsealed) == (2, None, 0)
    assert found.rows == Entry.objects.count()
    assert seal(later(3)) is None


def test_a_row_still_being_written_waits(adviser: Membership) -> None:
    record(by=adviser, verb="connexion")

    assert all(made is None or made.last_id < Entry.objects.get(verb="connexion").pk for made in [seal(later(0))])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET actor = 'quelqu''un' WHERE verb = 'connexion'",
        "UPDATE journal_entry SET details = '{}' WHERE verb = 'recherche'",
        "DELETE FROM journal_entry WHERE verb = 'connexion'",
        "DELETE FROM journal_entry WHERE verb = 'recherche'",
    ],
)
def test_what_is_changed_behind_its_back_is_seen(statement: str, adviser: Membership) -> None:
    record(by=adviser, verb="connexion")
    record(by=adviser, verb="recherche", details={"trouvees": 1})
    made = seal(later(1))

    behind_its_back(statement)

    assert verify().broken == made
