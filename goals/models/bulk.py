"""Many rows at once, the fastest way each database has, with the same meaning on both.

Everything set-based in this app stands on rows that a single statement takes from where they are: a
temporary table, which PostgreSQL loads by COPY and SQLite by one prepared insert; or, where PostgreSQL need
look at them only once, arrays in the statement itself.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
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

Statement = tuple[str, Sequence[Any]]
"""What a cursor executes: SQL, and its parameters."""
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
    written = [
        _written(kind, column, "\\N", _escape_for_copy)
        for kind, column in zip(columns.values(), zip(*rows, strict=True), strict=False)
    ]
    return "".join(["\t".join(line) + "\n" for line in zip(*written, strict=True)]).encode()


def _as_arrays(columns: Columns, rows: Iterable[Sequence[Any]]) -> list[str]:
    """Rows as one array a column, in the text format of arrays."""
    arrays = []
    for kind, column in zip(columns.values(), zip(*rows, strict=True), strict=False):
        if kind in _NUMBERS:
            # A list of whole numbers reads like an array of them, and is written by one call.
            numbers = str(list(column)).replace("None", "NULL")
            arrays.append(f"{{{numbers[1:-1]}}}")
        else:
            texts = _written(kind, column, "NULL", _escape_for_arrays)
            arrays.append(f"{{{','.join(texts)}}}")
    return arrays or ["{}"] * len(columns)


def _written(
    kind: str,
    column: Sequence[Any],
    null: str,
    escape: Callable[[Sequence[str]], Sequence[str]],
) -> Sequence[str]:
    """A column as texts: days and hours that come again and again are written out once."""
    if kind == "text":
        return escape(column)
    if kind == "flag":
        return [null if value is None else "t" if value else "f" for value in column]
    # To find a text that is known takes as long as to write it, unless the objects are the same.
    again = kind in _TIMES and 2 * len(set(map(id, column))) < len(column)
    write = cache(str) if again else str
    return [null if value is None else write(value) for value in column]


def _escape_for_copy(column: Sequence[str]) -> Sequence[str]:
    together = "".join(column)
    if any(character in together for character in "\\\t\n\r"):
        return [text.translate(_ESCAPED) for text in column]
    return column


def _escape_for_arrays(column: Sequence[str]) -> Sequence[str]:
    quoted = cache(lambda text: '"' + text.replace("\\", r"\\").replace('"', r"\"") + '"')
    return [quoted(text) for text in column]


_NUMBERS = frozenset({"int", "small"})
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


@contextmanager
def meanwhile(cursor: CursorWrapper, *statements: Statement) -> Iterator[None]:
    """Have the database work off statements while Python is at work in the block; at its end they are done.

    Nothing in the block may ask the database anything: the connection is busy. An error of a statement is
    raised where the block ends. SQLite works inside this process, and has done it all before.
    """

    def work_off() -> None:
        for statement, parameters in statements:
            cursor.execute(statement, parameters)

    if connection.vendor != "postgresql":
        work_off()
        yield
        return
    # However the block ends, it is waited for: nobody rolls back under a statement that is running.
    with ThreadPoolExecutor(max_workers=1) as beside:
        working = beside.submit(work_off)
        yield
        working.result()


def summed_for_each(
    rows: str, key: str, columns: str, join: str, by: str, *, first_by: str = ""
) -> str:
    """A query that groups, for each of `rows`, what it is joined with: `key` of the row, `by`, and the sums.

    `rows` is a relation with its alias, `join` the tables to be summed and the condition, `by` the expression
    to group by. PostgreSQL is told to look for one row after the other, by index: where a few rows are joined
    with long stretches it guesses, and may read all of a table for them. Many short ones are better joined.

    Where `by` is reckoned from a column of `t` that many of the joined rows share, `first_by` names it: they
    are summed by that first, and `by` is reckoned once for all of them. `columns` are then the sums of
    `t.value` and `t.weight`.
    """
    if connection.vendor != "postgresql":
        return summed_together(rows, key, columns, join, by)
    summed = f"(SELECT 1) AS one JOIN {join}"
    if first_by:
        summed = (
            f"(SELECT t.{first_by}, {columns} FROM {summed} GROUP BY 1)"
            f" AS t ({first_by}, value, weight)"
        )
    return (
        f"SELECT {key}, of_row.* FROM {rows} CROSS JOIN LATERAL"
        f" (SELECT {by}, {columns} FROM {summed} GROUP BY 1) AS of_row"
    )


def summed_together(rows: str, key: str, columns: str, join: str, by: str) -> str:
    """The same, joined as the database likes it."""
    return f"SELECT {key}, {by}, {columns} FROM {rows} JOIN {join} GROUP BY {key}, {by}"


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


@dataclass(slots=True)
class Written:
    """How many rows a statement wrote, once it is done."""

    rows: int = 0


@contextmanager
def upserted(
    cursor: CursorWrapper,
    table: str,
    columns: Columns,
    key: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    beside: Sequence[str] = (),
) -> Iterator[Written]:
    """Insert rows, or update those whose key is there and which differ, while the block thinks (`meanwhile`).

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
    written = Written()
    with given(cursor, "upserted", columns, rows) as (found, parameters):
        statement = (
            f"INSERT INTO {table} ({names}) SELECT {names} FROM {found} WHERE 1 = 1"
            f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {changes} WHERE {differs}"
        )
        with meanwhile(cursor, (statement, parameters)):
            yield written
        written.rows = int(cursor.rowcount)
