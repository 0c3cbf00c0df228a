"""The cast: who is who in the tests. Everybody is made through the actions, and has been there since 2020.

North works in London, South in Adelaide, half an hour off the full hours. Nobody but `deactivated` has
left. `client_of(person)` gives a browser in which they are signed in.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time

import pytest
from django.test import Client

from teams.actions import (
    create_organisation,
    create_person,
    create_team,
    grant_administrator,
    join_team,
    leave,
)
from teams.models import Organisation, Role, Team, User

SINCE = date(2020, 1, 1)
PASSWORD = "a fine long passphrase"
BACKEND = "teams.backends.PersonBackend"


@pytest.fixture
def organisation(db: None) -> Organisation:
    """Harbour Services: London, pounds, weeks from Monday, years from January."""
    return create_organisation(None, name="Harbour Services", time_zone="Europe/London")


@pytest.fixture
def north(organisation: Organisation) -> Team:
    """Europe/London, Monday to Friday, 9 to 17."""
    return create_team(None, name="North", time_zone="Europe/London")


@pytest.fixture
def south(organisation: Organisation) -> Team:
    """Australia/Adelaide (UTC+9:30, summer time in January), Tuesday to Saturday, 8 to 20."""
    return create_team(
        None,
        name="South",
        time_zone="Australia/Adelaide",
        working_days=[1, 2, 3, 4, 5],
        opens_at=time(8),
        closes_at=time(20),
    )


@pytest.fixture
def manager(north: Team) -> User:
    """Manages North."""
    return _person("Priya Nair", "priya", north, Role.MANAGER)


@pytest.fixture
def supervisor(north: Team) -> User:
    """Supervises North."""
    return _person("Marcus Webb", "marcus", north, Role.SUPERVISOR)


@pytest.fixture
def agent(north: Team) -> User:
    """An agent of North."""
    return _person("Jin Park", "jin", north, Role.AGENT)


@pytest.fixture
def colleague(north: Team) -> User:
    """Another agent of North."""
    return _person("Dele Adeyemi", "dele", north, Role.AGENT)


@pytest.fixture
def stranger(south: Team) -> User:
    """An agent of South."""
    return _person("Tom Fisher", "tom", south, Role.AGENT)


@pytest.fixture
def other_supervisor(south: Team) -> User:
    """Supervises South."""
    return _person("Ewa Nowak", "ewa", south, Role.SUPERVISOR)


@pytest.fixture
def administrator(organisation: Organisation) -> User:
    """Looks after the installation; is in no team."""
    person = create_person(None, name="Ada Brandt", username="ada", password=PASSWORD)
    grant_administrator(None, person, SINCE)
    return person


@pytest.fixture
def deactivated(north: Team, administrator: User) -> User:
    """Was an agent of North and left in March 2024."""
    person = _person("Lena Okafor", "lena", north, Role.AGENT)
    return leave(administrator, person, date(2024, 3, 1), "Moved abroad")


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """A function from a person to a browser in which they are signed in."""

    def signed_in(person: User) -> Client:
        client = Client()
        client.force_login(person, backend=BACKEND)
        return client

    return signed_in


def _person(name: str, username: str, team: Team, role: Role) -> User:
    person = create_person(None, name=name, username=username, password=PASSWORD)
    join_team(None, person, team, role, SINCE)
    return person
