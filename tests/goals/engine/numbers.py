"""Sending readings and asking how things stand, in few words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from goals.ingest.funnel import write
from goals.ingest.records import Outcome, Record
from goals.models import (
    AgentDay,
    Goal,
    GoalTarget,
    Metric,
    OrganisationDay,
    Progress,
    Snapshot,
    Source,
    TeamDay,
    TeamSlot,
)
from teams.models import Team, User

NOW = datetime(2021, 3, 15, 12, 0, tzinfo=UTC)


def at(text: str) -> datetime:
    """A UTC instant: `at("2021-02-01 09:30")`."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def make_metric(slug: str = "solved", **fields: Any) -> Metric:
    """A total of counts, higher is better, unless told otherwise."""
    return Metric.objects.create(
        slug=slug, name=slug.capitalize(), **{"kind": Metric.Kind.TOTAL, **fields}
    )


def make_goal(metric: Metric, owner: User, target: Any, **fields: Any) -> Goal:
    """A goal of the organisation, monthly since 2021, unless told otherwise."""
    fields = {
        "scope": "organisation",
        "cadence": "monthly",
        "starts_on": at("2021-01-01"),
        **fields,
    }
    if isinstance(fields["starts_on"], datetime):
        fields["starts_on"] = fields["starts_on"].date()
    goal = Goal.objects.create(
        name=f"{metric.slug} {target}",
        metric=metric,
        why="Because somebody waits.",
        owner=owner,
        created_by=owner,
        created_at=NOW,
        **fields,
    )
    GoalTarget.objects.create(
        goal=goal,
        since=goal.starts_on,
        target=Decimal(target),
        reason="Agreed.",
        set_by=owner,
        set_at=NOW,
    )
    return goal


def record(
    metric: Metric,
    team: Team,
    agent: User | None,
    when: str | datetime,
    value: Any,
    *,
    weight: Any = 1,
    external_id: str = "",
) -> Record:
    """A record; its external id is its agent and instant unless given."""
    instant = at(when) if isinstance(when, str) else when
    agent_id = agent.pk if agent else 0
    return Record(
        index=0,
        metric_id=metric.pk,
        external_id=external_id or f"{agent_id} {instant.isoformat()}",
        team_id=team.pk,
        agent_id=agent_id,
        at=instant,
        value=None if value is None else Decimal(value),
        weight=Decimal(weight),
    )


def send(*records: Record, source: str = "Tests", now: datetime = NOW) -> Outcome:
    """Put records through the funnel."""
    row, _ = Source.objects.get_or_create(name=source)
    return write(row, records, now=now)


def tallies() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every tally table, in order, to compare two states digit for digit."""
    return {
        model.__name__: sorted(
            model.objects.values_list(*[field.attname for field in _columns(model)])
        )
        for model in (AgentDay, TeamSlot, TeamDay, OrganisationDay)
    }


def standings() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of progress and snapshots but when it was computed."""
    beside = {"id", "computed_at", "revised_at"}
    return {
        model.__name__: sorted(
            model.objects.values_list(
                *[field.attname for field in _columns(model) if field.attname not in beside]
            ),
            key=str,
        )
        for model in (Progress, Snapshot)
    }


def progress_of(goal: Goal, first_day: str, agent: User | None = None) -> Progress:
    """The progress of the period that starts on a day."""
    return Progress.objects.get(goal=goal, first_day=first_day, agent_id=agent.pk if agent else 0)


def _columns(model: Any) -> Iterable[Any]:
    return [field for field in model._meta.concrete_fields if field.name != "pk"]
