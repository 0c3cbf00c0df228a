"""How much working time the days and hours of a period hold, for charts and tables.

The same definition the engine goes by: a team's own working time, for the organisation that of all its
teams together. A window without any goes by the clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from goals.progress import Sums
from goals.usual_work import DAY_OFF
from teams.calendar import Clock, WorkingTime
from teams.models import Team
from teams.queries import working_times

ONE_DAY = timedelta(days=1)
RECENT = 5
"""The last days, as people speak of them."""


@lru_cache(maxsize=100_000)
def _work_of_day(work: WorkingTime, clock: Clock, day: date) -> int:
    return work.seconds_between(*clock.day_bounds(day))


@dataclass(frozen=True, slots=True)
class Workdays:
    """Whose days, and who works on them."""

    clock: Clock
    works: tuple[WorkingTime, ...]

    def is_worked(self, day: date) -> bool:
        """Whether anyone works on that day."""
        return any(work.is_working_day(day) for work in self.works)

    def weekdays(self, first: date, last: date) -> list[int]:
        """The weekday of each day from `first` to `last`, both included; DAY_OFF where everybody who would
        work on that weekday has the day off.
        """
        days = (first + n * ONE_DAY for n in range((last - first).days + 1))
        return [DAY_OFF if self._is_off(day) else day.weekday() for day in days]

    def _is_off(self, day: date) -> bool:
        due = [work for work in self.works if day.weekday() in work.weekdays]
        return bool(due) and not any(work.is_working_day(day) for work in due)

    def lately(self, days: Iterable[tuple[date, Sums]], today: date) -> list[Sums]:
        """The last five worked days before today that have figures, oldest first; `days` come in order."""
        worked = [sums for day, sums in days if sums.n and day < today and self.is_worked(day)]
        return worked[-RECENT:]

    def on(self, day: date) -> int:
        """Working seconds of everybody on a day of the clock."""
        return sum(_work_of_day(work, self.clock, day) for work in self.works)

    def between(self, start: datetime, end: datetime) -> int:
        """Working seconds of everybody in a window."""
        return sum(work.seconds_between(start, end) for work in self.works)

    def count(self, first: date, last: date) -> int:
        """How many days of `first` to `last`, both included, are worked."""
        days = max((last - first).days + 1, 0)
        return sum(self.is_worked(first + n * ONE_DAY) for n in range(days))


def workdays_of(team: Team | None, organisation_clock: Clock) -> Workdays:
    """A team's, or with None the organisation's. One statement for a team, two for the whole."""
    if team is not None:
        return Workdays(team.clock, (working_times([team])[team.pk],))
    teams: Sequence[Team] = list(Team.objects.filter(archived_at=None))
    found = working_times(teams)
    return Workdays(organisation_clock, tuple(found[one.pk] for one in teams))
