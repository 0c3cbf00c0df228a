"""Which rows of a file came by already, in memory that does not grow with the file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from goals.ingest.files.recipe import Recipe
from goals.ingest.values import Rejected


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


def alike(recipe: Recipe, line: int, *, is_the_same: bool) -> Rejected:
    """The refusal of a row that nothing but an id could tell from an earlier one."""
    if is_the_same:
        return Rejected(
            "",
            f"The same as row {line:,}.",
            "",
            "Left out, as it would count twice. If both count, give each row an id.",
        )
    who, when = "agent" if recipe.agent else "team", "time" if recipe.time or recipe.at else "day"
    return Rejected(
        recipe.time or recipe.date or recipe.at,
        f"Row {line:,} has the same {who} and {when}, with other figures.",
        "",
        "Keep one of the two rows, or give each row an id.",
    )
