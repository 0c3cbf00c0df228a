"""When teams work: their own calendar, their country's holidays, and their exceptions to both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from teams.calendar import WorkingTime
from teams.models import Closure, Team, User
from teams.permissions import standing_of
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


class Calendars:
    """Some teams with their working times, each read once, when first asked for. Whoever builds a page hands it on to
    all that need them.
    """

    def __init__(self, wanted: Collection[int]) -> None:
        self.wanted = frozenset(wanted)

    @cached_property
    def teams(self) -> tuple[Team, ...]:
        """By name. One statement, none for nobody's."""
        if not self.wanted:
            return ()
        return tuple(Team.objects.filter(pk__in=self.wanted).order_by("name", "pk"))

    @cached_property
    def works(self) -> dict[int, WorkingTime]:
        """Their working times, by id. One more statement."""
        return working_times(self.teams) if self.teams else {}


def led_by(user: User) -> Calendars:
    """Those of the teams that this person leads."""
    return Calendars(standing_of(user).leads)


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
