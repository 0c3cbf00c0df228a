"""How much of its work a team usually does on each day of the week, and by which hour: learned from its own past.

Whole numbers only, so that what is expected by now has the same digits everywhere. A pure room over days and
amounts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from operator import mul
from typing import Protocol

ONE_DAY = timedelta(days=1)
DAYS_LEARNED = 56
"""Eight weeks: long enough for each weekday to be seen often, short enough to follow a change."""
FEWEST_DAYS = 28
"""With less of a past than four weeks, the working calendar is all that is known."""
HOURS_LEARNED = 28
"""How many days the hours of a day are learned from."""
DAY_OFF = 7
"""Stands for the weekday of a day off."""
_COMMON = 840
"""Divisible by every number of weekdays that there are in eight weeks."""


class Calendar(Protocol):
    """What is known of days before anything is learned."""

    def is_worked(self, day: date) -> bool:
        """Whether anyone works on it."""

    def weekdays(self, first: date, last: date) -> Sequence[int]:
        """The weekday of each day from `first` to `last`, both included; DAY_OFF for a day off on a weekday
        that is worked otherwise.
        """


@dataclass(frozen=True, slots=True)
class UsualWork:
    """The usual work of each weekday, Monday first, in numbers that compare with one another.

    None while the calendar is all that is known.
    """

    by_weekday: tuple[int, ...] | None
    average: float = field(init=False, repr=False, compare=False)
    """That of the average weekday with work."""
    shares: tuple[float, ...] = field(init=False, repr=False, compare=False)
    """Of each weekday, and last of a day off: 1.0 on the average day with work. Empty while nothing is known."""

    def __post_init__(self) -> None:
        # Worked out once: each figure asks for it on every day there is.
        with_work = [work for work in self.by_weekday or () if work > 0]
        average = sum(with_work) / len(with_work) if with_work else 1.0
        shares = (*(work / average for work in self.by_weekday), 0.0) if self.by_weekday else ()
        object.__setattr__(self, "average", average)
        object.__setattr__(self, "shares", shares)

    def on(self, day: date, calendar: Calendar) -> float:
        """Of one day: 1.0 on the average day with work, 0.0 on one without."""
        return self.between(day, day, calendar)[0]

    def between(self, first: date, last: date, calendar: Calendar) -> list[float]:
        """Of each day from `first` to `last`, both included."""
        if self.by_weekday is None:
            days = (first + timedelta(days=n) for n in range((last - first).days + 1))
            return [float(calendar.is_worked(day)) for day in days]
        return [self.shares[weekday] for weekday in calendar.weekdays(first, last)]

    def of_weekdays(self, counts: Sequence[int]) -> int:
        """Of so many Mondays, Tuesdays and so on together, in the numbers of `by_weekday`."""
        return sum(map(mul, self.by_weekday or (), counts))


UNKNOWN = UsualWork(None)


def learn(amounts: Mapping[date, int], calendar: Calendar, today: date) -> UsualWork:
    """From the amounts (how many contacts, say) of the eight weeks before `today`.

    What the past shows goes before what the calendar says of weekdays: customers write on Sundays, too. A
    day without an amount counts as nothing done, unless it was a day off. With less than four weeks since
    the first amount, the calendar is all that is known.
    """
    earliest = today - timedelta(days=DAYS_LEARNED)
    began = min([day for day in amounts if earliest <= day < today], default=today)
    if (today - began).days < FEWEST_DAYS:
        return UNKNOWN
    weekdays = calendar.weekdays(began, today - ONE_DAY)
    sums = [0] * 8
    for day, amount in amounts.items():
        if began <= day < today and amount > 0:
            sums[weekdays[(day - began).days]] += amount
    counts = [weekdays.count(weekday) for weekday in range(7)]
    del sums[DAY_OFF]
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
