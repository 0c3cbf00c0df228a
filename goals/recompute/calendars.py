"""Days, hours and usual work of a team, or of the organisation: what goals share of a calendar."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import lru_cache

from goals.periods import Period
from goals.usual_work import DAY_OFF, share_of_day
from teams.calendar import Clock, WorkingTime, hours_of_day

ONE_DAY = timedelta(days=1)
_TICK = timedelta(microseconds=1)
_SECOND = timedelta(seconds=1)

Hours = tuple[int, ...]
"""The usual work of each of the 24 local hours."""
Window = tuple[datetime, datetime]
"""A half-open stretch of time, in UTC."""


@dataclass(slots=True)
class _WorkedOut:
    """What a calendar has worked out: working seconds by day, and running sums by period."""

    seconds: dict[date, int] = field(default_factory=dict)
    sums: dict[Period, list[int]] = field(default_factory=dict)
    days: dict[Period, list[int]] = field(default_factory=dict)
    off: dict[date, bool] = field(default_factory=dict)
    weekdays: dict[tuple[date, date], tuple[int, ...]] = field(default_factory=dict)
    counts: dict[tuple[date, date], tuple[int, ...]] = field(default_factory=dict)
    slots: dict[date, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    windows: dict[Period, Window] = field(default_factory=dict)
    ends: dict[date, datetime] = field(default_factory=dict)
    worked: dict[date, list[Window]] = field(default_factory=dict)


@lru_cache(maxsize=2_000)
def _worked_out(clock: Clock, works: frozenset[tuple[WorkingTime, int]]) -> _WorkedOut:
    """The same for the same calendar, from one run to the next: it depends on nothing else."""
    return _WorkedOut()


@dataclass(slots=True)
class Calendar:
    """Days and usual work of a team, or of the organisation: all its teams together."""

    clock: Clock
    works: Counter[WorkingTime]
    _today: dict[datetime, date] = field(default_factory=dict)
    _not_over: dict[datetime, date] = field(default_factory=dict)
    _day_shares: dict[tuple[datetime, Hours | None], tuple[int, int]] = field(default_factory=dict)
    _between: dict[Window, int] = field(default_factory=dict)
    _slots_of: dict[datetime, tuple[date, datetime]] = field(default_factory=dict)
    _kept: _WorkedOut = field(init=False)

    def __post_init__(self) -> None:
        self._kept = _worked_out(self.clock, frozenset(self.works.items()))

    # --- Days and hours --------------------------------------------------------------------------

    def day_of(self, now: datetime) -> date:
        """The day an instant belongs to; hundreds of goals ask for the same one."""
        day = self._today.get(now)
        if day is None:
            day = self._today[now] = self.clock.day_of(now)
        return day

    def not_over_at(self, now: datetime) -> date:
        """The first day whose work is not over: today, or tomorrow once nobody works any more today."""
        day = self._not_over.get(now)
        if day is None:
            day = self.day_of(now)
            if self.is_worked(day) and not self.work_between(now, self.end_of(day)):
                day += ONE_DAY
            self._not_over[now] = day
        return day

    def slot_of(self, at: datetime) -> tuple[date, datetime]:
        """The day and the hour an instant belongs to."""
        slot = self._slots_of.get(at)
        if slot is None:
            slot = self._slots_of[at] = self.clock.slot_of(at)
        return slot

    def window(self, period: Period) -> Window:
        """The half-open window of a period, in UTC."""
        window = self._kept.windows.get(period)
        if window is None:
            start, end = (
                self.clock.day_start(period.first),
                self.clock.day_start(period.last + ONE_DAY),
            )
            window = self._kept.windows[period] = start, end
        return window

    def end_of(self, day: date) -> datetime:
        """The instant at which a day is over."""
        end = self._kept.ends.get(day)
        if end is None:
            end = self._kept.ends[day] = self.clock.day_start(day + ONE_DAY)
        return end

    def hours(self, day: date) -> list[Window]:
        """The hours of a day, as half-open windows."""
        starts = hours_of_day(self.clock, day)
        return list(zip(starts, [*starts[1:], self.clock.day_bounds(day)[1]], strict=True))

    def worked_hours(self, day: date) -> list[Window]:
        """Those in which anyone works."""
        hours = self._kept.worked.get(day)
        if hours is None:
            hours = [hour for hour in self.hours(day) if self.work_between(*hour)]
            self._kept.worked[day] = hours
        return hours

    def is_worked(self, day: date) -> bool:
        """Whether anyone works on that day."""
        return any(work.is_working_day(day) for work in self.works)

    def is_off(self, day: date) -> bool:
        """Whether everybody who would work on that weekday has the day off."""
        off = self._kept.off.get(day)
        if off is None:
            due = [work for work in self.works if day.weekday() in work.weekdays]
            off = bool(due) and not any(work.is_working_day(day) for work in due)
            self._kept.off[day] = off
        return off

    def weekdays(self, first: date, last: date) -> tuple[int, ...]:
        """The weekday of each day from `first` to `last`, both included; DAY_OFF for a day off."""
        found = self._kept.weekdays.get((first, last))
        if found is None:
            days = (first + timedelta(days=n) for n in range(max((last - first).days + 1, 0)))
            found = tuple(DAY_OFF if self.is_off(day) else day.weekday() for day in days)
            self._kept.weekdays[first, last] = found
        return found

    def weekday_counts(self, first: date, last: date) -> tuple[int, ...]:
        """How many Mondays, Tuesdays and so on there are, days off left out."""
        found = self._kept.counts.get((first, last))
        if found is None:
            weekdays = self.weekdays(first, last)
            found = tuple(weekdays.count(weekday) for weekday in range(7))
            self._kept.counts[first, last] = found
        return found

    def working_days(self, period: Period, until: date) -> tuple[int, int]:
        """Working days of a period that are over before `until`, and in all."""
        counts = self._kept.days.get(period)
        if counts is None:
            counts, total = [], 0
            for n in range(period.days):
                total += self.is_worked(period.first + timedelta(days=n))
                counts.append(total)
            self._kept.days[period] = counts
        over = min((until - period.first).days, period.days)
        return (counts[over - 1] if over > 0 else 0), counts[-1]

    # --- Work ------------------------------------------------------------------------------------

    def has_work(self, period: Period) -> bool:
        """Whether anyone works in it."""
        return self._work_sums(period)[-1] > 0

    def work_between(self, start: datetime, end: datetime) -> int:
        """Working seconds of everybody in a window; hundreds of goals ask for the same ones."""
        seconds = self._between.get((start, end))
        if seconds is None:
            # Teams that work alike are worked out once.
            seconds = sum(
                many * work.seconds_between(start, end) for work, many in self.works.items()
            )
            self._between[start, end] = seconds
        return seconds

    def work_of_period(self, period: Period, until: datetime) -> tuple[int, int]:
        """Working seconds of a period that are over at an instant inside it, and in all."""
        sums = self._work_sums(period)
        day = self.day_of(until)
        place = (day - period.first).days
        if place >= period.days:
            return sums[-1], sums[-1]
        before = sums[place - 1] if place else 0
        return before + self.work_between(self.clock.day_start(day), until), sums[-1]

    def share_of_day(self, at: datetime, hours: Hours | None) -> tuple[int, int]:
        """How much of its day's usual work is over at an instant: done and all of it.

        By the usual hours where they are known, else by working time; a day without any goes by the clock.
        """
        share = self._day_shares.get((at, hours))
        if share is None:
            share = self._day_shares[at, hours] = self._share_of_day(at, hours)
        return share

    def _share_of_day(self, at: datetime, hours: Hours | None) -> tuple[int, int]:
        day = self.day_of(at)
        start, end = self.clock.day_bounds(day)
        if hours is not None:
            done, everything = share_of_day(hours, self._slots(day), (at - start) // _SECOND)
            if everything > 0:
                return done, everything
        everything = self._work_of_day(day)
        if everything > 0:
            return self.work_between(start, at), everything
        return (at - start) // _TICK, (end - start) // _TICK

    def _slots(self, day: date) -> tuple[tuple[int, int], ...]:
        slots = self._kept.slots.get(day)
        if slots is None:
            slots = self._kept.slots[day] = tuple(
                (self.clock.local(start).hour, (end - start) // _SECOND)
                for start, end in self.hours(day)
            )
        return slots

    def _work_of_day(self, day: date) -> int:
        """Working seconds inside a day, which for the organisation is not the teams' own."""
        seconds = self._kept.seconds.get(day)
        if seconds is None:
            seconds = self._kept.seconds[day] = self.work_between(*self.clock.day_bounds(day))
        return seconds

    def _work_sums(self, period: Period) -> list[int]:
        sums = self._kept.sums.get(period)
        if sums is None:
            sums, total = [], 0
            for n in range(period.days):
                total += self._work_of_day(period.first + timedelta(days=n))
                sums.append(total)
            self._kept.sums[period] = sums
        return sums


def elapsed(starts_at: datetime, ends_at: datetime, at: datetime) -> Fraction:
    """The share of a window's time that is over, 0 to 1."""
    until = min(max(at, starts_at), ends_at)
    return Fraction((until - starts_at) // _TICK, (ends_at - starts_at) // _TICK)
