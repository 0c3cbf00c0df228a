"""Many rows at once, the fastest way each database has, with the same meaning on both.

Everything set-based in this app stands on three moves: load rows into a temporary table, change tables
from it by single statements, drop it. PostgreSQL loads by COPY, SQLite by one prepared insert.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

_TYPES = {
    "postgresql": {"int": "bigint", "small": "integer", "text": "text", "day": "date",
                   "instant": "timestamptz", "flag": "boolean"},
    "sqlite": {"int": "bigint", "small": "integer", "text": "text", "day": "text",
               "instant": "text", "flag": "bool"},
}  # fmt: skip

Columns = dict[str, str]
"""Column name to one of: int, small, text, day, instant, flag. A text is never null."""


@contextmanager
def temporary(cursor: CursorWrapper, name: str, columns: Columns) -> Iterator[None]:
    """An empty temporary table for the duration of the block; the caller is inside a transaction."""
    types = _TYPES[connection.vendor]
    body = ", ".join(f"{column} {types[kind]}" for column, kind in columns.items())
    cursor.execute(f"CREATE TEMPORARY TABLE {name} ({body})")
    yield
    # Not in a finally: after an error the transaction rolls the table back itself.
    cursor.execute(f"DROP TABLE {name}")


def load(cursor: CursorWrapper, name: str, columns: Columns, rows: Iterable[Sequence[Any]]) -> None:
    """Put rows, in the order of `columns`, into a temporary table, and let the planner know its size."""
    _fill(cursor, name, columns, rows)
    analyse(cursor, name)


def _fill(
    cursor: CursorWrapper, name: str, columns: Columns, rows: Iterable[Sequence[Any]]
) -> None:
    names = ", ".join(columns)
    if connection.vendor == "postgresql":
        cursor.copy_expert(
            f"COPY {name} ({names}) FROM STDIN", io.BytesIO(_as_lines(columns, rows)), _PIECE
        )
    else:
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(
            f"INSERT INTO {name} ({names}) VALUES ({marks})",
            [tuple(map(plain, row)) for row in rows],
        )


def _as_lines(columns: Columns, rows: Iterable[Sequence[Any]]) -> bytes:
    """Rows in the text format of COPY. Column by column: days and hours that come again and again are
    written out once.
    """
    written = [
        _WRITERS[kind](column)
        for kind, column in zip(columns.values(), zip(*rows, strict=True), strict=False)
    ]
    return "".join(["\t".join(line) + "\n" for line in zip(*written, strict=True)]).encode()


def _write_plain(column: Sequence[Any]) -> list[str]:
    return ["\\N" if value is None else str(value) for value in column]


def _write_flags(column: Sequence[bool | None]) -> list[str]:
    return ["\\N" if value is None else "t" if value else "f" for value in column]


def _write_times(column: Sequence[date | None]) -> list[str]:
    # To find a text that is known costs as much as to write it, unless the very same objects come again.
    written = cache(str) if 2 * len(set(map(id, column))) < len(column) else str
    return ["\\N" if value is None else written(value) for value in column]


def _write_texts(column: Sequence[str]) -> Sequence[str]:
    together = "".join(column)
    if any(character in together for character in "\\\t\n\r"):
        return [text.translate(_ESCAPED) for text in column]
    return column


_ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
_PIECE = 1 << 16
_WRITERS: dict[str, Callable[[Sequence[Any]], Sequence[str]]] = {
    "int": _write_plain,
    "small": _write_plain,
    "text": _write_texts,
    "day": _write_times,
    "instant": _write_times,
    "flag": _write_flags,
}


def append(
    cursor: CursorWrapper, table: str, columns: Columns, rows: Sequence[Sequence[Any]]
) -> None:
    """Add rows to a table that nothing stands in the way of."""
    if rows:
        _fill(cursor, table, columns, rows)


def analyse(cursor: CursorWrapper, name: str) -> None:
    """Without this PostgreSQL guesses the size of a temporary table, and may read millions of rows."""
    if connection.vendor == "postgresql":
        cursor.execute(f"ANALYZE {name}")


def plain(value: Any) -> Any:
    """A parameter in the form in which the database keeps dates and instants."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value


def read_day(value: Any) -> date:
    """A day as raw SQL gives it: a date, or ISO text on SQLite."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def read_instant(value: Any) -> datetime:
    """An instant as raw SQL gives it: aware, or naive UTC text on SQLite."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    at: datetime = value
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def upsert(
    cursor: CursorWrapper,
    table: str,
    columns: Columns,
    key: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    beside: Sequence[str] = (),
) -> int:
    """Insert rows, or update those whose key is there and which differ; the number written.

    Columns named in `beside` are written along but do not count as a difference.
    """
    stage = "upsert_stage"
    names = ", ".join(columns)
    rest = [name for name in columns if name not in key]
    changes = ", ".join(f"{name} = excluded.{name}" for name in rest)
    # IS DISTINCT FROM, in words both databases know.
    differs = " OR ".join(
        f"{table}.{name} <> excluded.{name}"
        f" OR ({table}.{name} IS NULL) <> (excluded.{name} IS NULL)"
        for name in rest
        if name not in beside
    )
    with temporary(cursor, stage, columns):
        # All of it is read, in whatever order: the planner need not know how much.
        _fill(cursor, stage, columns, rows)
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {names} FROM {stage} WHERE 1 = 1"
            f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {changes} WHERE {differs}"
        )
        return int(cursor.rowcount)
