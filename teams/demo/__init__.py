"""The demonstration's people: Harbour & Pine, customer care in four teams and three parts of the world.

Everybody is made through the actions, as an administrator would. Days are counted back from the last day
of the demonstration, so that the newcomer is new whenever it is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from teams.actions import (
    add_closure,
    change_role,
    create_organisation,
    create_person,
    create_team,
    grant_administrator,
    join_team,
    leave,
    move_agent,
)
from teams.calendar import Clock
from teams.models import Membership, Organisation, Role, Team, User

ORGANISATION = "Harbour & Pine"
CLOCK = Clock("Europe/London")
"""The organisation's days."""
ADMINISTRATOR = "ada"
PASSWORD = "pine needles at dawn"  # noqa: S105 - meant to be read by whoever tries it out
"""Shared by the people listed in LOGINS; everybody else of the demonstration cannot sign in."""

NORTH, SOUTH, WEST, NIGHT = "North", "South", "West", "Night desk"

LOGINS = (
    ("priya", "manages North"),
    ("marcus", "supervises North"),
    ("jin", "agent in North"),
    ("ada", "administrator"),
    ("liam", "manages South, in Adelaide"),
    ("samuel", "manages West, in Toronto"),
    ("helena", "manages the Night desk, in Lisbon"),
    ("ruby", "agent in South"),
    ("tiago", "agent on the Night desk"),
)
"""Who may sign in, with a word on who that is."""


@dataclass(frozen=True, slots=True)
class Crew:
    """A team with its people: names in the order in which their days off rotate."""

    name: str
    zone: str
    calendar: dict[str, Any]
    manager: str
    supervisors: tuple[str, ...]
    agents: tuple[str, ...]


CREWS = (
    Crew(
        NORTH,
        "Europe/London",
        {
            "working_days": [0, 1, 2, 3, 4, 5, 6],
            "opens_at": time(7),
            "closes_at": time(20),
            "country": "GB",
            "subdivision": "ENG",
        },
        "Priya Nair",
        ("Marcus Webb",),
        (
            "Ewa Nowak",
            "Jin Park",
            "Dele Adeyemi",
            "Amara Osei",
            "Callum Reid",
            "Hannah Blom",
            "Luis Ortega",
            "Aisha Rahman",
            "Ben Whitaker",
            "Chiara Rossi",
            "Femi Balogun",
            "Grace Okonkwo",
            "Ines Duarte",
            "Katya Melnyk",
            "Niamh Doyle",
            "Oskar Lindqvist",
            "Rafael Souza",
            "Tamsin Hughes",
            "Tom Fisher",
            "Yusuf Demir",
        ),
    ),
    Crew(
        SOUTH,
        "Australia/Adelaide",
        {
            "working_days": [0, 1, 2, 3, 4, 5],
            "opens_at": time(8),
            "closes_at": time(18),
            "country": "AU",
            "subdivision": "SA",
        },
        "Liam O'Connell",
        ("Bronte Fraser",),
        (
            "Ruby Nguyen",
            "Arjun Patel",
            "Harpreet Gill",
            "Jack Callaghan",
            "Kirra Dawson",
            "Lachlan Moore",
            "Mei Tanaka",
            "Noah Te Rangi",
            "Olivia Marsh",
            "Sienna Russo",
            "Thuy Pham",
            "Zara Haddad",
            "Ethan Kelly",
        ),
    ),
    Crew(
        WEST,
        "America/Toronto",
        {
            "working_days": [0, 1, 2, 3, 4],
            "opens_at": time(9),
            "closes_at": time(18),
            "country": "CA",
            "subdivision": "ON",
        },
        "Samuel Okeke",
        ("Danielle Roy",),
        (
            "Anjali Sharma",
            "Chloé Tremblay",
            "Connor Walsh",
            "Emily Chen",
            "Fatima Benali",
            "Jamal Brooks",
            "Mateo Vargas",
            "Nadia Kowalczyk",
            "Owen MacLeod",
            "Sakura Ito",
            "Priscila Gomes",
        ),
    ),
    Crew(
        NIGHT,
        "Europe/Lisbon",
        {
            "working_days": [0, 1, 2, 3, 4, 5, 6],
            "opens_at": time(20),
            "closes_at": time(4),
            "day_starts_hour": 5,
            "country": "PT",
        },
        "Helena Matos",
        ("Clara Valente",),
        (
            "Tiago Nunes",
            "Andrei Popa",
            "Beatriz Carvalho",
            "Camila Rocha",
            "Hugo Antunes",
            "Joana Pires",
            "Leila Haddadi",
            "Marta Figueiredo",
            "Rui Teixeira",
            "Sofia Marques",
            "Stefan Ionescu",
        ),
    ),
)

# Days before the last day on which somebody began; everybody else was there before the figures begin.
NEWCOMERS = {"yusuf": 38, "ethan": 66, "priscila": 17}
MOVED, MOVED_AGO = "sofia", 166
LEFT, LEFT_AGO = "tom", 74
PROMOTED, PROMOTED_AGO = "ewa", 187
_LONG_AGO = 460
_A_YEAR = 365
_APART = 97
"""Days between the first days of two who have been there long."""

_ASCII = str.maketrans("éèêíóãç", "eeeioac")


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody and everything that was made, by name of the team and by login."""

    organisation: Organisation
    teams: dict[str, Team]
    people: dict[str, User]

    @property
    def administrator(self) -> User:
        """Who looks after the installation."""
        return self.people[ADMINISTRATOR]


def seed_people(last: date, now: datetime) -> Cast:
    """Organisation, teams with their calendars, and people with their history up to the day `last`.

    Into a database that holds nobody yet; the caller's transaction. `now` is the moment at which those
    who have left can no longer sign in.
    """
    organisation = create_organisation(
        None, name=ORGANISATION, tagline="Customer care", time_zone=CLOCK.zone, currency="GBP"
    )
    ada = _person("Ada Lindgren", None)
    grant_administrator(None, ada, last - timedelta(days=_LONG_AGO + 400))
    cast = Cast(organisation, {}, {ada.username: ada})
    for crew in CREWS:
        _seed_crew(cast, crew, last)
    _seed_history(cast, last, now)
    return cast


def _seed_crew(cast: Cast, crew: Crew, last: date) -> None:
    actor = cast.administrator
    team = create_team(actor, name=crew.name, time_zone=crew.zone, **crew.calendar)
    cast.teams[crew.name] = team
    roles = [
        (crew.manager, Role.MANAGER),
        *((name, Role.SUPERVISOR) for name in crew.supervisors),
        *((name, Role.AGENT) for name in crew.agents),
    ]
    for place, (name, role) in enumerate(roles):
        person = _person(name, actor)
        cast.people[person.username] = person
        ago = NEWCOMERS.get(person.username, _LONG_AGO + _APART * (len(roles) - place))
        join_team(actor, person, team, role, last - timedelta(days=ago))
        # They sign in since they came, or since the year began that is told of.
        signs_in = team.clock.day_start(last - timedelta(days=min(ago, _A_YEAR)))
        User.objects.filter(pk=person.pk).update(joined_at=signs_in)


def _seed_history(cast: Cast, last: date, now: datetime) -> None:
    """Who moved, who leads by now, who left, and the days off that no country knows of."""
    ada, teams, people = cast.administrator, cast.teams, cast.people
    move_agent(
        ada,
        people[MOVED],
        teams[NORTH],
        last - timedelta(days=MOVED_AGO),
        "Moved to Leeds and asked for day shifts.",
    )
    agent = Membership.objects.get(user=people[PROMOTED])
    change_role(
        ada,
        agent,
        Role.SUPERVISOR,
        last - timedelta(days=PROMOTED_AGO),
        "Leads the work on returns from now on.",
    )
    leave(
        ada,
        people[LEFT],
        last - timedelta(days=LEFT_AGO),
        "Went back to university full time.",
        now=now,
    )
    away = last - timedelta(days=_days_after(last, weekday=3) + 119)
    add_closure(ada, teams[WEST], day=away, name="Team away day")
    stocktake = last + timedelta(days=14 + (6 - last.weekday()))
    add_closure(ada, teams[NORTH], day=stocktake, name="New desks, we move floors")


def _days_after(day: date, weekday: int) -> int:
    return (day.weekday() - weekday) % 7


def _person(name: str, actor: User | None) -> User:
    """Somebody with an address; with the shared password where they are to sign in."""
    username = login_of(name)
    host = "harbourandpine.example"
    return create_person(
        actor,
        name=name,
        username=username,
        email=f"{name.lower().translate(_ASCII).replace(' ', '.').replace(chr(39), '')}@{host}",
        password=PASSWORD if username in dict(LOGINS) else None,
    )


def login_of(name: str) -> str:
    """`jin` for Jin Park: the first name, in plain letters."""
    return name.partition(" ")[0].lower().translate(_ASCII)


def logins() -> list[str]:
    """Lines that say who can sign in, or none when the database holds something else.

    Somebody who has changed their password is not listed with it.
    """
    if not Organisation.objects.filter(name=ORGANISATION).exists():
        return []
    found = {person.username: person for person in User.objects.filter(is_active=True)}
    first = found.get(LOGINS[0][0])
    if first is None or not first.check_password(PASSWORD):
        return []
    there = [(username, said) for username, said in LOGINS if username in found]
    widest = max(len(username) for username, _ in there)
    lines = [f"  {username:<{widest}}  {found[username].name}, {said}" for username, said in there]
    return [f"Sign in with the password “{PASSWORD}” as:", *lines]
