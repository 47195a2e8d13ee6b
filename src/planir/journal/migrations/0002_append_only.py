"""The database itself refuses to change or remove a row of the journal."""

from __future__ import annotations

from django.db import migrations

from planir.journal.triggers import protect


class Migration(migrations.Migration):
    """The triggers; a journal is never made writable again."""

    dependencies = [("journal", "0001_initial")]
    operations = [protect("journal_entry")]
