"""When two people talk: times on the wall as instants, the next one of a rhythm, when to remind of it.

A pure room: calendars, days and instants in; instants out. Whoever calls says what time it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from teams.calendar import ONE_DAY, Clock, WorkingTime

ONE_HOUR = timedelta(hours=1)
NINE, FIVE = time(9), time(17)
UTC_CLOCK = Clock("UTC")
LONGEST_BREAK = 6
"""Days that nobody works, one after the other, before a reminder comes on one of them all the same."""


class NoSuchTime(ValueError):
    """The clocks skip that time on that day."""


def at_wall(clock: Clock, day: date, at: time) -> datetime:
    """The UTC instant at which the clock of the zone shows `at` on `day`; of two, the first.

    Raises NoSuchTime where it never does.
    """
    zone = ZoneInfo(clock.zone)
    wall = datetime.combine(day, at.replace(second=0, microsecond=0, tzinfo=None))
    instant = wall.replace(tzinfo=zone).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) != wall:
        raise NoSuchTime
    return instant


def following(clock: Clock, last: datetime, weeks: int, now: datetime) -> datetime:
    """The same time on the wall so many weeks after `last`, and so on until it lies ahead of `now`.

    A time that the clocks skip is the first instant after the change.
    """
    local = clock.local(last)
    day = local.date()
    while True:
        day += timedelta(weeks=weeks)
        wall = datetime.combine(day, local.time().replace(fold=0), ZoneInfo(clock.zone))
        instant = wall.astimezone(UTC)
        if instant > now:
            return instant


@dataclass(frozen=True, slots=True)
class Reminders:
    """When the two are reminded: on the last working day before, and on the day itself."""

    before: datetime
    same_day: datetime


def reminders(working: WorkingTime, starts_at: datetime) -> Reminders:
    """When the team begins to work: on the working day before, and on the day. Early talks: an hour ahead."""
    day = working.clock.local(starts_at).date()
    before = day - ONE_DAY
    for _ in range(LONGEST_BREAK):
        if working.is_working_day(before):
            break
        before -= ONE_DAY
    return Reminders(
        before=_opening(working, before),
        same_day=min(_opening(working, day), starts_at - ONE_HOUR),
    )


def due_from(working: WorkingTime, due_on: date) -> datetime:
    """From when a promise for `due_on` is said to be due: when the team begins to work that day."""
    return _opening(working, due_on)


def overdue_from(working: WorkingTime, due_on: date) -> datetime:
    """From when it is said to be overdue: when the team begins to work on the next day that it works."""
    day = due_on + ONE_DAY
    for _ in range(LONGEST_BREAK):
        if working.is_working_day(day):
            break
        day += ONE_DAY
    return _opening(working, day)


def _opening(working: WorkingTime, day: date) -> datetime:
    # Where the clocks skip the opening time, it is the first instant after the change.
    return datetime.combine(day, working.opens, ZoneInfo(working.clock.zone)).astimezone(UTC)
