"""What feeds what: from a goal up to the organisation's, and down to those that add to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from goals.models import Goal, Scope
from goals.permissions import goals_visible_to
from goals.queries.figures import team_words
from goals.queries.ledger import goal_path
from goals.queries.ledger_read import read_progress, with_latest_period
from teams.models import User

STEPS_UP = 3
"""An agent's goal feeds each member's, that the team's, that the organisation's: never further."""


@dataclass(frozen=True, slots=True)
class Tied:
    """A goal that this one feeds or is fed by, as far as the viewer may see it; `status` may be empty."""

    pk: int
    name: str
    url: str
    whose: str
    status: str
    is_this: bool = False


@dataclass(frozen=True, slots=True)
class Cascade:
    """The chain from the widest goal down to this one, and those that feed it, in name order."""

    chain: tuple[Tied, ...]
    fed_by: tuple[Tied, ...]

    @property
    def is_tied(self) -> bool:
        """Whether there is anything to show."""
        return len(self.chain) > 1 or bool(self.fed_by)


def cascade_of(viewer: User, goal: Goal, now: datetime) -> Cascade:
    """Two statements. A goal the viewer may not see ends the chain there."""
    above = Q(pk=goal.feeds_id or 0)
    parent = Goal.objects.filter(fed_by=goal)
    for _ in range(STEPS_UP - 1):
        parent = Goal.objects.filter(fed_by__in=parent)
        above |= Q(pk__in=parent.values("pk"))
    pursued = goals_visible_to(viewer).filter(state__in=[Goal.State.ACTIVE, Goal.State.PAUSED])
    near = with_latest_period(pursued.filter(above | Q(feeds=goal)), viewer, now)
    rows = list(near.select_related("team", "agent").order_by("name", "pk"))
    stands = read_progress([row.latest_period for row in rows if row.latest_period])
    path = goal_path()
    tied = {
        row.pk: Tied(
            pk=row.pk,
            name=row.name,
            url=path.replace("/0/", f"/{row.pk}/", 1),
            whose=_whose(row),
            status="paused"
            if row.state == Goal.State.PAUSED
            else stands[row.latest_period].status
            if row.latest_period in stands
            else "",
        )
        for row in rows
    }
    feeds = {row.pk: row.feeds_id for row in rows}
    chain = [Tied(goal.pk, goal.name, "", _whose(goal), "", is_this=True)]
    step = goal.feeds_id
    while step in tied and len(chain) <= STEPS_UP:
        chain.append(tied[step])
        step = feeds[step]
    return Cascade(
        tuple(reversed(chain)), tuple(tied[row.pk] for row in rows if row.feeds_id == goal.pk)
    )


def _whose(goal: Goal) -> str:
    if goal.team is None:
        return "The whole organisation"
    if goal.scope == Scope.AGENT and goal.agent is not None:
        return goal.agent.name
    words = team_words(goal.team.name)
    return f"Each agent of {words}" if goal.scope == Scope.MEMBERS else words
