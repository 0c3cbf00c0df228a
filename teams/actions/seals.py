"""Lifting the seals of tables that the database refuses to change: for an erasure, and for nothing else.

It is done in the transaction of the erasure and undone in it, so that nobody else ever meets an open table; the
record says how many sealed rows were written. PostgreSQL has the table's owner for it, and others wait meanwhile.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.db import connection

_ON_POSTGRESQL = (
    "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
    "WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace ORDER BY 1, 2"
)
_ON_SQLITE = (
    "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY tbl_name, name"
)


@contextmanager
def seals_lifted(tables: Collection[str]) -> Iterator[frozenset[str]]:
    """While this holds, rows of these tables can be changed; gives those that have seals. Inside a transaction only."""
    if not connection.in_atomic_block:
        raise RuntimeError("Seals are lifted inside the transaction that shuts them again.")
    lift = _lifted_on_postgresql if connection.vendor == "postgresql" else _lifted_on_sqlite
    with lift(tables) as sealed:
        yield sealed


@contextmanager
def _lifted_on_postgresql(tables: Collection[str]) -> Iterator[frozenset[str]]:
    with connection.cursor() as cursor:
        cursor.execute(_ON_POSTGRESQL)
        seals = [(table, name) for table, name in cursor.fetchall() if table in tables]
    _for_each("DISABLE", seals)
    yield frozenset(table for table, _ in seals)
    _for_each("ENABLE", seals)


def _for_each(verb: str, seals: list[tuple[str, str]]) -> None:
    if not seals:
        return
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        # A table with checks that still wait for the commit cannot be altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table, name in seals:
            cursor.execute(f"ALTER TABLE {quote(table)} {verb} TRIGGER {quote(name)}")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@contextmanager
def _lifted_on_sqlite(tables: Collection[str]) -> Iterator[frozenset[str]]:
    """SQLite knows no pause: the trigger goes, and comes back word for word."""
    with connection.cursor() as cursor:
        cursor.execute(_ON_SQLITE)
        seals = [row for row in cursor.fetchall() if row[0] in tables]
        for _, name, _ in seals:
            cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
    yield frozenset(table for table, _, _ in seals)
    with connection.cursor() as cursor:
        for _, _, sql in seals:
            cursor.execute(sql, None)
