"""The goals that measure one person, as whoever leads them sees them: on their page, and before a talk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from goals.models import Goal, Scope
from goals.permissions import goals_visible_to
from goals.queries.ledger import read_lines
from goals.queries.sentences import GOOD, JUDGED
from teams.models import Organisation, User
from teams.permissions import standing_of

MOST = 12


@dataclass(frozen=True, slots=True)
class GoalOfPerson:
    """How a goal of the person stands: status, figure against target, what it takes."""

    name: str
    url: str
    status: str
    word: str
    figure: str
    hint: str


def goals_of_person(
    leader: User, person: User, organisation: Organisation, now: datetime
) -> tuple[GoalOfPerson, ...]:
    """What measures the person, in teams in which the leader sees their figures; most urgent first. Nothing for
    anybody else, administrators among them. Six statements or so.
    """
    teams = standing_of(person).agent_in & standing_of(leader).leads
    if not teams or leader.pk == person.pk:
        return ()
    goals = goals_visible_to(person).filter(
        Q(scope=Scope.MEMBERS) | Q(scope=Scope.AGENT, agent=person),
        team__in=teams,
        state=Goal.State.ACTIVE,
    )
    ledger = read_lines(goals, person, organisation, now=now, as_oneself=True).ledger()
    return tuple(
        GoalOfPerson(
            name=goal.name,
            url=goal.url,
            status=goal.line.row.status,
            word=goal.line.row.status_word,
            figure=goal.line.row.now,
            hint=goal.line.row.now_hint,
        )
        for goal in ledger.pursued[:MOST]
    )


def how_it_goes(goals: tuple[GoalOfPerson, ...]) -> str:
    """`On pace with 2 of 3 goals of their own.`, against the targets alone: nobody is held against others."""
    if not goals:
        return ""
    judged = [goal for goal in goals if goal.status in JUDGED]
    if not judged:
        return f"Nothing to say yet of {'their goal' if len(goals) == 1 else 'their goals'}."
    good = sum(goal.status in GOOD for goal in judged)
    rest = len(goals) - len(judged)
    more = f"; of {rest} more there is nothing to say yet" if rest else ""
    of = "1 goal" if len(judged) == 1 else f"{len(judged)} goals"
    return f"On pace with {good} of {of} of their own{more}."
