"""Σ value, Σ weight and n of wanted periods, by day where a snapshot needs it: a statement a layer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from operator import itemgetter
from typing import Any

from django.db import connection

from goals.fixed import from_units
from goals.models import Cadence, Scope
from goals.models.bulk import (
    Columns,
    given,
    meanwhile,
    plain,
    read_day,
    read_instant,
    summed_for_each,
    summed_together,
)
from goals.progress import Sums
from goals.recompute.wanted import Wanted, is_hour_long_past
from teams.calendar import dates_somewhere

WANTED: Columns = {
    "place": "small",
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
KEPT: Columns = {
    "place": "small",
    "goal_id": "int",
    "agent_id": "int",
    "starts_at": "instant",
    "long_past": "flag",
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
_OF_AGENTS_HOUR = (
    "goals_agentday d ON d.metric_id = w.metric_id AND d.agent_id = w.agent_id"
    # Another team may have another day at the same hour.
    " AND d.day BETWEEN w.day_before AND w.day_after"
    f" AND (d.team_id <> w.team_id OR d.day {_BETWEEN})"
    f" JOIN goals_reading t ON {_OF_AGENT} AND t.agent_id = d.agent_id AND {_AT_HOUR}"
)
_HOURS_OF_ALL = True, str(Scope.ORGANISATION)
_WHERE = itemgetter(1, 2, 3, 4, 9)
"""Metric, team, agent, first day and beginning of what is wanted."""
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


_Layer = tuple[bool, str]
"""Hourly or not, and the scope."""
_ROWS = dict[_Layer, list[tuple[Any, ...]]]


@contextmanager
def reading_sums(
    wants: Sequence[Wanted], as_of: datetime | None = None
) -> Iterator[tuple[list[Days], dict[int, Sums]]]:
    """The sums of each wanted period, in the same order, and by place the sums of guards. One statement.

    The database adds up while the block thinks: they are there at its end. With `as_of`, readings after that
    instant are left out, as if it were then: another statement.
    """
    guarded = [place for place, wanted in enumerate(wants) if wanted.plan.guard is not None]
    found: list[Days] = [{} for _ in range(len(wants) + len(guarded))]
    guards: dict[int, Sums] = {}
    rows = _rows(wants, guarded, as_of)
    with _reading(rows, _of_tallies) as of_tallies:
        yield found[: len(wants)], guards
    for place, day, sums in of_tallies:
        # A layer names each day of a period once.
        found[place][day] = sums
    if as_of is not None:
        with _reading(rows, _of_later_readings, plain(as_of)) as of_later:
            pass
        for place, day, sums in of_later:
            there = found[place].get(day, Sums())
            found[place][day] = there + Sums(-sums.value, -sums.weight, -sums.n)
    for place, days in zip(guarded, found[len(wants) :], strict=True):
        guards[place] = sum_of(days)


def sum_of(days: Days) -> Sums:
    """The sums of all days together; mostly there is one."""
    if len(days) == 1:
        return next(iter(days.values()))
    return sum(days.values(), Sums())


def read_closed(wants: Sequence[Wanted], now: datetime) -> tuple[dict[int, Closed], set[int]]:
    """By place, the periods that are closed already; and the places of hours long past that nobody worked
    out in their time. One statement.
    """
    past = {place for place, wanted in enumerate(wants) if is_hour_long_past(wanted, now)}
    rows = [
        (place, wanted.plan.id, wanted.agent_id, wanted.starts_at, place in past)
        for place, wanted in enumerate(wants)
    ]
    closed: dict[int, Closed] = {}
    with (
        connection.cursor() as cursor,
        given(cursor, "w", KEPT, rows) as (asked, parameters),
    ):
        cursor.execute(
            f"""
            SELECT w.place, p.final, p.target, p.stretch, p.closed_at, p.closed_value, p.closed_weight,
                   p.closed_status, p.revised_at
            FROM {asked} JOIN goals_progress p
              ON p.goal_id = w.goal_id AND p.agent_id = w.agent_id AND p.starts_at = w.starts_at
            WHERE p.final OR w.long_past
            """,
            parameters,
        )
        for place, final, target, stretch, at, value, weight, word, revised_at in cursor.fetchall():
            past.discard(place)
            if final:
                closed[place] = Closed(
                    from_units(target),
                    None if stretch is None else from_units(stretch),
                    read_instant(at),
                    from_units(value),
                    from_units(weight),
                    word,
                    None if revised_at is None else read_instant(revised_at),
                )
    return closed, past


def _rows(wants: Sequence[Wanted], guarded: Sequence[int], as_of: datetime | None) -> _ROWS:
    """What is asked of each layer."""
    rows: _ROWS = defaultdict(list)
    asked: list[tuple[Wanted, int]] = [(wanted, wanted.plan.metric_id) for wanted in wants]
    for place in guarded:
        guard = wants[place].plan.guard
        asked.append((wants[place], guard.metric_id if guard else 0))
    for place, (wanted, metric_id) in enumerate(asked):
        plan, first, last = wanted.plan, wanted.period.first, wanted.period.last
        until = last if as_of is None else min(last, plan.calendar.clock.day_of(as_of))
        hourly = plan.rhythm.cadence == Cadence.HOURLY
        around = dates_somewhere(wanted.starts_at, wanted.ends_at) if hourly else (first, last)
        rows[hourly, plan.scope].append(
            (
                place,
                metric_id,
                plan.team_id,
                wanted.agent_id,
                first,
                until,
                *around,
                wanted.since,
                wanted.starts_at,
                wanted.ends_at,
            )
        )
    return rows


def _of_tallies(layer: _Layer) -> tuple[str, str, str]:
    """Where a layer's sums are: what `w` is joined with, the day, and how readings are counted."""
    hourly, scope = layer
    if not hourly:
        return _BY_DAY[Scope(scope)], "t.day", "SUM(t.n)"
    if scope in _BY_HOUR:
        return _BY_HOUR[Scope(scope)], "w.since", "SUM(t.n)"
    # Single agents' hours are few rows each: read where they lie.
    if scope == Scope.AGENT:
        return _OF_AGENTS_HOUR, "w.since", "COUNT(*)"
    return f"{_READINGS[Scope(scope)]} AND t.day {_BETWEEN} AND {_AT_HOUR}", "w.since", "COUNT(*)"


def _of_later_readings(layer: _Layer) -> tuple[str, str, str]:
    """What came after an instant within the wanted days: to be taken off again."""
    hourly, scope = layer
    if hourly and scope == Scope.AGENT:
        return f"{_OF_AGENTS_HOUR} AND t.at > %s", "w.since", "COUNT(*)"
    day = f"t.{_READING_DAY.get(Scope(scope), 'day')}"
    join = f"{_READINGS[Scope(scope)]} AND {day} {_BETWEEN}"
    if hourly:
        join += f" AND {_AT_HOUR}"
        day = "w.since"
    return f"{join} AND t.at > %s", day, "COUNT(*)"


@contextmanager
def _reading(
    rows: _ROWS, place_of: Callable[[_Layer], tuple[str, str, str]], *parameters: Any
) -> Iterator[list[tuple[int, date | None, Sums]]]:
    """Sums by place and day, in a list that is filled when the block ends."""
    read: list[tuple[int, date | None, Sums]] = []
    if not rows:
        yield read
        return
    queries: list[str] = []
    values: list[Any] = []
    with connection.cursor() as cursor, ExitStack() as kept:
        for number, (layer, asked) in enumerate(sorted(rows.items())):
            # What lies together is looked for together.
            asked.sort(key=_WHERE)
            name = f"wanted_{number}"
            found, arrays = kept.enter_context(given(cursor, name, WANTED, asked))
            join, day, count = place_of(layer)
            by_day = f"CASE WHEN {day} < w.since THEN NULL ELSE {day} END"
            # As whole numbers they are read several times as fast as the decimals that sums are.
            sums = f"CAST(SUM(t.value) AS bigint), CAST(SUM(t.weight) AS bigint), {count}"
            rows_of = f"(SELECT * FROM {found}) w"
            # Few rows, each with the hours of every team.
            summed = summed_for_each if layer == _HOURS_OF_ALL else summed_together
            queries.append(summed(rows_of, "w.place", sums, join, by_day))
            values += [*arrays, *parameters]
        with meanwhile(cursor, (" UNION ALL ".join(queries), values)):
            yield read
        read += [
            (
                place,
                None if day is None else read_day(day),
                Sums(from_units(value), from_units(weight), n),
            )
            for place, day, value, weight, n in cursor.fetchall()
        ]
