"""Which rows of a file came by already, in memory that does not grow with the file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager


class Seen:
    """Keys of rows with what they said and the line they stood on, in a temporary file of its own."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.execute(
            "CREATE TABLE seen (key TEXT PRIMARY KEY, content INTEGER, line INTEGER) WITHOUT ROWID"
        )

    def note(self, key: str, content: int, line: int) -> tuple[int, bool] | None:
        """Remember a key; if it came by before: its line then, and whether it said the same."""
        added = self._connection.execute(
            "INSERT OR IGNORE INTO seen VALUES (?, ?, ?)", (key, content, line)
        )
        if added.rowcount:
            return None
        first, said = self._connection.execute(
            "SELECT line, content FROM seen WHERE key = ?", (key,)
        ).fetchone()
        return first, said == content


@contextmanager
def seen_rows() -> Iterator[Seen]:
    """An empty memory, gone afterwards. An empty name makes SQLite keep it on disk, and remove it."""
    connection = sqlite3.connect("", isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=OFF")
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("BEGIN")
        yield Seen(connection)
    finally:
        connection.close()
