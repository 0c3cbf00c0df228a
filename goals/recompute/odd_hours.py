"""Hours outside working time in which figures lie: periods like the others, whoever begins them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import connection

from goals.models import Cadence, Scope
from goals.models.bulk import Columns, given, read_instant
from goals.periods import Period
from goals.recompute.plans import Plan, Plans
from goals.recompute.wanted import HOURS_BACK, Wanted
from teams.calendar import dates_somewhere

LOOKED_FOR: Columns = {
    "place": "small",
    "layer": "text",
    "metric_id": "int",
    "team_id": "int",
    "agent_id": "int",
    "first_day": "day",
    "last_day": "day",
    "since": "instant",
    "until": "instant",
}
_SLOT = "t.slot >= w.since AND t.slot < w.until"
_AROUND = "BETWEEN w.first_day AND w.last_day"
_FIGURES = {
    Scope.ORGANISATION: "w.agent_id, t.slot FROM {asked} JOIN goals_teamslot t"
    f" ON t.metric_id = w.metric_id AND {_SLOT}",
    Scope.TEAM: "w.agent_id, t.slot FROM {asked} JOIN goals_teamslot t"
    " ON t.metric_id = w.metric_id AND t.team_id = w.team_id"
    f" AND t.organisation_day {_AROUND} AND {_SLOT}",
    Scope.MEMBERS: "t.agent_id, t.slot FROM {asked} JOIN goals_reading t"
    " ON t.metric_id = w.metric_id AND t.team_id = w.team_id"
    f" AND t.day {_AROUND} AND {_SLOT}",
    # The hours of another team's readings may begin at other minutes: their instants tell.
    Scope.AGENT: "w.agent_id, t.at FROM {asked} JOIN goals_agentday d"
    f" ON d.metric_id = w.metric_id AND d.agent_id = w.agent_id AND d.day {_AROUND}"
    " JOIN goals_reading t ON t.metric_id = d.metric_id AND t.team_id = d.team_id"
    " AND t.day = d.day AND t.agent_id = d.agent_id AND t.at >= w.since AND t.at < w.until",
}
"""Subject and instant of what lies there, by the indexes that hours are summed from."""


def hours_with_figures(plans: Plans, stale: dict[int, date], now: datetime) -> Iterator[Wanted]:
    """The hours of changed goals in which figures lie, as far back as hours are worked out.

    Working hours are begun with their goal. Of those outside, only the ones with figures are periods; a reading
    that comes tells of its own, but not of what came while the goal was put away or paused, nor of an hour
    that a changed calendar moved or took out of working time. One statement, none without an hourly goal.
    """
    asked: list[tuple[Any, ...]] = []
    looked_at: list[Plan] = []
    for goal_id, since in stale.items():
        plan = plans.by_id.get(goal_id)
        if plan is None or plan.rhythm.cadence != Cadence.HOURLY:
            continue
        today = plan.calendar.day_of(now)
        first = max(since, plan.rhythm.starts_on, today - HOURS_BACK)
        last = min(today, plan.rhythm.until or today)
        if first <= last:
            window = plan.calendar.window(Period(first, last))
            around = dates_somewhere(*window)
            series = plan.scope, plan.metric_id, plan.team_id, plan.agent_id
            asked.append((len(looked_at), *series, *around, *window))
            looked_at.append(plan)
    for place, subject, at in _figures(asked):
        wanted = _hour(looked_at[place], subject, at)
        if wanted.starts_at <= now and plans.has_subject(wanted.plan, subject, wanted.since):
            yield wanted


def _hour(plan: Plan, subject: int, at: datetime) -> Wanted:
    day, start = plan.calendar.slot_of(at)
    window = plan.calendar.clock.hour_bounds(day, start)
    return Wanted(plan, subject, Period(day, day), *window, day)


def _figures(asked: list[tuple[Any, ...]]) -> list[tuple[int, int, datetime]]:
    """Place, subject and instant of what lies in the windows that are asked for."""
    if not asked:
        return []
    layers = sorted({row[1] for row in asked})
    with (
        connection.cursor() as cursor,
        given(cursor, "looked_for", LOOKED_FOR, asked) as (found, parameters),
    ):
        query = " UNION ".join(
            f"SELECT w.place, {_FIGURES[Scope(layer)]}".format(
                asked=f"(SELECT * FROM asked WHERE layer = '{layer}') w"
            )
            for layer in layers
        )
        cursor.execute(f"WITH asked AS (SELECT * FROM {found}) {query}", parameters)
        return [(place, subject, read_instant(at)) for place, subject, at in cursor.fetchall()]
