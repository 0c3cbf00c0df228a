"""How the members of each-member goals stand, for those who lead them: counts, and nobody's name."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from django.db.models import Case, Count, F, Max, Q, Value, When

from goals.fixed import SCALE
from goals.models import TEAM_ITSELF, Metric, Progress, Status
from goals.periods import Period

_SPAN = ("first_day", "last_day", "starts_at", "ends_at", "work_done", "work_total")


class MembersNow(NamedTuple):
    """How many members stand how; and the span of the period that all of them are in, None where none is computed."""

    by_status: Mapping[str, int]
    span: tuple[Period, datetime, datetime, int, int] | None


def members_by_status(goal_ids: Collection[int], now: datetime) -> Mapping[int, MembersNow]:
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
        .annotate(people=Count("pk"), **{f"of_all_{name}": Max(name) for name in _SPAN})
        .order_by()
    )
    counts: dict[int, dict[str, int]] = {pk: {} for pk in goal_ids}
    spans: dict[int, tuple[Period, datetime, datetime, int, int]] = {}
    for goal_id, status, people, first, last, *span in rows:
        counts[goal_id][status] = people
        spans[goal_id] = (Period(first, last), *span)
    return {pk: MembersNow(by_status, spans.get(pk)) for pk, by_status in counts.items()}
