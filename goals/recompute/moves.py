"""Placing readings anew when a calendar changed: another zone, another hour at which the day starts."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.db import connection
from django.db.models import QuerySet

from goals.models import Cadence, Progress, Reading, StaleCalendar
from goals.models.bulk import Columns, load, temporary
from goals.periods import Period
from goals.queries.places import Places
from goals.recompute.plans import Plans, read_plans

MOVED: Columns = {
    "reading_id": "int",
    "day": "day",
    "slot": "instant",
    "organisation_day": "day",
}
AT_ONCE = 50_000
_PLACE = "metric_id, team_id, agent_id, day, slot, organisation_day"


def move_calendars() -> int:
    """Place the readings of changed calendars, mark what that touches; how many readings moved.

    In the caller's transaction, under the engine's lock.
    """
    stale = list(StaleCalendar.objects.values_list("pk", "team_id"))
    if not stale:
        return 0
    StaleCalendar.objects.filter(pk__in=[pk for pk, _ in stale]).delete()
    teams = {team_id for _, team_id in stale}
    readings = Reading.objects.all() if 0 in teams else Reading.objects.filter(team__in=teams)
    moved = _place_anew(readings)
    _move_windows(read_plans(), teams)
    return moved or len(stale)


def _place_anew(readings: QuerySet[Reading]) -> int:
    places = Places()
    moved, last = 0, 0
    while True:
        rows = list(
            readings.filter(pk__gt=last)
            .order_by("pk")
            .values_list("pk", "team_id", "at", "day", "slot", "organisation_day")[:AT_ONCE]
        )
        if not rows:
            return moved
        last = rows[-1][0]
        others: list[tuple[int, date, datetime, date]] = []
        for pk, team_id, at, *before in rows:
            place = places.of(team_id, at.astimezone(UTC))
            if tuple(before) != place:
                others.append((pk, *place))
        _write(others)
        moved += len(others)


def _write(others: list[tuple[int, date, datetime, date]]) -> None:
    if not others:
        return
    with connection.cursor() as cursor, temporary(cursor, "moved", MOVED):
        load(cursor, "moved", MOVED, others)
        mark = (
            f"INSERT INTO goals_stalemark ({_PLACE}) SELECT DISTINCT {_PLACE} FROM goals_reading"
            " WHERE id IN (SELECT reading_id FROM moved)"
        )
        cursor.execute(mark)
        cursor.execute(
            "UPDATE goals_reading SET day = m.day, slot = m.slot,"
            " organisation_day = m.organisation_day FROM moved m"
            " WHERE goals_reading.id = m.reading_id"
        )
        cursor.execute(mark)


def _move_windows(plans: Plans, teams: set[int]) -> None:
    """The same periods now begin and end at other instants; what they were closed with stays theirs."""
    for plan in plans.by_id.values():
        if plan.team_id not in teams:
            continue
        rows = Progress.objects.filter(goal=plan.id)
        if plan.rhythm.cadence == Cadence.HOURLY:
            rows.filter(final=False).delete()
            continue
        found = list(rows)
        for row in found:
            row.starts_at, row.ends_at = plan.calendar.window(Period(row.first_day, row.last_day))
        # Where days move by a whole day, each takes the place of its neighbour: none may be there then.
        rows.delete()
        Progress.objects.bulk_create(found, batch_size=1_000)
