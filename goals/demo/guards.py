"""What must not suffer while two of the demonstration's goals are reached: one guard holds, one is broken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from django.db.models import Sum

from goals.actions.goals import adjust_goal
from goals.demo.metrics import REPEAT
from goals.demo.specs import RESOLVED_NORTH
from goals.models import Goal, Metric, TeamDay
from goals.progress import Sums
from goals.queries.figures import Writer
from teams.calendar import ONE_DAY

HANDLE_NORTH = "Handle time"
WHY = "Quick is only good when it lasts: nobody should have to come back."
_BACK = timedelta(days=28)


def guard_goals(metrics: Mapping[str, Metric], now: datetime) -> None:
    """Set both, three days ago, at bounds that the last weeks just keep, or just do not."""
    for name, rounding in ((RESOLVED_NORTH, ROUND_CEILING), (HANDLE_NORTH, ROUND_FLOOR)):
        goal = Goal.objects.select_related("owner", "team").filter(name=name).first()
        if goal is None or goal.team is None:
            continue
        bound = _lately(metrics[REPEAT], goal.team.pk, now).quantize(Decimal(1), rounding=rounding)
        adjust_goal(
            goal.owner,
            goal,
            reason=WHY,
            version=goal.version,
            now=now - 3 * ONE_DAY,
            guard=metrics[REPEAT],
            guard_bound=bound,
        )


def _lately(metric: Metric, team_id: int, now: datetime) -> Decimal:
    """What the guard came to in the team's last four weeks."""
    since = (now - _BACK).date()
    days = TeamDay.objects.filter(metric_id=metric.pk, team_id=team_id, day__gte=since)
    sums = days.aggregate(value=Sum("value"), weight=Sum("weight"))
    zero = Decimal(0)
    lately = Sums(sums["value"] or zero, sums["weight"] or zero, 1)
    return Writer(metric, "").result(lately) or Decimal(10)
