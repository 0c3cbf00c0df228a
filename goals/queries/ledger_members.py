"""How the members of each-member goals stand, for those who lead them: counts, and nobody's name."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Case, Count, F, Q, Value, When

from goals.fixed import SCALE
from goals.models import TEAM_ITSELF, Metric, Progress, Status


def members_by_status(goal_ids: Collection[int], now: datetime) -> Mapping[int, Mapping[str, int]]:
    """How many members stand how, by goal; who has too few figures, as too early to say.

    One statement over rows that are computed already.
    """
    metric = "goal__metric__"
    thin = Q(
        **{f"{metric}kind": Metric.Kind.RATIO}, weight__lt=F(f"{metric}minimum_weight") * SCALE
    )
    rows = (
        Progress.objects.filter(goal_id__in=goal_ids, starts_at__lte=now, ends_at__gt=now)
        .exclude(agent_id=TEAM_ITSELF)
        .annotate(
            stands=Case(When(thin & Q(n__gt=0), then=Value(Status.TOO_EARLY)), default="status")
        )
        .values_list("goal_id", "stands")
        .annotate(people=Count("pk"))
        .order_by()
    )
    found: dict[int, dict[str, int]] = {pk: {} for pk in goal_ids}
    for goal_id, status, people in rows:
        found[goal_id][status] = people
    return found
