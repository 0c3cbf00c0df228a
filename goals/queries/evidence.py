"""What goals tell of somebody: reached, come back to, looked after. For `teams.evidence`.

Two kinds, each as far as the viewer may open it: goals that measure a person (an agent's own, or one that each
member has), and those that a person set for themself. Of the second, what they want to get better at is put
into words only where they show it to their team: a thanks may be read by more people than the goal.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from goals.models import Cadence, CheckIn, GoalTurn, OwnGoal, Scope, Status
from goals.permissions import goals_visible_to, own_goals_visible_to
from teams.evidence import Fact
from teams.models import User
from teams.permissions import agents_whose_figures_are_visible_to, organisation_day

LONG_ENOUGH = (Cadence.WEEKLY, Cadence.MONTHLY, Cadence.QUARTERLY, Cadence.ONCE)
"""Whoever met an hour or a day will do so again before anybody has thanked them."""
LONGEST_PERIOD = timedelta(days=100)
"""How long before something turned its period may have begun: a quarter, with some days to close it."""
_SHORT_OF = (Status.BEHIND, Status.WATCH)


def goal_facts(
    viewer: User, person_ids: frozenset[int], since: datetime, until: datetime
) -> Iterator[Fact]:
    """Of each goal the newest. Four statements, whatever the number of people."""
    today = organisation_day(timezone.now())
    yield from _measured(viewer, person_ids, since, until, today)
    yield from _own(viewer, person_ids, since, until, today)


def _measured(
    viewer: User, person_ids: frozenset[int], since: datetime, until: datetime, today: date
) -> Iterator[Fact]:
    """What was met, or is on pace again after it was short. From what was told of it, so that it is known."""
    turns = GoalTurn.objects.filter(
        told__in=[Status.MET, Status.ON_PACE],
        agent_id__in=agents_whose_figures_are_visible_to(viewer, today)
        .filter(pk__in=person_ids)
        .values("pk"),
        goal__in=goals_visible_to(viewer)
        .filter(scope__in=[Scope.AGENT, Scope.MEMBERS], cadence__in=LONG_ENOUGH)
        .values("pk"),
        starts_at__gte=since - LONGEST_PERIOD,
        starts_at__lt=until,
    ).select_related("goal")
    newest: dict[tuple[int, int], Fact] = {}
    for turn in turns.order_by("starts_at", "pk"):
        at = _instant(turn.turned_at, turn.told)
        short = [when for status in _SHORT_OF if (when := _instant(turn.turned_at, status))]
        if at is None or not since <= at < until:
            continue
        if turn.told == Status.MET:
            words = f"met the goal “{turn.goal.name}”"
        elif short and max(short) < at:
            words = f"brought the goal “{turn.goal.name}” back on pace"
        else:
            continue
        newest[turn.agent_id, turn.goal_id] = Fact(
            person_id=turn.agent_id,
            kind="goal",
            object_id=turn.goal_id,
            at=at,
            words=words,
            label=f"Goal: {turn.goal.name}"[:120],
            url=reverse("goals:goal", args=[turn.goal_id]),
        )
    yield from newest.values()


def _own(
    viewer: User, person_ids: frozenset[int], since: datetime, until: datetime, today: date
) -> Iterator[Fact]:
    """What they set for themself and reached, or wrote a line about while it went well."""
    seen = own_goals_visible_to(viewer, today).filter(person__in=person_ids)
    reached = seen.filter(
        state=OwnGoal.State.REACHED, done_at__gte=since, done_at__lt=until
    ).order_by("done_at", "pk")
    for goal in reached:
        if goal.done_at is not None:
            aim = f": {goal.aim}" if _is_shown(goal) else ""
            yield _fact(goal, goal.done_at, f"reached a self-set goal{aim}")
    lines = CheckIn.objects.filter(
        goal__in=seen.filter(state=OwnGoal.State.OPEN).values("pk"),
        going=CheckIn.Going.WELL,
        at__gte=since,
        at__lt=until,
    ).select_related("goal")
    newest: dict[int, Fact] = {}
    for line in lines.order_by("at", "pk"):
        aim = f" ({line.goal.aim})" if _is_shown(line.goal) else ""
        words = f"kept at a self-set goal{aim}, and it is going well"
        newest[line.goal_id] = _fact(line.goal, line.at, words)
    yield from newest.values()


def _is_shown(goal: OwnGoal) -> bool:
    return goal.audience == OwnGoal.Audience.TEAM


def _fact(goal: OwnGoal, at: datetime, words: str) -> Fact:
    return Fact(
        person_id=goal.person_id,
        kind="own_goal",
        object_id=goal.pk,
        at=at,
        words=words,
        label="A goal of their own",
        url=reverse("goals:own_goal", args=[goal.pk]),
    )


def _instant(turned_at: object, status: str) -> datetime | None:
    text = turned_at.get(status) if isinstance(turned_at, dict) else None
    return datetime.fromisoformat(text) if text else None
