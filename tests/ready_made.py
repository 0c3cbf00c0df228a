"""The tables as the migrations leave them, kept between runs: to make them takes longer than most files of tests.

What is kept is taken after the last migration and before what is put there afterwards, and is known by all that the
migrations are made of: whatever of that changes, they run again. On SQLite it is a file beside pytest's own cache, on
PostgreSQL a database that others are copied from.
"""

from __future__ import annotations

import fcntl
import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import django
import pytest
from django.conf import settings
from django.core import management
from django.core.management.commands import migrate
from django.db import connection

MADE_OF = (
    "*/migrations/*.py",
    "goals/models/fields.py",
    "teams/models/organisation.py",
    "teams/models/search.py",
    "feedback/envelope.py",
    "feedback/queries/pulse_held.py",
)
"""The migrations, and what they take from elsewhere in the project."""
NAME = "leadwell_ready_"


@contextmanager
def ready_made(folder: Path) -> Iterator[None]:
    """While this holds, the first `migrate` begins with what is kept, or keeps what it makes."""
    folder.mkdir(parents=True, exist_ok=True)
    name = _name()
    make, tell = management.call_command, migrate.emit_post_migrate_signal

    def called(command: str, *args: Any, **options: Any) -> Any:
        if command != "migrate":
            return make(command, *args, **options)
        patch.undo()
        # One makes it, the others wait and copy it.
        with (folder / "lock").open("w") as lock, pytest.MonkeyPatch.context() as meanwhile:
            fcntl.flock(lock, fcntl.LOCK_EX)
            meanwhile.setattr(migrate, "emit_post_migrate_signal", done)
            _take(folder, name)
            return make(command, *args, **options)

    def done(*args: Any, **options: Any) -> None:
        _keep(folder, name)
        tell(*args, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(management, "call_command", called)
        yield


def _name() -> str:
    found = hashlib.sha256(f"{django.VERSION} {sqlite3.sqlite_version}".encode())
    for pattern in MADE_OF:
        for path in sorted(settings.BASE_DIR.glob(pattern)):
            found.update(path.name.encode() + path.read_bytes())
    return NAME + found.hexdigest()[:16]


def _take(folder: Path, name: str) -> None:
    if connection.vendor == "sqlite":
        path = folder / f"{name}.sqlite3"
        if path.exists():
            connection.ensure_connection()
            with closing(sqlite3.connect(path)) as kept:
                kept.backup(connection.connection)
    elif name in _databases():
        _copy(name, connection.settings_dict["NAME"], anew=True)


def _keep(folder: Path, name: str) -> None:
    if connection.vendor == "sqlite":
        path = folder / f"{name}.sqlite3"
        if not path.exists():
            for old in folder.glob("*.sqlite3"):
                old.unlink()
            partly = path.with_suffix(".part")
            with closing(sqlite3.connect(partly)) as kept:
                connection.connection.backup(kept)
            partly.replace(path)
    elif name not in (there := _databases()):
        _copy(connection.settings_dict["NAME"], name, anew=False)
        with connection._nodb_cursor() as cursor:
            for old in there:
                if old.startswith(NAME):
                    cursor.execute(f'DROP DATABASE IF EXISTS "{old}"')


def _databases() -> set[str]:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database")
        return {row[0] for row in cursor.fetchall()}


def _copy(source: str, target: str, *, anew: bool) -> None:
    """A database like `source`, while nobody is connected to it."""
    connection.close()
    with connection._nodb_cursor() as cursor:
        if anew:
            cursor.execute(f'DROP DATABASE "{target}"')
        cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
