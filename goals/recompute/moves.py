"""Placing readings and periods anew when a calendar changed: zone, start of the day, of the week, of the year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from goals.models import (
    Cadence,
    Goal,
    Override,
    Progress,
    Reading,
    Review,
    RewardGrant,
    Snapshot,
    StaleCalendar,
    StaleMark,
)
from goals.models.bulk import Columns, load, read_day, read_instant, temporary
from goals.periods import Period
from goals.queries.places import Places
from goals.recompute.plans import House, Plan, Plans, read_plans
from goals.recompute.tallies import Touched
from teams.actions.audit import record
from teams.models import Organisation, Team

MOVED: Columns = {
    "reading_id": "int",
    "team_id": "int",
    "at": "instant",
    "day": "day",
    "slot": "instant",
    "organisation_day": "day",
}
ASTRAY: Columns = {
    "metric_id": "int",
    "team_id": "int",
    "agent_id": "int",
    "day": "day",
    "slot": "instant",
}
AT_ONCE = 50_000
REBUILT = "rebuilt"
"""The verb of the record's line that says that figures were placed and worked out anew."""
Placed = tuple[int, int, datetime, date, datetime, date]
"""A reading's id, team and instant, and its day, slot and organisation's day."""
_IDS_IN_A_QUERY = 5_000
_TICK = timedelta(microseconds=1)
_DIVIDED = (Cadence.WEEKLY, Cadence.QUARTERLY, Cadence.YEARLY)
"""Cadences whose periods the organisation's settings divide."""
_PLACE = "metric_id, team_id, agent_id, day, slot, organisation_day"


def move_calendars(now: datetime) -> int:
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
    _move_windows(read_plans(), teams, now)
    _note(teams, moved)
    return moved or len(stale)


def place_left_behind(touched: Iterable[Touched], house: House) -> int:
    """Place anew what a writer placed by a calendar that changed before the writer was done.

    Its marks give it away: they name a place that the calendars of now do not know. So do the marks of
    places that readings were moved away from, but there nothing lies any more. Returns how many moved.
    """
    places = Places(house.organisation.clock, {team.pk: team.clock for team in house.teams})
    astray = {
        (place.metric_id, place.team_id, place.agent_id, place.day, place.slot)
        for place in touched
        # A team that an import made may be gone again, when the import was undone.
        if place.team_id in places.clocks
        and places.of(place.team_id, place.slot) != (place.day, place.slot, place.organisation_day)
    }
    if not astray:
        return 0
    with connection.cursor() as cursor, temporary(cursor, "astray", ASTRAY):
        load(cursor, "astray", ASTRAY, astray)
        cursor.execute(
            "SELECT r.id, r.team_id, r.at, r.day, r.slot, r.organisation_day"
            " FROM astray a JOIN goals_reading r ON r.metric_id = a.metric_id"
            " AND r.agent_id = a.agent_id AND r.day = a.day AND r.slot = a.slot"
            " AND r.team_id = a.team_id"
        )
        rows = [
            (pk, team_id, read_instant(at), read_day(day), read_instant(slot), read_day(own))
            for pk, team_id, at, day, slot, own in cursor.fetchall()
        ]
    return _place(rows, places)


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
        moved += _place(rows, places)


def _place(rows: Iterable[Placed], places: Places) -> int:
    """Move those of the readings that lie elsewhere than they should; how many those were."""
    others: list[tuple[Any, ...]] = []
    for pk, team_id, at, *before in rows:
        place = places.of(team_id, at.astimezone(UTC))
        if tuple(before) != place:
            others.append((pk, team_id, at, *place))
    _write(others)
    return len(others)


def _write(others: list[tuple[Any, ...]]) -> None:
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
            # A writer who changed it since we read it has placed it already.
            " WHERE goals_reading.id = m.reading_id AND goals_reading.at = m.at"
            " AND goals_reading.team_id = m.team_id"
        )
        cursor.execute(mark)


def follow_calendars(stale: Mapping[int, date], now: datetime) -> None:
    """Move the windows of goals that are taken up again, where a calendar changed while they were put away.

    Nobody moves those of a goal that is put away: it keeps its history as it was. Taken up again, it would
    have the same hours and days twice. Such a goal is stale from before its start.
    """
    goals = Goal.objects.all()
    if len(stale) <= _IDS_IN_A_QUERY:
        goals = goals.filter(pk__in=list(stale))
    begun = goals.values_list("pk", "starts_on")
    whole = [pk for pk, starts_on in begun if stale.get(pk, starts_on) < starts_on]
    if not whole:
        return
    rows = Progress.objects.filter(goal__in=whole).order_by("goal_id")
    windows = list(rows.values_list("goal_id", "starts_at", "ends_at", "first_day", "last_day"))
    if not windows:
        return
    plans = read_plans()
    moved = {
        goal_id
        for goal_id, starts_at, ends_at, first, last in windows
        if goal_id in plans.by_id
        and not _is_of(plans.by_id[goal_id], starts_at, ends_at, first, last)
    }
    for goal_id in sorted(moved):
        _move_periods(plans.by_id[goal_id], plans, now)


def _is_of(plan: Plan, starts_at: datetime, ends_at: datetime, first: date, last: date) -> bool:
    """Whether a window is what the goal's calendar makes of its days, or of its hour."""
    if plan.rhythm.cadence == Cadence.HOURLY:
        clock = plan.calendar.clock
        day, hour = clock.slot_of(starts_at)
        return day == first and clock.hour_bounds(day, hour) == (starts_at, ends_at)
    in_step = _in_step(plan, first) in (None, first)
    return in_step and plan.calendar.window(Period(first, last)) == (starts_at, ends_at)


def _in_step(plan: Plan, day: date) -> date | None:
    """The first day of the period that holds a day now; None where the goal does not reach there any more."""
    period = plan.rhythm.period_of(day)
    return None if period is None else period.first


def _move_windows(plans: Plans, teams: set[int], now: datetime) -> None:
    moved = {plan.id for plan in plans.by_id.values() if plan.team_id in teams}
    if 0 in teams:
        # Weeks, quarters and years are the organisation's, whosever the goal.
        began = Progress.objects.filter(final=True, goal__cadence__in=_DIVIDED)
        for goal_id, first in began.values_list("goal_id", "first_day").iterator():
            plan = plans.by_id.get(goal_id)
            if plan is not None and _in_step(plan, first) not in (None, first):
                moved.add(goal_id)
    for goal_id in sorted(moved):
        _move_periods(plans.by_id[goal_id], plans, now)


def _move_periods(plan: Plan, plans: Plans, now: datetime) -> None:
    """The same periods now begin and end at other instants; what they were closed with stays theirs."""
    rows = Progress.objects.filter(goal=plan.id)
    if plan.rhythm.cadence == Cadence.HOURLY:
        _move_hours(plan, plans, rows)
        return
    found = _in_new_rhythm(plan, plans, list(rows), now)
    for row in found:
        row.starts_at, row.ends_at = plan.calendar.window(Period(row.first_day, row.last_day))
    # Where days move by a whole day, each takes the place of its neighbour: none may be there then.
    rows.delete()
    Progress.objects.bulk_create(found, batch_size=1_000)


def _in_new_rhythm(plan: Plan, plans: Plans, rows: list[Progress], now: datetime) -> list[Progress]:
    """Each closed period becomes the one of the new rhythm that holds its middle, or else its beginning, if that one
    is to be closed by now. So it comes back to its place when the rhythm does.

    Left where it was, it would stand beside the new ones, count the same readings twice, and hear of no late
    one. The run that follows fills it from the tallies: such a goal begins anew. What people said of it goes along.
    """
    moved = [
        row
        for row in rows
        if row.final
        # What closed with somebody who was no member after all stays as it closed.
        and plans.has_subject(plan, row.agent_id, row.first_day)
        and _in_step(plan, row.first_day) not in (None, row.first_day)
    ]
    if not moved:
        return rows
    left = set(moved)
    found = {(row.agent_id, row.first_day): row for row in rows if row not in left}
    moved.sort(key=lambda row: row.first_day)
    became: dict[date, Period] = {}
    for by_middle in (True, False):
        for row in moved:
            half = (row.last_day - row.first_day) // 2 if by_middle else timedelta(0)
            period = plan.rhythm.period_of(row.first_day + half)
            if period is None or not plans.has_subject(plan, row.agent_id, period.first):
                continue
            if plan.calendar.window(period)[1] + plan.grace <= now:
                one = copy(row)
                one.pk = None
                one.first_day, one.last_day = period.first, period.last
                if found.setdefault((row.agent_id, period.first), one) is one:
                    became.setdefault(row.first_day, period)
    _carry_along(plan.id, became)
    for row in moved:
        Snapshot.objects.filter(
            goal=plan.id, agent_id=row.agent_id, first_day=row.first_day
        ).delete()
    return list(found.values())


def _carry_along(goal_id: int, became: Mapping[date, Period]) -> None:
    """What was learned in a period, how its owner saw it and what was given for it stay with it."""
    reviews = Review.objects.filter(goal=goal_id)
    words = Override.objects.filter(goal=goal_id)
    grants = RewardGrant.objects.filter(goal=goal_id)
    days = {
        *reviews.values_list("first_day", flat=True),
        *words.values_list("first_day", flat=True),
        *grants.values_list("goal_first_day", flat=True),
    }
    moves = [(day, period) for day, period in sorted(became.items()) if day in days]
    # Periods keep their order. So each finds its new place free: later ones first where they go on, else earlier ones.
    later = [move for move in moves if move[1].first > move[0]]
    earlier = [move for move in moves if move[1].first < move[0]]
    for day, period in (*reversed(later), *earlier):
        reviews.filter(first_day=day).update(first_day=period.first, last_day=period.last)
        words.filter(first_day=day).update(first_day=period.first)
        grants.filter(goal_first_day=day).update(goal_first_day=period.first)


def _move_hours(plan: Plan, plans: Plans, rows: QuerySet[Progress]) -> None:
    """Each closed hour becomes the hours of the new calendar that it reaches into.

    Left where it was, it would stand beside the new ones and count the same readings twice. Its sums are
    those of another hour now, so they are emptied and marked: the run that follows fills them from the
    tallies, whatever their age. Open hours are made anew with the goal.
    """
    closed = [
        row
        for row in rows.order_by("starts_at", "pk")
        # What closed with somebody who was no member after all stays as it closed.
        if plans.has_subject(plan, row.agent_id, row.first_day) or not row.final
    ]
    for start in range(0, len(closed), _IDS_IN_A_QUERY):
        some = closed[start : start + _IDS_IN_A_QUERY]
        Progress.objects.filter(pk__in=[row.pk for row in some]).delete()
    found: dict[tuple[int, datetime], Progress] = {}
    for last in (False, True):
        # First those in which hours began; what only the end of an hour reaches into comes behind.
        for row in closed:
            moved = _moved_hour(plan, plans, row, last=last) if row.final else None
            if moved is not None:
                found.setdefault((row.agent_id, moved.starts_at), moved)
    left = set(rows.values_list("agent_id", "starts_at"))
    kept = [row for key, row in found.items() if key not in left]
    Progress.objects.bulk_create(kept, batch_size=1_000)
    _mark_hours(plan, kept)


def _moved_hour(plan: Plan, plans: Plans, row: Progress, *, last: bool) -> Progress | None:
    """The new hour in which a closed one began, or ended; None where the goal has no such hour."""
    clock = plan.calendar.clock
    day, hour = clock.slot_of(row.ends_at - _TICK if last else row.starts_at)
    starts_at, ends_at = clock.hour_bounds(day, hour)
    if last and not row.n and not plan.calendar.work_between(starts_at, ends_at):
        return None
    if plan.rhythm.period_of(day) is None or not plans.has_subject(plan, row.agent_id, day):
        return None
    moved = copy(row)
    moved.pk = None
    moved.starts_at, moved.ends_at = starts_at, ends_at
    moved.first_day = moved.last_day = day
    moved.value = moved.weight = Decimal(0)
    moved.n = 0
    return moved


def _mark_hours(plan: Plan, rows: Iterable[Progress]) -> None:
    """Have the hours worked out, whether readings lie in them or not."""
    places = Places()
    team_id = plan.team_id or next(iter(places.clocks), 0)
    if not team_id:
        return
    StaleMark.objects.bulk_create(
        (
            StaleMark(
                metric_id=plan.metric_id,
                team_id=team_id,
                agent_id=row.agent_id,
                **places.of(team_id, row.starts_at)._asdict(),
            )
            for row in rows
        ),
        batch_size=1_000,
    )


def _note(teams: set[int], moved: int) -> None:
    """A line in the history of whose calendar it was: that the figures follow it now."""
    goals = Goal.objects.exclude(state__in=(Goal.State.ARCHIVED, Goal.State.PROPOSED))
    changed: list[tuple[Organisation | Team, int]] = [
        (team, goals.filter(team=team).count()) for team in Team.objects.filter(pk__in=teams)
    ]
    if 0 in teams:
        changed += [(ours, goals.count()) for ours in Organisation.objects.all()]
    for thing, number in changed:
        if moved or number:
            record(None, REBUILT, thing, after={"readings": moved, "goals": number})
