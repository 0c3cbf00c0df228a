"""The periods of a goal: which days belong together at each cadence.

A pure room over dates; hours are `teams.calendar`'s. The fiscal year and the weekday a week starts on are
the organisation's.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
_MONTHS_IN = {"monthly": 1, "quarterly": 3, "yearly": 12}


@dataclass(frozen=True, slots=True)
class Period:
    """The days `first` to `last`, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A cadence with what it depends on.

    `week_starts_on` 0 (Monday) to 6; `year_starts_in` 1 to 12; `starts_on` and `ends_on` are the goal's
    own first and last day. A one-off goal has one period, from the one to the other.
    """

    cadence: str
    starts_on: date
    ends_on: date | None = None
    week_starts_on: int = 0
    year_starts_in: int = 1
    _known: dict[date, Period | None] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """Thousands of goals go by one rhythm, and ask for the same days."""

    def period_of(self, day: date) -> Period | None:
        """The period that holds `day`, or None when the goal does not reach there.

        The first and the last period are cut to the goal's own days.
        """
        try:
            return self._known[day]
        except KeyError:
            found = self._known[day] = self._cut(day)
            return found

    def _cut(self, day: date) -> Period | None:
        until = self.until
        if day < self.starts_on or (until is not None and day > until):
            return None
        whole = self.whole_period(day)
        last = whole.last if until is None else min(whole.last, until)
        return Period(max(whole.first, self.starts_on), last)

    def periods(self, first: date, last: date) -> Iterator[Period]:
        """Every period that touches `first` to `last`, in order."""
        day = max(first, self.starts_on)
        while day <= last and (period := self.period_of(day)) is not None:
            yield period
            day = period.last + ONE_DAY

    @property
    def until(self) -> date | None:
        """The last day; a one-off goal without one has its first day alone."""
        if self.cadence == "once":
            return self.ends_on or self.starts_on
        return self.ends_on

    def whole_period(self, day: date) -> Period:
        """The one that holds `day`, as if the goal had always been there."""
        if self.cadence == "once":
            return Period(self.starts_on, self.until or self.starts_on)
        if self.cadence in ("hourly", "daily"):
            return Period(day, day)
        if self.cadence == "weekly":
            first = day - timedelta(days=(day.weekday() - self.week_starts_on) % 7)
            return Period(first, first + timedelta(days=6))
        return _months(day, _MONTHS_IN[self.cadence], self.year_starts_in)


def _months(day: date, length: int, year_starts_in: int) -> Period:
    """The run of `length` months, counted from the start of the fiscal year, that holds `day`."""
    since_year_start = (day.month - year_starts_in) % 12
    back = since_year_start % length
    first = add_months(day.replace(day=1), -back)
    end = add_months(first, length - 1)
    return Period(first, end.replace(day=monthrange(end.year, end.month)[1]))


def add_months(day: date, months: int) -> date:
    """The first of the month `months` after (or, negative, before) that of `day`."""
    place = day.year * 12 + day.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)
