"""Goals as they stand, laid down as the jobs would: for tests of what pages make of them.

Everything plays on Thursday 20 November 2025, 09:05 in London.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from goals.models import (
    EngineState,
    Goal,
    GoalTarget,
    Metric,
    OrganisationDay,
    Progress,
    Source,
    TeamSlot,
)
from teams.models import Team, User

NOW = datetime(2025, 11, 20, 9, 5, tzinfo=UTC)
TODAY = date(2025, 11, 20)
FIRST = {
    "hourly": TODAY,
    "daily": TODAY,
    "weekly": date(2025, 11, 17),
    "monthly": date(2025, 11, 1),
    "quarterly": date(2025, 10, 1),
    "yearly": date(2025, 1, 1),
}
LAST = {
    "hourly": TODAY,
    "daily": TODAY,
    "weekly": date(2025, 11, 23),
    "monthly": date(2025, 11, 30),
    "quarterly": date(2025, 12, 31),
    "yearly": date(2025, 12, 31),
}


def a_metric(name: str = "First-contact resolutions", **fields: Any) -> Metric:
    """A metric; a total count unless told otherwise."""
    slug = fields.pop("slug", name.lower().replace(" ", "-")[:60])
    return Metric.objects.create(name=name, slug=slug, **{"kind": Metric.Kind.TOTAL, **fields})


def a_ratio(name: str, **fields: Any) -> Metric:
    """A percentage with one decimal."""
    return a_metric(
        name, **{"kind": Metric.Kind.RATIO, "unit": Metric.Unit.PERCENT, "decimals": 1, **fields}
    )


def a_goal(
    metric: Metric,
    owner: User,
    *,
    team: Team | None = None,
    cadence: str = "monthly",
    target: str = "4200",
    name: str = "",
    **fields: Any,
) -> Goal:
    """A goal of a team (of the organisation without one), with its target."""
    scope = fields.pop("scope", "organisation" if team is None else "team")
    goal = Goal.objects.create(
        **{
            "name": name or metric.name,
            "metric": metric,
            "scope": scope,
            "team": team,
            "cadence": cadence,
            "starts_on": FIRST.get(cadence, date(2025, 10, 1)),
            "why": "Customers ask only once.",
            "owner": owner,
            "created_by": owner,
            "created_at": NOW,
            **fields,
        }
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


def stands(
    goal: Goal,
    value: str,
    status: str = "on_pace",
    *,
    weight: str = "0",
    expected: str | None = None,
    agent: User | None = None,
    work: tuple[int, int] = (13, 20),
    n: int = 1,
    **fields: Any,
) -> Progress:
    """How the goal stands in the period that runs now."""
    first = fields.pop("first", FIRST.get(goal.cadence, goal.starts_on))
    last = fields.pop("last", LAST.get(goal.cadence, goal.ends_on or TODAY))
    target = fields.pop("target", None) or goal.targets.get().target
    clock = goal.team.clock if goal.team else None
    starts = clock.day_start(first) if clock else datetime(*first.timetuple()[:3], tzinfo=UTC)
    after = last + timedelta(days=1)
    ends = clock.day_start(after) if clock else datetime(*after.timetuple()[:3], tzinfo=UTC)
    is_ratio = goal.metric.kind == Metric.Kind.RATIO
    return Progress.objects.create(
        **{
            "goal": goal,
            "agent_id": agent.pk if agent else 0,
            "value": Decimal(value),
            "weight": Decimal(weight),
            "n": n,
            "target": target,
            "expected": target if is_ratio else (Decimal(expected) if expected else None),
            "status": status,
            "starts_at": starts,
            "ends_at": ends,
            "first_day": first,
            "last_day": last,
            "work_done": work[0],
            "work_total": work[1],
            "computed_at": NOW,
            **fields,
        }
    )


def an_hour(metric: Metric, team: Team, hour: int, value: str, weight: str) -> TeamSlot:
    """What a team did in one hour of today, by the clock of UTC."""
    return TeamSlot.objects.create(
        metric_id=metric.pk,
        team_id=team.pk,
        slot=datetime(2025, 11, 20, hour, tzinfo=UTC),
        day=TODAY,
        organisation_day=TODAY,
        value=Decimal(value),
        weight=Decimal(weight),
        n=1,
    )


def daily(metric: Metric, results: list[tuple[str, str]], *, last: date = TODAY) -> None:
    """What the whole organisation did on the days up to `last`: Σ value and Σ weight of each."""
    first = last - timedelta(days=len(results) - 1)
    OrganisationDay.objects.bulk_create(
        OrganisationDay(
            metric_id=metric.pk,
            day=first + timedelta(days=place),
            value=Decimal(value),
            weight=Decimal(weight),
            n=1,
        )
        for place, (value, weight) in enumerate(results)
    )


def computed(version: int = 1) -> None:
    """The engine has been at work."""
    EngineState.objects.update_or_create(
        pk=1, defaults={"version": version, "computed_at": NOW, "swept_at": NOW}
    )


def a_source(name: str, arrived: datetime | None) -> Source:
    """Where figures come from, and when they last came."""
    return Source.objects.create(name=name, last_arrived_at=arrived, last_reading_at=arrived)
