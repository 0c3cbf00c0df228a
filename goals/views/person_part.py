"""What `goals` brings to a person's page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from goals.queries.of_person import GoalOfPerson, goals_of_person, how_it_goes
from goals.queries.own_goals import OwnLine, own_goals_of
from teams.models import Organisation, User
from teams.names import first_name
from teams.parts import Part


@dataclass(frozen=True, slots=True)
class OwnGoals:
    """What they want to get better at, as far as the viewer may see it."""

    lines: tuple[OwnLine, ...]
    is_self: bool
    name: str


@dataclass(frozen=True, slots=True)
class Goals:
    """How the goals stand that measure somebody one leads."""

    goals: tuple[GoalOfPerson, ...]
    name: str


def goals_part(viewer: User, person: User, now: datetime) -> Part | None:
    """For whoever leads them today, and nobody else: administrators have none by office."""
    organisation = Organisation.objects.first()
    if organisation is None:
        return None
    goals = goals_of_person(viewer, person, organisation, now)
    if not goals:
        return None
    return Part(
        "goals/_person_goals.html", Goals(goals, first_name(person.name)), how_it_goes(goals)
    )


def own_goals_part(viewer: User, person: User, now: datetime) -> Part | None:
    """The section with a person's own goals: for themself, and where something is shown to the viewer."""
    organisation = Organisation.objects.first()
    if organisation is None:
        return None
    lines = own_goals_of(viewer, person, organisation, now)
    is_self = viewer.pk == person.pk
    if not lines and not is_self:
        return None
    content = OwnGoals(lines, is_self, first_name(person.name))
    return Part("goals/_person_own_goals.html", content)
