"""When nobody wants mail: quiet hours, and days off. A pure room: times in, instants out; it reads no clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from teams.calendar import ONE_DAY, WorkingTime, change_between

FURTHEST = 60
"""Days to look ahead for the next one that is worked: no team is off for longer."""


def quiet_until(hours: tuple[time, time] | None, zone: str, now: datetime) -> datetime | None:
    """When the quiet hours end that `now` falls into, by the wall of a zone; None outside them.

    Until at or before from means the next morning. Both ends are instants, so a night on which the clock changes
    is an hour shorter or longer and has no second end.
    """
    if hours is None:
        return None
    start, end = hours
    wall = ZoneInfo(zone)
    local = now.astimezone(wall)
    over_night = end <= start
    for day in (local.date(), local.date() - timedelta(days=1)):
        last = day + ONE_DAY if over_night else day
        begins, ends = _first_at(day, start, wall), _first_at(last, end, wall)
        if begins <= now < ends:
            return ends
    return None


def _first_at(day: date, at: time, wall: ZoneInfo) -> datetime:
    """The instant from which the wall shows that time of the day or a later one: where the clock is put forward past it,
    that moment; where it comes twice, the first.
    """
    shown = datetime.combine(day, at, wall)
    before, after = (shown.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    return before if before <= after else change_between(wall, after, before)


def day_off_until(works: Sequence[WorkingTime], zone: str, now: datetime) -> datetime | None:
    """When the next day begins on which any of the teams works, where none works today; None on a working day.

    Whoever is in no team works Monday to Friday. Midnight is that of the person's own wall. While a shift runs it is
    none either, though it began on the day before: a night's work reaches into the day off.
    """
    if any(_runs(one, now) for one in works):
        return None
    wall = ZoneInfo(zone)
    today = now.astimezone(wall).date()
    for ahead in range(FURTHEST):
        day = today + ahead * ONE_DAY
        worked = any(one.is_working_day(day) for one in works) if works else day.weekday() < 5
        if worked:
            if not ahead:
                return None
            return datetime.combine(day, time(0), wall).astimezone(UTC)
    return None


def _runs(work: WorkingTime, now: datetime) -> bool:
    """Whether a shift of that team is on."""
    today = work.clock.local(now).date()
    shifts = (work.shift(day) for day in (today - ONE_DAY, today))
    return any(hours is not None and hours[0] <= now < hours[1] for hours in shifts)


def wait_until(
    hours: tuple[time, time] | None,
    works: Sequence[WorkingTime] | None,
    zone: str,
    now: datetime,
) -> datetime | None:
    """The first instant from `now` on that is neither quiet nor on a day off; None where that is now.

    `works` None: days off are as good as any.
    """
    at = now
    for _ in range(4):
        ends = quiet_until(hours, zone, at)
        if ends is None and works is not None:
            ends = day_off_until(works, zone, at)
        if ends is None:
            break
        at = ends
    return None if at == now else at
