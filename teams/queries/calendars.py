"""When teams work: their own calendar, their country's holidays, and their exceptions to both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from teams.calendar import WorkingTime
from teams.models import Closure, Team
from teams.public_holidays import public_holidays


def working_time(team: Team) -> WorkingTime:
    """One team's working time, holidays of 2000 to 2050 included. One statement."""
    return working_times([team])[team.pk]


def working_times(teams: Iterable[Team]) -> dict[int, WorkingTime]:
    """Working time by team id. One statement, whatever the number of teams."""
    listed = list(teams)
    exceptions: dict[int, list[Closure]] = defaultdict(list)
    for closure in Closure.objects.filter(team__in=listed):
        exceptions[closure.team_id].append(closure)
    return {team.pk: _working_time(team, exceptions[team.pk]) for team in listed}


def _working_time(team: Team, exceptions: list[Closure]) -> WorkingTime:
    opened = frozenset(closure.day for closure in exceptions if closure.is_worked)
    closed = {closure.day for closure in exceptions if not closure.is_worked}
    closed |= public_holidays(team.country, team.subdivision).keys() - opened
    return WorkingTime(
        clock=team.clock,
        weekdays=frozenset(team.working_days),
        opens=team.opens_at,
        closes=team.closes_at,
        closed=frozenset(closed),
        opened=opened,
        huddle=team.huddle_at,
    )


@dataclass(frozen=True, slots=True)
class HolidayRow:
    """A day on the calendar page. `closure_id` is set for the team's own entries."""

    day: date
    name: str
    is_worked: bool
    closure_id: int | None = None


def coming_days_off(team: Team, today: date, days: int = 366) -> list[HolidayRow]:
    """Holidays and the team's own entries of the next `days` days, by day. One statement.

    An entry of the team's own stands in place of the holiday of that day.
    """
    last = today + timedelta(days=days)
    rows = {
        day: HolidayRow(day, name, is_worked=False)
        for day, name in public_holidays(team.country, team.subdivision).items()
        if today <= day <= last
    }
    for closure in Closure.objects.filter(team=team, day__gte=today, day__lte=last):
        rows[closure.day] = HolidayRow(closure.day, closure.name, closure.is_worked, closure.pk)
    return [rows[day] for day in sorted(rows)]
