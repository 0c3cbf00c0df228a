"""What tests of staying have in common: a morning, people who come and people who go."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from teams.actions import create_person, join_team, leave
from teams.models import Role, Team, User
from tests.cast import SINCE

NOW = datetime(2026, 11, 20, 10, 5, tzinfo=UTC)
TODAY = NOW.date()
DAY = timedelta(days=1)


def ago(days: int) -> date:
    """So many days before today."""
    return TODAY - days * DAY


def someone(name: str, team: Team, since: date = SINCE, role: str = Role.AGENT) -> User:
    """A person in a team since a day."""
    person = create_person(None, name=name, username=name.lower().replace(" ", "."))
    join_team(None, person, team, role, since)
    return person


def people_of(team: Team, number: int, since: date = SINCE) -> list[User]:
    """So many agents of a team."""
    return [someone(f"{team.name} {n}", team, since) for n in range(number)]


def gone(name: str, team: Team, left_on: date, since: date = SINCE, role: str = Role.AGENT) -> User:
    """A person who left."""
    return leave(None, someone(name, team, since, role), left_on, "Gave notice.", now=NOW)
