"""Whom one can thank, as a page offers and shows them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from feedback.permissions.kudos import people_to_thank
from feedback.queries.holding import holds
from teams.models import Membership, Team, User
from teams.names import first_name
from teams.permissions import standing_of

TEAM = "team-"
MOST_OFFERED = 8
MOST_TEAMS = 3
LONGEST = 150


@dataclass(frozen=True, slots=True)
class Target:
    """A person, or a team as a whole. `value` is what a form sends (`12`, `team-3`); `hint` their team."""

    value: str
    name: str
    initials: str
    hint: str = ""

    @property
    def is_team(self) -> bool:
        """Whether it is a whole team."""
        return self.value.startswith(TEAM)

    @property
    def first_name(self) -> str:
        """What one calls them."""
        return self.name if self.is_team else first_name(self.name)


def targets_of(viewer: User, values: Iterable[str], today: date) -> list[Target]:
    """Those of the values that this viewer may thank today, in their order; the rest is left out."""
    wanted = list(dict.fromkeys(values))
    people = [int(value) for value in wanted if _is_number(value)]
    teams = [int(value[len(TEAM) :]) for value in wanted if _is_number(value[len(TEAM) :], value)]
    found: dict[str, Target] = {}
    if people:
        rows = people_to_thank(viewer, today).filter(pk__in=people)
        found |= {target.value: target for target in _people(rows, today)}
    if teams:
        rows_of_teams = Team.objects.filter(pk__in=teams, archived_at=None)
        found |= {target.value: target for target in map(_team, rows_of_teams)}
    return [found[value] for value in wanted if value in found]


def search(viewer: User, text: str, today: date) -> list[Target]:
    """Who is meant by what has been typed: whose name, or a part of it, begins so. One's own team first.

    Three or four statements.
    """
    text = " ".join(text.replace("\x00", "").split())[:LONGEST]
    if not text:
        return []
    own = Membership.objects.on(today).filter(team__in=standing_of(viewer).teams)
    rows = (
        people_to_thank(viewer, today)
        .filter(
            holds("name", text, "istartswith")
            | holds("name", f" {text}")
            | holds("name", f" {text.capitalize()}")
            | Q(username__iexact=text)
        )
        .annotate(
            far=Case(
                When(pk__in=own.values("user_id"), then=Value(0)),
                default=Value(1),
                output_field=IntegerField(),
            )
        )
        .order_by("far", "name", "pk")
    )
    teams = Team.objects.filter(holds("name", text, "istartswith"), archived_at=None)
    return [*_people(rows[:MOST_OFFERED], today), *map(_team, teams.order_by("name")[:MOST_TEAMS])]


def one_called(viewer: User, text: str, today: date) -> list[Target]:
    """Who bears exactly this name; else all it may mean."""
    found = search(viewer, text, today)
    exact = [one for one in found if one.name.casefold() == text.strip().casefold()]
    return exact if len(exact) == 1 else found


def is_name_of(target: Target, text: str) -> bool:
    """Whether a typed text that found this one alone names them: it begins with a whole name of theirs, or is
    their login.
    """
    typed = " ".join(text.split()).casefold()
    name = target.name.casefold()
    words = [] if target.is_team else name.split()
    return (
        typed == name
        or typed.split()[0] in words
        or not any(part.startswith(typed) for part in (name, *words))
    )


def team_of_thanks(viewer: User, people: Sequence[int], today: date) -> Team:
    """Whose a thanks of `viewer` to these people is, never a team without any of them: one that all of them share
    today, the viewer's own before others; else the viewer's own that most of them are in; else the one that most
    are in. Two or three statements, whatever the number of people, each of whom is in a team.
    """
    places: dict[int, set[int]] = {person: set() for person in people}
    held = Membership.objects.on(today).filter(team__archived_at=None, user__in=places)
    for person, team in held.exclude(team=None).values_list("user_id", "team_id"):
        places[person].add(team)
    own = standing_of(viewer).teams
    number = Counter(team for teams in places.values() for team in teams)
    shared = {team for team, thanked in number.items() if thanked == len(places)}
    chosen = shared & own or shared or own & set(number) or set(number)
    return Team.objects.get(pk=min(chosen, key=lambda team: (-number[team], team)))


def readers_of(viewer: User, chosen: Sequence[Target], today: date) -> str:
    """The name of the team that reads a thanks to them if it is shared with the team; empty while nobody is chosen.

    Three or four statements, none for nobody.
    """
    whole = next((one for one in chosen if one.is_team), None)
    people = [int(one.value) for one in chosen if not one.is_team]
    if whole is not None:
        return whole.name
    return team_of_thanks(viewer, people, today).name if people else ""


def _people(rows: QuerySet[User], today: date) -> list[Target]:
    people = list(rows)
    held = Membership.objects.on(today).filter(user__in=[person.pk for person in people])
    named = held.exclude(team=None).order_by("team__name").values_list("user_id", "team__name")
    teams: dict[int, list[str]] = {}
    for person, team in named if people else ():
        if team not in teams.setdefault(person, []):
            teams[person].append(team)
    return [
        Target(str(one.pk), one.name, one.initials, ", ".join(teams.get(one.pk, [])))
        for one in people
    ]


def _team(team: Team) -> Target:
    words = team.name.split()
    return Target(
        f"{TEAM}{team.pk}",
        team.name,
        "".join(word[0] for word in words[:2]).upper(),
        "The whole team",
    )


def _is_number(text: str, whole: str = "") -> bool:
    """A number that a key can be. Where `whole` is given, it must begin as a team's value does."""
    return (
        (not whole or whole.startswith(TEAM))
        and text.isascii()
        and text.isdigit()
        and len(text) < 18
    )
