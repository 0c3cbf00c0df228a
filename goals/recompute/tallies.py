"""Sums of readings, summed anew where a mark says so, layer by layer.

Each layer is one statement over the keys that changed, from the layer below; nothing is ever added to
what was there, so nothing drifts, and withdrawn readings are simply no longer in the sum.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.backends.utils import CursorWrapper

from goals.models.bulk import Columns, analyse, read_day, read_instant, temporary

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
    "goals_agentday", ("metric_id", "team_id", "day", "agent_id"), (), "goals_reading", "COUNT(*)"
)
TEAM_SLOT = Layer(
    "goals_teamslot",
    ("metric_id", "team_id", "organisation_day", "slot"),
    ("day",),
    "goals_reading",
    "COUNT(*)",
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


def consume_marks() -> list[Touched]:
    """Take up to BATCH marks and sum anew what they name; the caller holds the engine's lock.

    In the caller's transaction: killed half-way, the marks are still there.
    """
    with connection.cursor() as cursor, temporary(cursor, "marks", MARKS):
        _take(cursor)
        cursor.execute(f"SELECT DISTINCT {_NAMES} FROM marks")
        touched = [
            Touched(metric, team, agent, read_day(day), read_instant(slot), read_day(own))
            for metric, team, agent, day, slot, own in cursor.fetchall()
        ]
        if touched:
            _sum_anew(cursor)
    return touched


def _take(cursor: CursorWrapper) -> None:
    """Move marks into the temporary table. What is deleted is exactly what was read: a mark that another
    writer commits in between has a lower id than some taken here, and must stay.
    """
    oldest = f"SELECT id FROM goals_stalemark ORDER BY id LIMIT {BATCH}"
    if connection.vendor == "postgresql":
        cursor.execute(
            f"WITH taken AS (DELETE FROM goals_stalemark WHERE id IN ({oldest})"
            f" RETURNING {_NAMES}) INSERT INTO marks ({_NAMES}) SELECT {_NAMES} FROM taken"
        )
    else:
        # The one writer that SQLite allows is us.
        cursor.execute(
            f"INSERT INTO marks ({_NAMES}) SELECT {_NAMES} FROM goals_stalemark"
            f" WHERE id IN ({oldest})"
        )
        cursor.execute(f"DELETE FROM goals_stalemark WHERE id IN ({oldest})")
    analyse(cursor, "marks")


def _sum_anew(cursor: CursorWrapper) -> None:
    agent_days = "SELECT DISTINCT metric_id, team_id, agent_id, day FROM marks"
    _refresh(
        cursor,
        AGENT_DAY,
        agent_days,
        "b.metric_id = k.metric_id AND b.agent_id = k.agent_id AND b.day = k.day"
        " AND b.team_id = k.team_id",
    )
    _refresh_slots(cursor)
    _refresh(
        cursor,
        TEAM_DAY,
        "SELECT DISTINCT metric_id, team_id, day FROM marks",
        "b.metric_id = k.metric_id AND b.team_id = k.team_id AND b.day = k.day",
    )
    _refresh(
        cursor,
        TEAM_SHARE,
        "SELECT DISTINCT metric_id, organisation_day AS day, team_id FROM marks",
        "b.metric_id = k.metric_id AND b.team_id = k.team_id AND b.organisation_day = k.day",
    )
    _refresh(
        cursor,
        ORGANISATION_DAY,
        "SELECT DISTINCT metric_id, organisation_day AS day FROM marks",
        "b.metric_id = k.metric_id AND b.day = k.day",
    )


def _refresh_slots(cursor: CursorWrapper) -> None:
    """The touched hours, by their days: the readings' index begins with agent and day, and so does this.

    Going hour by hour would look up every agent for each, a hundred times as often after a large import.
    """
    slot = TEAM_SLOT.key_list
    cursor.execute(f"DELETE FROM {TEAM_SLOT.table} WHERE ({slot}) IN (SELECT {slot} FROM marks)")
    days = (
        "SELECT m.metric_id, m.team_id, m.day, a.agent_id"
        " FROM (SELECT DISTINCT metric_id, team_id, day FROM marks) m JOIN goals_agentday a"
        " ON a.metric_id = m.metric_id AND a.team_id = m.team_id AND a.day = m.day"
    )
    join = (
        "b.metric_id = k.metric_id AND b.agent_id = k.agent_id AND b.day = k.day"
        " AND b.team_id = k.team_id"
    )
    marked = "(b.metric_id, b.team_id, b.slot) IN (SELECT metric_id, team_id, slot FROM marks)"
    _upsert(cursor, TEAM_SLOT, days, join, marked, organisation_day="b", slot="b")


def _refresh(cursor: CursorWrapper, layer: Layer, keys: str, join: str) -> None:
    """Sum `keys` anew, and remove those with nothing left below them."""
    _upsert(cursor, layer, keys, join)
    left = ", ".join(f"k.{name}" for name in layer.key)
    cursor.execute(
        f"""
        DELETE FROM {layer.table} WHERE ({layer.key_list}) IN (
            SELECT {left} FROM ({keys}) k LEFT JOIN {layer.below} b ON {join}
            GROUP BY {left} HAVING COUNT(b.metric_id) = 0
        )
        """
    )


def _upsert(
    cursor: CursorWrapper, layer: Layer, keys: str, join: str, only: str = "1 = 1", **side: str
) -> None:
    """Write the sums of `keys` where they differ; a column named in `side` is the other side's."""
    names = (*layer.key, *layer.also)
    columns = ", ".join(names)
    grouped = ", ".join(f"{side.get(name, 'k')}.{name}" for name in names)
    also = "".join(f"{name} = excluded.{name}, " for name in layer.also)
    differs = " OR ".join(
        f"{layer.table}.{name} <> excluded.{name}" for name in (*layer.also, "value", "weight", "n")
    )
    cursor.execute(
        f"""
        INSERT INTO {layer.table} ({columns}, value, weight, n)
        SELECT {grouped}, SUM(b.value), SUM(b.weight), {layer.count}
        FROM ({keys}) k JOIN {layer.below} b ON {join}
        WHERE {only}
        GROUP BY {grouped}
        ON CONFLICT ({layer.key_list}) DO UPDATE
        SET {also}value = excluded.value, weight = excluded.weight, n = excluded.n
        WHERE {differs}
        """
    )


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
