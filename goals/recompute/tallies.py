"""Sums of readings, summed anew where a mark says so, layer by layer.

Each layer is one statement over the keys that changed, from the layer below; nothing is ever added to
what was there, so nothing drifts, and withdrawn readings are simply no longer in the sum.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db import connection
from django.db.backends.utils import CursorWrapper

from goals.models.bulk import Columns, given, meanwhile, read_day, read_instant

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


class Touched(NamedTuple):
    """A place whose sums are worked out anew: what a mark names."""

    metric_id: int
    team_id: int
    agent_id: int
    day: date
    slot: datetime
    organisation_day: date


def take_marks() -> tuple[list[Touched], bool]:
    """What the oldest BATCH marks name, each once, and whether those were all marks there are.

    The caller holds the engine's lock, and sums it anew.

    All in the caller's transaction: killed half-way, the marks are still there. What is deleted is exactly
    what was read: a mark that another writer commits in between has a lower id than some taken here, and
    must stay.
    """
    oldest = f"SELECT id FROM goals_stalemark ORDER BY id LIMIT {BATCH}"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DELETE FROM goals_stalemark WHERE id IN ({oldest}) RETURNING {_NAMES}")
            taken = cursor.fetchall()
        else:
            # The one writer that SQLite allows is us.
            cursor.execute(f"SELECT {_NAMES} FROM goals_stalemark WHERE id IN ({oldest})")
            taken = cursor.fetchall()
            if taken:
                cursor.execute(f"DELETE FROM goals_stalemark WHERE id IN ({oldest})")
    touched = [
        Touched(metric, team, agent, read_day(day), read_instant(slot), read_day(own))
        for metric, team, agent, day, slot, own in set(taken)
    ]
    return touched, len(taken) < BATCH


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


@contextmanager
def summed_anew(touched: list[Touched]) -> Iterator[None]:
    """Sum anew what marks name, and remove what has nothing left below it, while the block thinks.

    At its end the sums are there; until then the database may be asked nothing.
    """
    if not touched:
        yield
        return
    with (
        connection.cursor() as cursor,
        given(cursor, "marks", MARKS, touched) as (found, parameters),
        meanwhile(cursor, *((statement, parameters) for statement in _statements(found))),
    ):
        yield


def _statements(marks: str) -> Iterator[str]:
    for step in _STEPS:
        if connection.vendor == "postgresql":
            yield _in_one_statement(step, marks)
            continue
        for refresh in step:
            table, key = refresh.layer.table, refresh.layer.key_list
            yield refresh.written_from(f"({refresh.sums}) WHERE 1 = 1")
            yield (
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
        cursor.execute("DELETE FROM goals_stalemark")
        for layer in LAYERS:
            cursor.execute(f"DELETE FROM {layer.table}")
        rest: tuple[Layer, ...] = LAYERS
        if connection.vendor == "postgresql":
            # The only statements that may take as long as the history is.
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("SET LOCAL work_mem = '256MB'")
            cursor.execute(_FROM_READINGS)
            rest = (TEAM_DAY, TEAM_SHARE, ORGANISATION_DAY)
        for layer in rest:
            _fill(cursor, layer)


_FROM_READINGS = f"""
    WITH sums AS MATERIALIZED (
        SELECT b.metric_id, b.team_id, b.day, b.agent_id, b.organisation_day, b.slot,
               MIN(b.day) AS first_day, CAST(SUM(b.value) AS bigint) AS value,
               CAST(SUM(b.weight) AS bigint) AS weight, COUNT(*) AS n, GROUPING(b.agent_id) AS is_hour
        FROM goals_reading b
        GROUP BY GROUPING SETS ((b.metric_id, b.team_id, b.day, b.agent_id),
                                (b.metric_id, b.team_id, b.organisation_day, b.slot))),
    days AS (
        INSERT INTO {AGENT_DAY.table} ({AGENT_DAY.key_list}, value, weight, n)
        SELECT {AGENT_DAY.key_list}, value, weight, n FROM sums WHERE is_hour = 0
        ORDER BY {AGENT_DAY.key_list})
    INSERT INTO {TEAM_SLOT.table} ({TEAM_SLOT.key_list}, day, value, weight, n)
    SELECT {TEAM_SLOT.key_list}, first_day, value, weight, n FROM sums WHERE is_hour = 1
    ORDER BY {TEAM_SLOT.key_list}
    """
"""Both layers that are summed from the readings, which are many: PostgreSQL reads them once, in the order of
their index, and needs no second look for the hours.
"""


def _fill(cursor: CursorWrapper, layer: Layer) -> None:
    """One layer from the one below it."""
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
