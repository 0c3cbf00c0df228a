"""Empty the tables after a test that committed, as the framework's `flush` does, in a fraction of its time.

To truncate a hundred tables takes PostgreSQL seconds, and most of them are empty. Here only those that hold
rows are emptied, by DELETE, past the seals and the foreign keys. Kinds of content and permissions stay: they
are the same before and after.
"""

from __future__ import annotations

from functools import lru_cache

from django.apps import apps
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

STAY = {"django_content_type", "auth_permission", "django_migrations"}


def empty_tables() -> None:
    """Leave the database as a fresh migration leaves it."""
    if connection.vendor == "postgresql" and not _may_pass_seals():
        call_command("flush", verbosity=0, interactive=False)
        return
    with connection.cursor() as cursor:
        holding = _holding_rows(cursor)
    emptied = _on_postgresql if connection.vendor == "postgresql" else _on_sqlite
    emptied([f"DELETE FROM {connection.ops.quote_name(table)}" for table in holding])
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)


@lru_cache(maxsize=1)
def _may_pass_seals() -> bool:
    """Only PostgreSQL's superusers may."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone()[0])


@lru_cache(maxsize=1)
def _tables() -> tuple[str, ...]:
    names = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
    }
    return tuple(sorted(names - STAY))


def _holding_rows(cursor: CursorWrapper) -> list[str]:
    parts = (
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {connection.ops.quote_name(table)})"
        for table in _tables()
    )
    cursor.execute(" UNION ALL ".join(parts))
    return [table for (table,) in cursor.fetchall()]


def _on_postgresql(statements: list[str]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in statements:
            cursor.execute(statement)


def _on_sqlite(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        seals = cursor.fetchall()
    steps = [f"DROP TRIGGER {name}" for name, _ in seals] + statements + [sql for _, sql in seals]
    with (
        connection.constraint_checks_disabled(),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        for statement in steps:
            cursor.execute(statement)
