"""The triggers that keep the journal append-only, whoever writes to the database, on both engines."""

from __future__ import annotations

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.migrations.state import StateApps


def _sqlite(table: str) -> tuple[str, ...]:
    return tuple(
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
        for verb in ("update", "delete")
    )


def _postgresql(table: str) -> tuple[str, ...]:
    return (
        "CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$",
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION journal_refuse()",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()",
    )


def protect(table: str) -> RunPython:
    """The operation of a migration that makes a table append-only."""

    def create(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in _sqlite(table) if editor.connection.vendor == "sqlite" else _postgresql(table):
            editor.execute(statement)

    return RunPython(create, elidable=False)
