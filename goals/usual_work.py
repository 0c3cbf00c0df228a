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
class UsualWork:
    """The usual work of a day: 1.0 on the average worked day, 0.0 on a day off.

    `by_weekday` has Monday first. `is_worked` is the calendar's: whether anyone works on a day.
    """

    by_weekday: tuple[float, ...]
    is_worked: Callable[[date], bool]
    is_learned: bool

    def on(self, day: date) -> float:
        """Of one day."""
        return self.by_weekday[day.weekday()] if self.is_worked(day) else 0.0

    def on_each(self, days: Iterable[date]) -> list[float]:
        """Of several, in their order."""
        return [self.on(day) for day in days]


def learn(
    amounts: Mapping[date, float], is_worked: Callable[[date], bool], today: date
) -> UsualWork:
    """From the amounts (how many contacts, say) of the days before `today`, the last eight weeks of them.

    A worked day without an amount counts as nothing done. A weekday of which there is no worked day is
    taken for an average one. With less than four weeks since the first amount, all days are alike.
    """
    even = UsualWork((1.0,) * 7, is_worked, is_learned=False)
    began = min((day for day in amounts if day < today), default=today)
    first = max(began, today - timedelta(weeks=WEEKS_LEARNED))
    if today - first < timedelta(weeks=FEWEST_WEEKS):
        return even
    sums, counts = [0.0] * 7, [0] * 7
    day = first
    while day < today:
        if is_worked(day):
            sums[day.weekday()] += amounts.get(day, 0.0)
            counts[day.weekday()] += 1
        day += ONE_DAY
    if sum(sums) <= 0:
        return even
    average = sum(sums) / sum(counts)
    shares = [
        max(total, 0.0) / count / average if count else 1.0
        for total, count in zip(sums, counts, strict=True)
    ]
    return UsualWork(tuple(shares), is_worked, is_learned=True)
