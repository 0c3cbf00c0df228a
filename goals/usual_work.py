"""How much of its work a team usually does on each day of the week, and by which hour: learned from its own past.

Whole numbers only, so that what is expected by now has the same digits everywhere. A pure room over days and
amounts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

ONE_DAY = timedelta(days=1)
DAYS_LEARNED = 56
"""Eight weeks: long enough for each weekday to be seen often, short enough to follow a change."""
FEWEST_DAYS = 28
"""With less of a past than four weeks, the working calendar is all that is known."""
HOURS_LEARNED = 28
"""How many days the hours of a day are learned from."""
_COMMON = 840
"""Divisible by every number of weekdays that there are in eight weeks."""


class Calendar(Protocol):
    """What is known of days before anything is learned."""

    def is_worked(self, day: date) -> bool:
        """Whether anyone works on it."""

    def is_off(self, day: date) -> bool:
        """Whether it is a day off on a weekday that is worked otherwise."""


@dataclass(frozen=True, slots=True)
class UsualWork:
    """The usual work of each weekday, Monday first, in numbers that compare with one another.

    None while the calendar is all that is known.
    """

    by_weekday: tuple[int, ...] | None

    @property
    def average(self) -> float:
        """That of the average weekday with work."""
        with_work = [work for work in self.by_weekday or () if work > 0]
        return sum(with_work) / len(with_work) if with_work else 1.0

    def on(self, day: date, calendar: Calendar) -> float:
        """Of one day: 1.0 on the average day with work, 0.0 on one without."""
        if self.by_weekday is None:
            return float(calendar.is_worked(day))
        return 0.0 if calendar.is_off(day) else self.by_weekday[day.weekday()] / self.average

    def on_each(self, days: Iterable[date], calendar: Calendar) -> list[float]:
        """Of several, in their order."""
        return [self.on(day, calendar) for day in days]


UNKNOWN = UsualWork(None)


def learn(amounts: Mapping[date, int], calendar: Calendar, today: date) -> UsualWork:
    """From the amounts (how many contacts, say) of the eight weeks before `today`.

    What the past shows goes before what the calendar says of weekdays: customers write on Sundays, too. A
    day without an amount counts as nothing done, unless it was a day off. With less than four weeks since
    the first amount, the calendar is all that is known.
    """
    earliest = today - timedelta(days=DAYS_LEARNED)
    began = min((day for day in amounts if earliest <= day < today), default=today)
    if (today - began).days < FEWEST_DAYS:
        return UNKNOWN
    sums, counts = [0] * 7, [0] * 7
    day, weekday = began, began.weekday()
    while day < today:
        if not calendar.is_off(day):
            counts[weekday] += 1
            sums[weekday] += max(amounts.get(day, 0), 0)
        day += ONE_DAY
        weekday = (weekday + 1) % 7
    if not any(sums):
        return UNKNOWN
    return UsualWork(
        tuple(
            total * _COMMON // count if count else 0
            for total, count in zip(sums, counts, strict=True)
        )
    )


def share_of_day(
    hours: Sequence[int], slots: Sequence[tuple[int, int]], over: int
) -> tuple[int, int]:
    """How much of a day's usual work is over: done and all of it, in numbers that compare.

    `hours` is the usual work of each of the 24 local hours; `slots` are the day's hours in order, each with
    the local hour it is and its length in seconds; `over` says how many seconds of the day are over. On the
    day a clock goes back an hour counts twice, and one that is skipped counts not at all.
    """
    done = everything = passed = 0
    for hour, length in slots:
        everything += hours[hour] * length
        done += hours[hour] * min(max(over - passed, 0), length)
        passed += length
    return done, everything
