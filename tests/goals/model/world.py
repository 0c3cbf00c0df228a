"""A contact centre as plain lists: people, calendars, readings, goals. Nothing of the product is used.

Everything is looked up by going through all of it, the way one would explain it to somebody.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from functools import cache
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@cache
def day_start(zone: str, hour: int, day: date) -> datetime:
    """When a day starts on the wall, as an instant."""
    return datetime.combine(day, time(hour), ZoneInfo(zone)).astimezone(UTC)


@cache
def day_at(zone: str, hour: int, at: datetime) -> date:
    """The day that has begun last."""
    day = at.date() + timedelta(days=3)
    while day_start(zone, hour, day) > at:
        day -= ONE_DAY
    return day


@cache
def hours_on(zone: str, hour: int, day: date) -> tuple[tuple[datetime, datetime, int], ...]:
    """Start, end and local hour of each hour of a day, found minute by minute."""
    start, end = day_start(zone, hour, day), day_start(zone, hour, day + ONE_DAY)
    found: list[list] = []
    at, offset = start, None
    while at < end:
        local = at.astimezone(ZoneInfo(zone))
        if not found or local.minute == 0 or local.utcoffset() != offset:
            found.append([at, end, local.hour])
            if len(found) > 1:
                found[-2][1] = at
        offset = local.utcoffset()
        at += MINUTE
    return tuple((first, last, number) for first, last, number in found)


@dataclass
class Calendar:
    """A zone, the hour its days start at, and when each of some teams works."""

    zone: str
    hour: int
    teams: list[Team]

    def start(self, day: date) -> datetime:
        return day_start(self.zone, self.hour, day)

    def day(self, at: datetime) -> date:
        return day_at(self.zone, self.hour, at)

    def window(self, first: date, last: date) -> tuple[datetime, datetime]:
        return self.start(first), self.start(last + ONE_DAY)

    def hours(self, day: date) -> tuple[tuple[datetime, datetime, int], ...]:
        return hours_on(self.zone, self.hour, day)

    def is_worked(self, day: date) -> bool:
        return any(team.is_worked(day) for team in self.teams)

    def is_off(self, day: date) -> bool:
        due = [team for team in self.teams if day.weekday() in team.weekdays]
        return bool(due) and not any(team.is_worked(day) for team in due)

    def work(self, start: datetime, end: datetime) -> int:
        return sum(team.work(start, end) for team in self.teams)


@dataclass
class Team:
    """`day_hour` is when its days start; closures are days off."""

    id: int
    zone: str
    day_hour: int
    weekdays: set[int]
    opens: time
    closes: time
    closures: set[date] = field(default_factory=set)

    @property
    def calendar(self) -> Calendar:
        return Calendar(self.zone, self.day_hour, [self])

    def is_worked(self, day: date) -> bool:
        return day.weekday() in self.weekdays and day not in self.closures

    def work(self, start: datetime, end: datetime) -> int:
        """Seconds worked between two instants."""
        zone, total = ZoneInfo(self.zone), timedelta(0)
        day = start.date() - 3 * ONE_DAY
        while day <= end.date() + 3 * ONE_DAY:
            if self.is_worked(day):
                last = day if self.closes > self.opens else day + ONE_DAY
                opens = datetime.combine(day, self.opens, zone).astimezone(UTC)
                closes = datetime.combine(last, self.closes, zone).astimezone(UTC)
                total += max(min(closes, end) - max(opens, start), timedelta(0))
            day += ONE_DAY
        return int(total.total_seconds())


@dataclass
class Metric:
    """How figures add up."""

    id: int
    is_ratio: bool
    percent: bool
    higher: bool
    least_weight: int


@dataclass
class Reading:
    """A figure as it stands: of the agent, and of the team of that moment."""

    metric: Metric
    team: Team
    agent: int
    at: datetime
    value: Fraction
    weight: Fraction


@dataclass
class Goal:
    """`scope` is organisation, team, members or agent. Targets are (from which day, how much)."""

    id: int
    metric: Metric
    scope: str
    team: Team | None
    agent: int
    cadence: str
    starts: date
    ends: date | None
    targets: list[tuple[date, Fraction]]
    guard: tuple[Metric, Fraction] | None
    grace: timedelta = timedelta(hours=24)
    pauses: list[tuple[date, date | None]] = field(default_factory=list)
    is_put_away: bool = False

    def begin_pause(self, today: date) -> None:
        """From a day on; one that lasts goes on, and so does one that ended that day."""
        if self.pauses and self.pauses[-1][1] is None:
            return
        again = bool(self.pauses) and self.pauses[-1][1] == today
        self.pauses.append((self.pauses.pop()[0] if again else today, None))

    def end_pause(self, today: date) -> None:
        """Up to a day; one that began that day was none."""
        since, _ = self.pauses.pop()
        if since < today:
            self.pauses.append((since, today))

    def is_paused(self, day: date) -> bool:
        """Whether nobody asks for it on a day."""
        return any(since <= day and (until is None or day < until) for since, until in self.pauses)


@dataclass
class World:
    """All there is. Memberships of agents are (agent, team, from, until, the last not included)."""

    zone: str
    week_starts: int
    year_starts: int
    teams: list[Team]
    metrics: list[Metric]
    memberships: list[tuple[int, Team, date, date | None]] = field(default_factory=list)
    readings: dict[str, Reading] = field(default_factory=dict)
    left_out: dict[str, Reading] = field(default_factory=dict)
    goals: list[Goal] = field(default_factory=list)

    def calendar(self, goal: Goal) -> Calendar:
        """The organisation's days, or those of the goal's team."""
        if goal.scope == "organisation" or goal.team is None:
            return Calendar(self.zone, 0, self.teams)
        return goal.team.calendar

    def periods(self, goal: Goal, until: date) -> list[tuple[date, date]]:
        """First and last day of each period that has begun by a day, by going through the days."""
        found: list[tuple[date, date]] = []
        day = goal.starts
        while goal.ends is None or day <= goal.ends:
            if found and self._number(goal, day) == self._number(goal, found[-1][0]):
                found[-1] = found[-1][0], day
            elif day > until:
                break
            else:
                found.append((day, day))
            day += ONE_DAY
        return [(first, last) for first, last in found if not self._all_paused(goal, first, last)]

    @staticmethod
    def _all_paused(goal: Goal, first: date, last: date) -> bool:
        """Whether every day lies in one and the same pause."""
        return any(
            since <= first and (until is None or last < until) for since, until in goal.pauses
        )

    def _number(self, goal: Goal, day: date) -> object:
        """The same for days of one period."""
        months = (day.year * 12 + day.month - 1) - (self.year_starts - 1)
        return {
            "hourly": day,
            "daily": day,
            "weekly": (day.toordinal() - 1 - self.week_starts) // 7,
            "monthly": months,
            "quarterly": months // 3,
            "yearly": months // 12,
            "once": 0,
        }[goal.cadence]

    def subjects(self, goal: Goal, first: date, last: date) -> list[int]:
        """Whose progress it is; 0 is the whole."""
        if goal.scope == "agent":
            return [goal.agent]
        if goal.scope != "members":
            return [0]
        return sorted(
            {
                agent
                for agent, team, since, until in self.memberships
                if team is goal.team
                and since <= last
                and (until is None or until > max(first, since))
            }
        )

    def is_asked(self, goal: Goal, subject: int, day: date) -> bool:
        """Whether a goal of hours or days asks anything of a subject on a day."""
        if day < goal.starts or (goal.ends is not None and day > goal.ends):
            return False
        return not goal.is_paused(day) and subject in self.subjects(goal, day, day)

    def counted(self, goal: Goal, metric: Metric, subject: int) -> list[tuple[date, Reading]]:
        """The readings that count for a subject of a goal, each with its day there."""
        found = []
        for reading in self.readings.values():
            if reading.metric is not metric:
                continue
            if goal.scope == "organisation":
                day = day_at(self.zone, 0, reading.at)
            else:
                day = reading.team.calendar.day(reading.at)
            of_team = goal.scope in ("organisation", "agent") or reading.team is goal.team
            of_agent = goal.scope in ("organisation", "team") or reading.agent == subject
            if of_team and of_agent:
                found.append((day, reading))
        return found
