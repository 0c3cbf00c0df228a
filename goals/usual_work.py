"""How much of its work a team usually does on each day of the week: learned from its own past.

A pure room over days and amounts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
WEEKS_LEARNED = 8
FEWEST_WEEKS = 4
"""With less of a past than this, the working calendar is all that is known."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """What is known of days before anything is learned: whether one is worked, and whether one that would
    be is a day off.
    """

    is_worked: Callable[[date], bool]
    is_off: Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class UsualWork:
    """The usual work of a day: 1.0 on the average day with work, 0.0 on one without.

    `by_weekday` has Monday first, and is None while the calendar is all that is known.
    """

    by_weekday: tuple[float, ...] | None
    calendar: Calendar

    def on(self, day: date) -> float:
        """Of one day."""
        if self.by_weekday is None:
            return float(self.calendar.is_worked(day))
        return 0.0 if self.calendar.is_off(day) else self.by_weekday[day.weekday()]

    def on_each(self, days: Iterable[date]) -> list[float]:
        """Of several, in their order."""
        return [self.on(day) for day in days]


def learn(amounts: Mapping[date, float], calendar: Calendar, today: date) -> UsualWork:
    """From the amounts (how many contacts, say) of the days before `today`, the last eight weeks of them.

    What the past shows goes before what the calendar says of weekdays: customers write on Sundays, too. A
    day without an amount counts as nothing done, unless it was a day off. With less than four weeks since
    the first amount, the calendar is all that is known.
    """
    unknown = UsualWork(None, calendar)
    began = min((day for day in amounts if day < today), default=today)
    first = max(began, today - timedelta(weeks=WEEKS_LEARNED))
    if today - first < timedelta(weeks=FEWEST_WEEKS):
        return unknown
    sums, counts = [0.0] * 7, [0] * 7
    day = first
    while day < today:
        if not calendar.is_off(day):
            sums[day.weekday()] += max(amounts.get(day, 0.0), 0.0)
            counts[day.weekday()] += 1
        day += ONE_DAY
    means = [total / count if count else 0.0 for total, count in zip(sums, counts, strict=True)]
    with_work = [mean for mean in means if mean > 0]
    if not with_work:
        return unknown
    average = sum(with_work) / len(with_work)
    return UsualWork(tuple(mean / average for mean in means), calendar)
