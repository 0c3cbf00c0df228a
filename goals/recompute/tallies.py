"""Sums of readings, summed anew where a mark says so, layer by layer.

Each layer is one statement over the keys that changed, from the layer below; nothing is ever added to
what was there, so nothing drifts, and withdrawn readings are simply no longer in the sum.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from goals.models.bulk import Columns, given, read_day, read_instant

BATCH = 20_000
"""Marks taken at once: large enough that statements, not their number, are the cost."""

MARKS: Columns = {
    "metric_id": "int",
    "team_id": "int",
    "agent_id": "int",
    "day": "day",
    "slot": "instant",
    "organisation_day": "day",
}
_NAMES = ", ".join(MARKS)
Mark = tuple[Any, ...]
"""A mark's values in that order, as the database gives them."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A tally table: its key, the rest of its columns, and how one of its rows is summed from below."""

    table: str
    key: tuple[str, ...]
    also: tuple[str, ...]
    below: str
    count: str

    @property
    def key_list(self) -> str:
        """The key's columns, as SQL lists them."""
        return ", ".join(self.key)


AGENT_DAY = Layer(
    "goals_agentday",
    ("metric_id", "team_id", "day", "agent_id"),
    (),
    "goals_reading",
    "COUNT(b.agent_id)",
)
TEAM_SLOT = Layer(
    "goals_teamslot",
    ("metric_id", "team_id", "organisation_day", "slot"),
    ("day",),
    "goals_reading",
    "COUNT(b.agent_id)",
)
TEAM_DAY = Layer("goals_teamday", ("metric_id", "team_id", "day"), (), "goals_agentday", "SUM(b.n)")
TEAM_SHARE = Layer(
    "goals_teamshare", ("metric_id", "day", "team_id"), (), "goals_teamslot", "SUM(b.n)"
)
ORGANISATION_DAY = Layer(
    "goals_organisationday", ("metric_id", "day"), (), "goals_teamshare", "SUM(b.n)"
)
LAYERS = (AGENT_DAY, TEAM_SLOT, TEAM_DAY, TEAM_SHARE, ORGANISATION_DAY)


@dataclass(frozen=True, slots=True)
class Touched:
    """A place whose sums were worked out anew."""

    metric_id: int
    team_id: int
    agent_id: int
    day: date
    slot: datetime
    organisation_day: date


def take_marks() -> list[Touched]:
    """Take up to BATCH marks and sum anew what they name; the caller holds the engine's lock.

    All in the caller's transaction: killed half-way, the marks are still there.
    """
    with connection.cursor() as cursor:
        marks = _take(cursor)
        if marks:
            _sum_anew(cursor, marks)
    return [
        Touched(metric, team, agent, read_day(day), read_instant(slot), read_day(own))
        for metric, team, agent, day, slot, own in marks
    ]


def _take(cursor: CursorWrapper) -> list[Mark]:
    """What the oldest marks name, each once. What is deleted is exactly what was read: a mark that another
    writer commits in between has a lower id than some taken here, and must stay.
    """
    oldest = f"SELECT id FROM goals_stalemark ORDER BY id LIMIT {BATCH}"
    if connection.vendor == "postgresql":
        cursor.execute(f"DELETE FROM goals_stalemark WHERE id IN ({oldest}) RETURNING {_NAMES}")
        return list(set(cursor.fetchall()))
    # The one writer that SQLite allows is us.
    cursor.execute(f"SELECT {_NAMES} FROM goals_stalemark WHERE id IN ({oldest})")
    taken = set(cursor.fetchall())
    if taken:
        cursor.execute(f"DELETE FROM goals_stalemark WHERE id IN ({oldest})")
    return list(taken)


@dataclass(frozen=True, slots=True)
class _Refresh:
    """A layer, and which of its sums the marks ask for: their keys, and what lies below each of them."""

    layer: Layer
    keys: str
    join: str

    @property
    def named(self) -> str:
        """The keys, as relation `k`."""
        return f"(SELECT DISTINCT {self.keys} FROM marks) k"

    @property
    def grouped(self) -> str:
        """The columns of a key, in the layer's order."""
        return ", ".join(f"k.{name}" for name in self.layer.key)

    @property
    def sums(self) -> str:
        """The sums of all keys, as they are now; n is 0 where nothing is left below."""
        # While readings move, the marks of one hour name two days.
        also = "".join(
            f", COALESCE(MIN(b.{name}), MIN(k.{name})) AS {name}" for name in self.layer.also
        )
        return f"""
            SELECT {self.grouped}{also}, COALESCE(SUM(b.value), 0) AS value,
                   COALESCE(SUM(b.weight), 0) AS weight, COALESCE({self.layer.count}, 0) AS n
            FROM {self.named} LEFT JOIN {self.layer.below} b
              ON b.metric_id = k.metric_id AND {self.join}
            GROUP BY {self.grouped}"""

    def written_from(self, sums: str) -> str:
        """The statement that writes sums where that makes a difference."""
        layer = self.layer
        rest = (*layer.also, "value", "weight", "n")
        columns = ", ".join((*layer.key, *rest))
        changes = ", ".join(f"{name} = excluded.{name}" for name in rest)
        differs = " OR ".join(f"{layer.table}.{name} <> excluded.{name}" for name in rest)
        return f"""
            INSERT INTO {layer.table} ({columns}) SELECT {columns} FROM {sums}
            ON CONFLICT ({layer.key_list}) DO UPDATE SET {changes} WHERE {differs}"""


_STEPS = (
    (
        _Refresh(
            AGENT_DAY,
            "metric_id, team_id, agent_id, day",
            "b.team_id = k.team_id AND b.day = k.day AND b.agent_id = k.agent_id",
        ),
        _Refresh(
            TEAM_SLOT,
            "metric_id, team_id, day, organisation_day, slot",
            "b.team_id = k.team_id AND b.day = k.day AND b.organisation_day = k.organisation_day"
            " AND b.slot = k.slot",
        ),
    ),
    (
        _Refresh(TEAM_DAY, "metric_id, team_id, day", "b.team_id = k.team_id AND b.day = k.day"),
        _Refresh(
            TEAM_SHARE,
            "metric_id, team_id, organisation_day AS day",
            "b.team_id = k.team_id AND b.organisation_day = k.day",
        ),
    ),
    (_Refresh(ORGANISATION_DAY, "metric_id, organisation_day AS day", "b.day = k.day"),),
)
"""Each step sums from what the one before has written."""


def _sum_anew(cursor: CursorWrapper, marks: list[Mark]) -> None:
    """Sum anew what is marked, and remove those with nothing left below them."""
    with given(cursor, "marks", MARKS, marks) as (found, parameters):
        for step in _STEPS:
            if connection.vendor == "postgresql":
                cursor.execute(_in_one_statement(step, found), parameters)
                continue
            for refresh in step:
                table, key = refresh.layer.table, refresh.layer.key_list
                cursor.execute(refresh.written_from(f"({refresh.sums}) WHERE 1 = 1"))
                cursor.execute(
                    f"DELETE FROM {table} WHERE n = 0"
                    f" AND ({key}) IN (SELECT {refresh.grouped} FROM {refresh.named})"
                )


def _in_one_statement(step: tuple[_Refresh, ...], marks: str) -> str:
    parts = [f"marks AS MATERIALIZED (SELECT * FROM {marks})"]
    for refresh in step:
        table, key = refresh.layer.table, refresh.layer.key_list
        sums = f"sums_of_{table}"
        empty = f"SELECT {key} FROM {sums} WHERE n = 0"
        parts += [
            f"{sums} AS MATERIALIZED ({refresh.sums})",
            f"written_{table} AS ({refresh.written_from(f'{sums} WHERE n > 0')})",
            f"gone_{table} AS (DELETE FROM {table} WHERE ({key}) IN ({empty}))",
        ]
    return f"WITH {', '.join(parts)} SELECT 1"


def rebuild() -> None:
    """Sum everything anew from the readings; the caller holds the engine's lock, in a transaction."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # The only statements that may take as long as the history is.
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("SET LOCAL work_mem = '256MB'")
        cursor.execute("DELETE FROM goals_stalemark")
        for layer in LAYERS:
            cursor.execute(f"DELETE FROM {layer.table}")
        for layer in LAYERS:
            _fill(cursor, layer)


def _fill(cursor: CursorWrapper, layer: Layer) -> None:
    columns = (*layer.key, *layer.also)
    # The organisation's day is the one column that has another name in the layer below.
    named = {"day": "organisation_day"} if layer is TEAM_SHARE else {}
    picked = [f"b.{named.get(name, name)}" for name in layer.key]
    # The rest of a key's columns are the same on all its rows.
    picked += [f"MIN(b.{name})" for name in layer.also]
    # In the order of the key: filling an index from left to right takes half the time.
    of_key = ", ".join(picked[: len(layer.key)])
    cursor.execute(
        f"""
        INSERT INTO {layer.table} ({", ".join(columns)}, value, weight, n)
        SELECT {", ".join(picked)}, SUM(b.value), SUM(b.weight), {layer.count}
        FROM {layer.below} b GROUP BY {of_key} ORDER BY {of_key}
        """
    )
