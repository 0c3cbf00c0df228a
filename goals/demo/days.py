"""The demonstration's days: when each team meets, who is away today, and who will be.

Everything goes through the actions, and is the same for a last day.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import transaction

from goals.models import AgentDay
from teams.actions import update_team
from teams.actions.absences import set_away
from teams.demo import LOGINS, NEWCOMERS, NIGHT, NORTH, SOUTH, WEST
from teams.models import Membership, Team, User
from teams.permissions import forget_standing
from teams.queries.zones import own_day

MEETS = {NORTH: time(10, 15), SOUTH: time(8, 30), WEST: time(9, 15), NIGHT: time(20, 15)}
"""On each team's wall: once most are there."""


@transaction.atomic
def seed_meetings() -> None:
    """Before huddles are held, so that those of the past were held at that time too."""
    for team in Team.objects.filter(name__in=MEETS).order_by("name"):
        update_team(_person("ada"), team, huddle_at=MEETS[team.name])


@transaction.atomic
def seed_away(now: datetime) -> None:
    """Last of all, as nobody who is away does anything. After people and their figures are there."""
    marcus = _person("marcus")
    ill, leave = _not_at_work(now)[:2]
    _away(marcus, ill, 0, 4, now)
    _away(leave, leave, 6, 11, now, entered=20)
    _away(marcus, marcus, 12, 17, now, entered=9)


def _not_at_work(now: datetime) -> list[User]:
    """Agents of North by name: first who has no figures today. None of those who sign in, or are new."""
    team = Team.objects.get(name=NORTH)
    day = team.clock.day_of(now)
    seen = set(AgentDay.objects.filter(team_id=team.pk, day=day).values_list("agent_id", flat=True))
    known = {*dict(LOGINS), *NEWCOMERS, "dele"}
    held = Membership.objects.agents().on(day).filter(team=team, ends_on=None)
    rows = held.exclude(user__username__in=known).select_related("user")
    people = [row.user for row in rows]
    return sorted(people, key=lambda one: (one.pk in seen, one.name))


def _away(
    actor: User, person: User, begins: int, ends: int, now: datetime, *, entered: int = 0
) -> None:
    """From so many days after the last day until so many after it; entered so many days before it."""
    last, at = own_day(person, now), now - timedelta(days=entered)
    first, back = last + timedelta(days=begins), last + timedelta(days=ends)
    set_away(actor, person, starts_on=first, back_on=back, today=own_day(person, at), now=at)


def _person(login: str) -> User:
    found = User.objects.get(username=login)
    forget_standing(found)
    return found
