"""What tests of the pulse have in common: teams with people, a round that is open, and the end of its week."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from feedback.actions import pulse
from feedback.models import SUMS, Box, Held, Round, Turnout
from feedback.queries.pulse_held import Said, mark_of, unsealed
from feedback.receivers import put_first_words
from feedback.recompute.pulse import look
from teams.actions import create_person, create_team, join_team
from teams.models import Role, Team, User
from tests.cast import SINCE

WEEK = date(2026, 11, 16)
MONDAY = datetime(2026, 11, 16, 7, 0, tzinfo=UTC)
"""An hour after the round opens, in London."""
THURSDAY = datetime(2026, 11, 19, 10, 0, tzinfo=UTC)
OVER = datetime(2026, 11, 23, 0, 1, tzinfo=UTC)
"""A minute after the week has ended."""


def people_of(team: Team, number: int, role: Role = Role.AGENT) -> list[User]:
    """So many people of a team."""
    made: list[User] = []
    for place in range(number):
        person = create_person(
            None, name=f"{team.name} {role} {place}", username=f"{team.slug}-{role}-{place}"
        )
        join_team(None, person, team, role, SINCE)
        made.append(person)
    return made


def team_of(name: str, number: int) -> tuple[Team, list[User]]:
    """A team in London with so many agents."""
    team = create_team(None, name=name, time_zone="Europe/London")
    return team, people_of(team, number)


def opened(now: datetime = MONDAY) -> Round:
    """The round of the week, opened as the clock does."""
    put_first_words("default")
    look(now)
    return Round.objects.get(closed_at=None)


def says(person: User, score: int, words: str = "", **more: Any) -> bool:
    """An answer of that week."""
    values = {"now": THURSDAY, "week": WEEK, **more}
    week = values.pop("week")
    return pulse.answer(person, week, score=score, words=words, **values)


def closed(now: datetime = OVER) -> Round:
    """The week is over."""
    look(now)
    return Round.objects.get(week=WEEK)


def said_in(team: Team) -> Said:
    """What a team said so far in the round that is open."""
    return unsealed(Held.objects.get()).get(team.pk, Said())


def sums(team: Team) -> list[int]:
    """How many of a team said each of one to five: while the round is open, or in the box of the team alone."""
    if Held.objects.exists():
        return list(said_in(team).sums)
    box = Box.objects.filter(teams=team).first()
    return [getattr(box, name) for name in SUMS] if box else [0] * 5


def have_answered(*people: User) -> bool:
    """Whether these have answered the open round, and nobody else."""
    turnout = Turnout.objects.get()
    return turnout.people == sorted(mark_of(turnout.round_id, one.pk) for one in people)
