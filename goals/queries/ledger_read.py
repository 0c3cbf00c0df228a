"""The facts that lines of the list of goals are made of, read from the database. One statement each."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from goals.models import TEAM_ITSELF, Goal, GoalTarget, Progress, Scope
from goals.queries.ledger_facts import GoalFacts, ProgressFacts
from teams.models import User


def read_goals(goals: QuerySet[Goal], viewer: User, *, now: datetime) -> list[GoalFacts]:
    """The goals with their newest target and the id of their latest period that has begun. One statement.

    Each-member goals are looked up for the viewer; whoever leads gets counts instead.
    """
    rows = with_latest_period(goals, viewer, now).values_list(
        "pk",
        "name",
        "scope",
        "cadence",
        "state",
        "starts_on",
        "ends_on",
        "agent_id",
        "agent__name",
        "owner_id",
        "owner__name",
        "team_id",
        "team__name",
        "team__time_zone",
        "team__day_starts_hour",
        "team__opens_at",
        "team__closes_at",
        "metric_id",
        "metric__kind",
        "metric__unit",
        "metric__better",
        "metric__decimals",
        "metric__minimum_weight",
        "newest_target",
        "latest_period",
    )
    return [GoalFacts._make(row) for row in rows]


def with_latest_period(goals: QuerySet[Goal], viewer: User, now: datetime) -> QuerySet[Any, Any]:
    """The goals with `newest_target`, and `latest_period`: a step down an index for each goal."""
    subject = Case(
        When(scope=Scope.AGENT, then=F("agent_id")),
        When(scope=Scope.MEMBERS, then=Value(viewer.pk)),
        default=Value(TEAM_ITSELF),
        output_field=BigIntegerField(),
    )
    # A target set for later holds later; one of a goal still to come is there from the first day.
    in_force = Q(since__lte=now.date()) | Q(since=OuterRef("starts_on"))
    target = GoalTarget.objects.filter(in_force, goal=OuterRef("pk")).order_by("-since", "-id")
    return goals.annotate(subject=subject).annotate(
        newest_target=Subquery(target.values("target")[:1]),
        latest_period=Subquery(latest_period(now).values("pk")[:1]),
    )


def latest_period(now: datetime) -> QuerySet[Progress]:
    """The period of a goal (annotated with its `subject`) that began last."""
    return Progress.objects.filter(
        goal=OuterRef("pk"), agent_id=OuterRef("subject"), starts_at__lte=now
    ).order_by("-starts_at")


def read_progress(ids: Collection[int]) -> dict[int, ProgressFacts]:
    """Periods by id. One statement."""
    rows = Progress.objects.filter(pk__in=ids).values_list(*ProgressFacts._fields)
    return {row[0]: ProgressFacts._make(row) for row in rows}
