"""Challenges in tests: North's people, their days as tallies, and the moments that matter.

Everything plays around Monday 2 to Sunday 8 November 2026, in London; it is final on Tuesday 10, 00:00.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from goals.actions.challenges import create_challenge
from goals.models import AgentDay, Challenge, Metric, TeamDay
from teams.models import Team, User

BEFORE = datetime(2026, 10, 30, 9, 0, tzinfo=UTC)
FIRST, LAST = date(2026, 11, 2), date(2026, 11, 8)
WEDNESDAY = datetime(2026, 11, 4, 12, 0, tzinfo=UTC)
SATURDAY = datetime(2026, 11, 7, 12, 0, tzinfo=UTC)
OVER = datetime(2026, 11, 9, 0, 0, tzinfo=UTC)
FINAL = datetime(2026, 11, 10, 0, 0, tzinfo=UTC)


def a_challenge(
    actor: User, metric: Metric, team: Team | None, rule: str = "total", **fields: Any
) -> Challenge:
    """Open to join, a week long, with a line of 100 where the rule has one."""
    wanted: dict[str, Any] = {
        "name": "A week together",
        "why": "Nobody waits in vain.",
        "starts_on": FIRST,
        "ends_on": LAST,
        "line": None if rule == "improved" else Decimal(100),
        "now": BEFORE,
        **fields,
    }
    return create_challenge(actor, metric=metric, team=team, rule=rule, **wanted)


def worked(
    metric: Metric, team: Team, person: User | None, first: date, *values: Any, weight: int = 0
) -> None:
    """What somebody did on the days from `first` on, as the tallies have it; None is a day off."""
    AgentDay.objects.bulk_create(
        AgentDay(
            metric_id=metric.pk,
            team_id=team.pk,
            agent_id=person.pk if person else 0,
            day=first + timedelta(days=place),
            value=Decimal(value),
            weight=Decimal(weight),
            n=1,
        )
        for place, value in enumerate(values)
        if value is not None
    )


def team_did(metric: Metric, team: Team, day: date, value: int, weight: int) -> None:
    """What the whole team did on a day."""
    TeamDay.objects.create(
        metric_id=metric.pk,
        team_id=team.pk,
        day=day,
        value=Decimal(value),
        weight=Decimal(weight),
        n=1,
    )
