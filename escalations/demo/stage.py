"""What the demonstration's year is made on: who is there, which day it is, and what happens when.

Everything that happens is put on a list and done in the order of time, so that whatever holds by its number
(levels, limits, versions) holds as it would have.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from escalations.models import Category, Escalation, Limit, Protocol
from teams.calendar import WorkingTime
from teams.demo import CLOCK
from teams.models import Membership, Role, Team, User
from teams.queries.calendars import working_time

Then = Callable[[datetime], object]
DAYS = 364


@dataclass
class Stage:
    """The year up to `now`; `dice` fall the same way for a seed."""

    now: datetime
    seed: int
    days: int = DAYS
    dice: Random = field(init=False)
    people: dict[str, User] = field(init=False)
    teams: dict[str, Team] = field(init=False)
    categories: dict[str, Category] = field(init=False)
    hours: dict[str, WorkingTime] = field(init=False)
    stays: dict[str, list[Membership]] = field(init=False)
    limits: dict[str, Limit] = field(default_factory=dict)
    protocols: dict[str, Protocol] = field(default_factory=dict)
    looked_back: dict[tuple[str, str], Escalation] = field(default_factory=dict)
    """The last case of a team and cause that somebody looked back on."""
    _leaders: dict[str, list[User]] = field(init=False)
    _list: list[tuple[datetime, int, Then]] = field(default_factory=list)
    _count: int = 0

    def __post_init__(self) -> None:
        self.dice = Random(f"escalations {self.seed}")
        self.people = {one.username: one for one in User.objects.filter(is_active=True)}
        self.teams = {one.name: one for one in Team.objects.order_by("pk")}
        self.categories = {one.slug: one for one in Category.objects.all()}
        self.hours = {name: working_time(team) for name, team in self.teams.items()}
        held = Membership.objects.agents().filter(ends_on=None, user__is_active=True)
        self.stays = {
            name: list(held.filter(team=team).select_related("user").order_by("user__username"))
            for name, team in self.teams.items()
        }

        order = {Role.SUPERVISOR: 0, Role.MANAGER: 1}
        leads = Membership.objects.leads().filter(ends_on=None).select_related("user")
        self._leaders = {
            name: [
                self.people[row.user.username]
                for row in sorted(
                    leads.filter(team=team), key=lambda one: (order[Role(one.role)], one.user.name)
                )
            ]
            for name, team in self.teams.items()
        }

    @property
    def today(self) -> date:
        """The organisation's last day."""
        return CLOCK.day_of(self.now)

    @property
    def start(self) -> datetime:
        """When the playbook was begun."""
        return self.days_ago(DAYS, time(8))

    @property
    def agents(self) -> list[User]:
        """Those who have been there long enough to have used anything."""
        return [
            stay.user
            for stays in self.stays.values()
            for stay in stays
            if stay.starts_on < self.today - timedelta(days=DAYS + 1)
        ]

    @property
    def members(self) -> list[User]:
        """Everybody who is in a team today, by login."""
        held = Membership.objects.on(self.today).filter(team__isnull=False)
        found = {stay.user_id for stay in held}
        return [one for _, one in sorted(self.people.items()) if one.pk in found]

    def days_ago(self, days: int, at: time) -> datetime:
        """An instant of a day of the organisation, by its clock; never later than now."""
        day = self.today - timedelta(days=days)
        return min(datetime.combine(day, at, ZoneInfo(CLOCK.zone)), self.now)

    def leaders(self, team: str) -> list[User]:
        """Supervisors by login, then managers."""
        return self._leaders[team]

    def at(self, when: datetime, then: Then) -> None:
        """Have something done at a time. What is later than now never happens."""
        if when <= self.now:
            self._count += 1
            heapq.heappush(self._list, (when, self._count, then))

    def play(self) -> None:
        """Do all of it, in the order of time."""
        while self._list:
            when, _, then = heapq.heappop(self._list)
            then(when)
