"""Σ value, Σ weight and n of wanted periods, by day where a snapshot needs it: a statement a layer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from goals.fixed import from_units
from goals.models import Cadence, Scope
from goals.models.bulk import Columns, load, plain, read_day, read_instant, temporary
from goals.progress import Sums
from goals.recompute.calendars import ONE_DAY
from goals.recompute.wanted import Wanted

WANTED: Columns = {
    "place": "small",
    "layer": "text",
    "goal_id": "int",
    "metric_id": "int",
    "team_id": "int",
    "agent_id": "int",
    "first_day": "day",
    "last_day": "day",
    "day_before": "day",
    "day_after": "day",
    "since": "day",
    "starts_at": "instant",
    "ends_at": "instant",
}

Days = dict[date | None, Sums]
"""Sums by day; under None those of all days before the wanted snapshots begin."""

_BETWEEN = "BETWEEN w.first_day AND w.last_day"
_BY_DAY = {
    Scope.ORGANISATION: f"goals_organisationday t ON t.metric_id = w.metric_id AND t.day {_BETWEEN}",
    Scope.TEAM: "goals_teamday t ON t.metric_id = w.metric_id AND t.team_id = w.team_id"
    f" AND t.day {_BETWEEN}",
    Scope.MEMBERS: "goals_agentday t ON t.metric_id = w.metric_id AND t.team_id = w.team_id"
    f" AND t.agent_id = w.agent_id AND t.day {_BETWEEN}",
    Scope.AGENT: "goals_agentday t ON t.metric_id = w.metric_id AND t.agent_id = w.agent_id"
    f" AND t.day {_BETWEEN}",
}
_AT_HOUR = "t.at >= w.starts_at AND t.at < w.ends_at"
_IN_HOUR = "t.slot >= w.starts_at AND t.slot < w.ends_at"
_BY_HOUR = {
    Scope.ORGANISATION: f"goals_teamslot t ON t.metric_id = w.metric_id AND {_IN_HOUR}",
    Scope.TEAM: "goals_teamslot t ON t.metric_id = w.metric_id AND t.team_id = w.team_id"
    f" AND t.organisation_day BETWEEN w.day_before AND w.day_after AND {_IN_HOUR}",
}
_OF_AGENT = "t.metric_id = d.metric_id AND t.team_id = d.team_id AND t.day = d.day"
_READINGS = {
    Scope.ORGANISATION: "goals_reading t ON t.metric_id = w.metric_id",
    Scope.TEAM: "goals_reading t ON t.metric_id = w.metric_id AND t.team_id = w.team_id",
    Scope.MEMBERS: "goals_reading t ON t.metric_id = w.metric_id AND t.team_id = w.team_id"
    " AND t.agent_id = w.agent_id",
    # The readings' index begins with the team: the tallies know for which ones an agent worked.
    Scope.AGENT: "goals_agentday d ON d.metric_id = w.metric_id AND d.agent_id = w.agent_id"
    f" AND d.day {_BETWEEN} JOIN goals_reading t ON {_OF_AGENT} AND t.agent_id = d.agent_id",
}
_READING_DAY = {Scope.ORGANISATION: "organisation_day"}


@dataclass(frozen=True, slots=True)
class Closed:
    """How a period stood when it closed."""

    target: Decimal
    stretch: Decimal | None
    at: datetime
    value: Decimal
    weight: Decimal
    status: str
    revised_at: datetime | None


def read_sums(
    wants: Sequence[Wanted], as_of: datetime | None = None
) -> tuple[list[Days], dict[int, Closed], dict[int, Sums]]:
    """The sums of each wanted period, in the same order; by place, those that are closed already and
    the sums of guards.

    With `as_of`, readings after that instant are left out, as if it were then, and nothing is closed.
    """
    guarded = [place for place, wanted in enumerate(wants) if wanted.plan.guard is not None]
    found: list[Days] = [defaultdict(Sums) for _ in range(len(wants) + len(guarded))]
    closed: dict[int, Closed] = {}
    with connection.cursor() as cursor, temporary(cursor, "wanted", WANTED):
        layers = _load(cursor, wants, guarded, as_of)
        for layer in sorted(layers):
            for place, day, sums in _read_layer(cursor, layer):
                found[place][day] += sums
        if as_of is None:
            closed = _read_closed(cursor)
        else:
            for layer in sorted(layers):
                for place, day, sums in _read_later(cursor, layer, as_of):
                    found[place][day] += Sums(-sums.value, -sums.weight, -sums.n)
    guards = {
        place: sum(days.values(), Sums())
        for place, days in zip(guarded, found[len(wants) :], strict=True)
    }
    return found[: len(wants)], closed, guards


def _read_closed(cursor: CursorWrapper) -> dict[int, Closed]:
    cursor.execute(
        """
        SELECT w.place, p.target, p.stretch, p.closed_at, p.closed_value, p.closed_weight,
               p.closed_status, p.revised_at
        FROM wanted w JOIN goals_progress p
          ON p.goal_id = w.goal_id AND p.agent_id = w.agent_id AND p.starts_at = w.starts_at
        WHERE p.final
        """
    )
    return {
        place: Closed(
            from_units(target),
            None if stretch is None else from_units(stretch),
            read_instant(at),
            from_units(value),
            from_units(weight),
            word,
            None if revised_at is None else read_instant(revised_at),
        )
        for place, target, stretch, at, value, weight, word, revised_at in cursor.fetchall()
    }


def _load(
    cursor: CursorWrapper, wants: Sequence[Wanted], guarded: Sequence[int], as_of: datetime | None
) -> set[tuple[bool, str]]:
    layers: set[tuple[bool, str]] = set()
    rows: list[tuple[Any, ...]] = []
    asked: list[tuple[Wanted, int]] = [(wanted, wanted.plan.metric_id) for wanted in wants]
    for place in guarded:
        guard = wants[place].plan.guard
        asked.append((wants[place], guard.metric_id if guard else 0))
    for place, (wanted, metric_id) in enumerate(asked):
        plan = wanted.plan
        hourly = plan.rhythm.cadence == Cadence.HOURLY
        layers.add((hourly, plan.scope))
        last = wanted.period.last
        if as_of is not None:
            last = min(last, plan.calendar.clock.day_of(as_of))
        rows.append(
            (
                place,
                _layer_name((hourly, plan.scope)),
                # A guard's sums belong to no row of progress.
                plan.id if place < len(wants) else 0,
                metric_id,
                plan.team_id,
                wanted.agent_id,
                wanted.period.first,
                last,
                wanted.period.first - ONE_DAY,
                wanted.period.last + ONE_DAY,
                wanted.since,
                wanted.starts_at,
                wanted.ends_at,
            )
        )
    load(cursor, "wanted", WANTED, rows)
    return layers


def _layer_name(layer: tuple[bool, str]) -> str:
    hourly, scope = layer
    return f"{'hour' if hourly else 'day'} {scope}"


def _read_layer(
    cursor: CursorWrapper, layer: tuple[bool, str]
) -> list[tuple[int, date | None, Sums]]:
    hourly, scope = layer
    if not hourly:
        return _read(cursor, layer, _BY_DAY[Scope(scope)], "t.day", "SUM(t.n)")
    if scope in _BY_HOUR:
        return _read(cursor, layer, _BY_HOUR[Scope(scope)], "w.since", "SUM(t.n)")
    # Single agents' hours are few rows each: read where they lie.
    join = f"{_READINGS[Scope(scope)]} AND t.day {_BETWEEN} AND {_AT_HOUR}"
    return _read(cursor, layer, join, "w.since", "COUNT(*)")


def _read_later(
    cursor: CursorWrapper, layer: tuple[bool, str], as_of: datetime
) -> list[tuple[int, date | None, Sums]]:
    """What came after an instant within the wanted days: to be taken off again."""
    hourly, scope = layer
    day = f"t.{_READING_DAY.get(Scope(scope), 'day')}"
    join = f"{_READINGS[Scope(scope)]} AND {day} {_BETWEEN}"
    if hourly:
        join += f" AND {_AT_HOUR}"
        day = "w.since"
    return _read(cursor, layer, join + " AND t.at > %s", day, "COUNT(*)", plain(as_of))


def _read(
    cursor: CursorWrapper,
    layer: tuple[bool, str],
    join: str,
    day: str,
    count: str,
    *parameters: Any,
) -> list[tuple[int, date | None, Sums]]:
    by_day = f"CASE WHEN {day} < w.since THEN NULL ELSE {day} END"
    cursor.execute(
        f"SELECT w.place, {by_day}, SUM(t.value), SUM(t.weight), {count}"
        f" FROM wanted w JOIN {join} WHERE w.layer = %s GROUP BY w.place, {by_day}",
        [*parameters, _layer_name(layer)],
    )
    return [
        (
            place,
            None if day is None else read_day(day),
            Sums(from_units(int(value)), from_units(int(weight)), int(n)),
        )
        for place, day, value, weight, n in cursor.fetchall()
    ]
