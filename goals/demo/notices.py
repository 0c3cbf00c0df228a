"""What the demonstration's people were told: how their goals of a week and longer stand this morning."""

from __future__ import annotations

from datetime import datetime, timedelta

from goals.models import Cadence, Goal, GoalTurn, Progress, Status
from goals.recompute.turns import tell_turns
from teams.models import Notice

LONG = (Cadence.WEEKLY, Cadence.MONTHLY, Cadence.QUARTERLY)
TOLD = (Status.WATCH, Status.BEHIND, Status.MET)
EARLIER = timedelta(hours=20)


def tell_the_demonstration(now: datetime) -> None:
    """Have the turns of running goals told as if nothing had been said of them yet.

    What was met stands as read; what is off its pace waits.
    """
    running = Progress.objects.filter(
        final=False,
        starts_at__lte=now,
        ends_at__gt=now,
        status__in=TOLD,
        goal__state=Goal.State.ACTIVE,
        goal__cadence__in=LONG,
    )
    GoalTurn.objects.bulk_create(
        GoalTurn(
            goal_id=row.goal_id,
            agent_id=row.agent_id,
            starts_at=row.starts_at,
            first_day=row.first_day,
        )
        for row in running.only("goal_id", "agent_id", "starts_at", "first_day")
    )
    tell_turns(now - EARLIER)
    Notice.objects.filter(kind="goals.good_news").update(read_at=now - EARLIER / 2)
