"""Saying that a goal must be worked out anew; part of every action that changes one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from goals.models import StaleGoal
from goals.tasks import wake


def mark_goal_stale(goal_id: int, since: date) -> None:
    """Have the goal's periods from a day on worked out anew; in the caller's transaction."""
    mark_goals_stale([(goal_id, since)])


def mark_goals_stale(goals: Iterable[tuple[int, date]]) -> None:
    """The same for several goals at once."""
    StaleGoal.objects.bulk_create(
        StaleGoal(goal_id=goal_id, since=since) for goal_id, since in goals
    )
    transaction.on_commit(wake, robust=True)
