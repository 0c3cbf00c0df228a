"""Many rows at once, the fastest way each database has, with the same meaning on both.

Everything set-based in this app stands on rows that a single statement takes from where they are: a
temporary table, which PostgreSQL loads by COPY and SQLite by one prepared insert; or, where PostgreSQL need
look at them only once, arrays in the statement itself.
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
    """Rows in the text format of COPY."""
    written = _written(columns, rows, "\\N", _escape_for_copy)
    return "".join(["\t".join(line) + "\n" for line in zip(*written, strict=True)]).encode()


def _as_arrays(columns: Columns, rows: Iterable[Sequence[Any]]) -> list[str]:
    """Rows as one array a column, in the text format of arrays."""
    written = _written(columns, rows, "NULL", _escape_for_arrays)
    return [f"{{{','.join(column)}}}" for column in written] or ["{}"] * len(columns)


def _written(
    columns: Columns,
    rows: Iterable[Sequence[Any]],
    null: str,
    escape: Callable[[Sequence[str]], Sequence[str]],
) -> list[Sequence[str]]:
    """Rows turned into columns of texts: days and hours that come again and again are written out once."""
    written: list[Sequence[str]] = []
    for kind, column in zip(columns.values(), zip(*rows, strict=True), strict=False):
        if kind == "text":
            written.append(escape(column))
        elif kind == "flag":
            written.append([null if value is None else "t" if value else "f" for value in column])
        else:
            # To find a text that is known takes as long as to write it, unless the objects are the same.
            again = kind in _TIMES and 2 * len(set(map(id, column))) < len(column)
            write = cache(str) if again else str
            written.append([null if value is None else write(value) for value in column])
    return written


def _escape_for_copy(column: Sequence[str]) -> Sequence[str]:
    together = "".join(column)
    if any(character in together for character in "\\\t\n\r"):
        return [text.translate(_ESCAPED) for text in column]
    return column


def _escape_for_arrays(column: Sequence[str]) -> Sequence[str]:
    quoted = cache(lambda text: '"' + text.replace("\\", r"\\").replace('"', r"\"") + '"')
    return [quoted(text) for text in column]


_TIMES = frozenset({"day", "instant"})
_ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
_PIECE = 1 << 16
MANY = 40_000


@contextmanager
def given(
    cursor: CursorWrapper, name: str, columns: Columns, rows: Iterable[Sequence[Any]]
) -> Iterator[tuple[str, list[Any]]]:
    """Rows for one statement, for the duration of the block: how to name them in its FROM, and parameters.

    PostgreSQL gets them in arrays: no table to be made, filled and dropped, and it knows how many they are.
    From MANY on that would make statements of tens of megabytes.
    """
    rows = rows if isinstance(rows, list | set) else list(rows)
    if connection.vendor == "postgresql" and len(rows) < MANY:
        types = _TYPES[connection.vendor]
        casts = ", ".join(f"%s::{types[kind]}[]" for kind in columns.values())
        yield f"unnest({casts}) AS {name} ({', '.join(columns)})", _as_arrays(columns, rows)
    else:
        with temporary(cursor, name, columns):
            load(cursor, name, columns, rows)
            yield name, []


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
    with given(cursor, "upserted", columns, rows) as (found, parameters):
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {names} FROM {found} WHERE 1 = 1"
            f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {changes} WHERE {differs}",
            parameters,
        )
        return int(cursor.rowcount)
