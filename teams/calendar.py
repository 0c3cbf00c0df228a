"""Which local day and hour an instant belongs to, and how much working time lies between two.

A pure room: zones, instants and dates in; values out. It reads no clock. Everything that asks "what day
is it for this team" asks here, so that no two pages disagree.

The timeline of a calendar is a partition: every instant belongs to exactly one day, and every day is cut
into hours that follow one another without gap or overlap. Days of 23, 25 or 23.5 hours, half-hour zones
and days that never happened fall out of that, and need no case of their own.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

ONE_DAY = timedelta(days=1)
DAYS_APART = timedelta(days=3)
"""At one instant a team's day and the organisation's lie no further apart: zones differ by 26 hours at most, and a
day may begin as late as 23:00."""
_WEST, _EAST = timedelta(hours=12), timedelta(hours=14)
_HOUR = timedelta(hours=1)
_SECOND = timedelta(seconds=1)


@cache
def time_zones() -> frozenset[str]:
    """The names of all zones. Looked for once: the files they lie in are read one by one."""
    return frozenset(available_timezones())


@dataclass(frozen=True, slots=True)
class Clock:
    """A time zone and the local hour at which a day starts.

    `zone` is an IANA name; `day_starts_hour` 0 to 23 (a night shift's work belongs to the day the shift
    began, so a team that starts its day at 05:00 counts 02:00 to the day before).
    """

    zone: str
    day_starts_hour: int = 0

    def day_start(self, day: date) -> datetime:
        """The UTC instant at which `day` starts."""
        return _day_start(self.zone, self.day_starts_hour, day)

    def day_bounds(self, day: date) -> tuple[datetime, datetime]:
        """Start (inclusive) and end (exclusive) of `day`, as UTC instants."""
        return self.day_start(day), self.day_start(day + ONE_DAY)

    def day_of(self, at: datetime) -> date:
        """The day an instant belongs to."""
        return self.slot_of(at)[0]

    def slot_of(self, at: datetime) -> tuple[date, datetime]:
        """The day, and the start of the hour (UTC), an aware instant belongs to."""
        at = at.astimezone(UTC)
        guess = (at.astimezone(ZoneInfo(self.zone)) - timedelta(hours=self.day_starts_hour)).date()
        for day in (guess, guess - ONE_DAY):
            start, end = self.day_bounds(day)
            if start <= at < end:
                break
        else:
            # The clock went back over midnight: the wall shows the day before, for a second time.
            day = guess + ONE_DAY
        hours = hours_of_day(self, day)
        return day, hours[bisect_right(hours, at) - 1]

    def hour_bounds(self, day: date, start: datetime) -> tuple[datetime, datetime]:
        """Start and end of the hour of `day` that starts at `start`."""
        hours = hours_of_day(self, day)
        place = bisect_right(hours, start)
        end = hours[place] if place < len(hours) else self.day_bounds(day)[1]
        return start, end

    def span_on(self, day: date, starts: time, ends: time) -> tuple[datetime, datetime]:
        """The instants at which the wall of this day shows `starts` and then `ends`, which at or before the start is
        that of the next morning. A wall time before the day's own start is the next morning's, too.
        """
        on = day if starts.hour >= self.day_starts_hour else day + ONE_DAY
        zone = ZoneInfo(self.zone)
        begin = datetime.combine(on, starts, zone).astimezone(UTC)
        last = on if ends > starts else on + ONE_DAY
        # Where a clock skips the end, it is over as it begins, and never before.
        return begin, max(datetime.combine(last, ends, zone).astimezone(UTC), begin)

    def happens(self, day: date) -> bool:
        """Whether the wall ever shows that day: zones that changed sides of the date line skipped one."""
        return _happens(self.zone, day)

    def local(self, at: datetime) -> datetime:
        """The same instant on the wall clock of the zone."""
        return at.astimezone(ZoneInfo(self.zone))


@lru_cache(maxsize=100_000)
def _day_start(zone: str, hour: int, day: date) -> datetime:
    # A wall time that a clock change skips resolves to the instant of the change, one that happens twice
    # to the first: both keep the days in order, so they stay a partition.
    return datetime.combine(day, time(hour), ZoneInfo(zone)).astimezone(UTC)


@lru_cache(maxsize=100_000)
def _happens(zone: str, day: date) -> bool:
    # A wall time that is skipped comes back as another one.
    wall = ZoneInfo(zone)
    noon = datetime.combine(day, time(12), wall).astimezone(UTC)
    return noon.astimezone(wall).date() == day


@lru_cache(maxsize=50_000)
def hours_of_day(clock: Clock, day: date) -> tuple[datetime, ...]:
    """The UTC starts of the hours of `day`, ascending; empty for a day that never happened.

    An hour starts where the local clock shows a full hour and, where a clock change falls inside one,
    at the change.
    """
    start, end = clock.day_bounds(day)
    zone = ZoneInfo(clock.zone)
    starts: list[datetime] = []
    at = start
    while at < end:
        starts.append(at)
        local = at.astimezone(zone)
        into = timedelta(minutes=local.minute, seconds=local.second)
        following = at + _HOUR - into
        offset = local.utcoffset()
        if (following - _SECOND).astimezone(zone).utcoffset() != offset:
            following = change_between(zone, at, following)
        at = following
    return tuple(starts)


def change_between(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """The first instant after `low` at which the offset differs from the one at `low`, to the second."""
    offset = low.astimezone(zone).utcoffset()
    while high - low > _SECOND:
        middle = low + timedelta(seconds=int((high - low).total_seconds()) // 2)
        if middle.astimezone(zone).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return high


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """When a team works: a clock, weekdays (0 is Monday), opening and closing time, and days off.

    `closes` at or before `opens` means that the shift ends on the following morning. `closed` are days
    without work; `opened` are days worked although they are none of the weekdays. `huddle` is when the team
    meets, where that is not when work starts.
    """

    clock: Clock
    weekdays: frozenset[int]
    opens: time
    closes: time
    closed: frozenset[date] = frozenset()
    opened: frozenset[date] = frozenset()
    huddle: time | None = None

    def is_working_day(self, day: date) -> bool:
        """Whether anyone works on `day`."""
        if day in self.closed:
            return False
        is_worked = day in self.opened or day.weekday() in self.weekdays
        return is_worked and self.clock.happens(day)

    def shift(self, day: date) -> tuple[datetime, datetime] | None:
        """The UTC bounds of the working hours that begin on `day`, or None when it is a day off."""
        if not self.is_working_day(day):
            return None
        zone = ZoneInfo(self.clock.zone)
        last = day if self.closes > self.opens else day + ONE_DAY
        start = datetime.combine(day, self.opens, zone).astimezone(UTC)
        end = datetime.combine(last, self.closes, zone).astimezone(UTC)
        return (start, end) if end > start else None

    def huddle_at(self, day: date) -> datetime | None:
        """When the huddle of `day` begins (UTC): at its own time, else when work starts; None on a day off.

        In a shift over midnight, a time in its second half is that of the following morning.
        """
        hours = self.shift(day)
        if hours is None or self.huddle is None:
            return None if hours is None else hours[0]
        is_next_morning = self.closes <= self.opens and self.huddle < self.closes
        on = day + ONE_DAY if is_next_morning else day
        return datetime.combine(on, self.huddle, ZoneInfo(self.clock.zone)).astimezone(UTC)

    def working_days(self, first: date, last: date) -> int:
        """How many days of `first` to `last`, both included, are worked."""
        days = (last - first).days + 1
        return sum(self.is_working_day(first + timedelta(days=n)) for n in range(max(days, 0)))

    def seconds_between(self, start: datetime, end: datetime) -> int:
        """Working seconds inside the half-open window of two aware instants."""
        if end <= start:
            return 0
        # A shift that began the evening before may reach into the window.
        day = self.clock.local(start).date() - ONE_DAY
        last = self.clock.local(end).date()
        total = timedelta(0)
        while day <= last:
            hours = self.shift(day)
            if hours is not None:
                low, high = max(hours[0], start), min(hours[1], end)
                if high > low:
                    total += high - low
            day += ONE_DAY
        return int(total.total_seconds())


def dates_somewhere(since: datetime, until: datetime) -> tuple[date, date]:
    """The first and the last date that calendars can show anywhere between two instants: zones reach from twelve
    hours behind UTC to fourteen ahead.
    """
    return (since.astimezone(UTC) - _WEST).date(), (until.astimezone(UTC) + _EAST).date()
