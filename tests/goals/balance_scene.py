"""The balance of North for tests: eight weeks of contacts with a busy Monday morning, on Friday 20 November 2026."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from goals.actions.balance import add_line
from goals.models import Metric, PlanLine, TeamDay, TeamSlot
from teams.calendar import hours_of_day
from teams.models import Team, User
from tests.scene import a_metric

NOW = datetime(2026, 11, 20, 10, 5, tzinfo=UTC)
"""Friday, 10:05 in London."""
TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
WHAT = "Two leave chat for phones"


def eight_weeks(
    team: Team, metric: Metric | None = None, *, first: int = 9, last: int = 17, usual: int = 40,
    monday: int = 60, today: date = TODAY,
) -> Metric:  # fmt: skip
    """Tallies as the jobs would lay them down: level hours, but for the first two of a Monday."""
    metric = metric or a_metric("Contacts", slug="contacts")
    slots, days = [], []
    for back in range(56, 0, -1):
        day = today - back * DAY
        if day.weekday() not in team.working_days:
            continue
        total = 0
        for start in hours_of_day(team.clock, day):
            hour = team.clock.local(start).hour
            inside = first <= hour < last if last > first else hour >= first or hour < last
            if not inside:
                continue
            amount = monday if day.weekday() == 0 and (hour - first) % 24 < 2 else usual
            total += amount
            slots.append(
                TeamSlot(
                    metric_id=metric.pk, team_id=team.pk, slot=start, day=day,
                    organisation_day=start.date(), value=Decimal(amount), weight=Decimal(0), n=1,
                )
            )  # fmt: skip
        days.append(
            TeamDay(
                metric_id=metric.pk, team_id=team.pk, day=day, value=Decimal(total),
                weight=Decimal(0), n=1,
            )
        )  # fmt: skip
    TeamSlot.objects.bulk_create(slots)
    TeamDay.objects.bulk_create(days)
    return metric


def a_line(leader: User, team: Team, *covers: User, now: datetime = NOW, **more: Any) -> PlanLine:
    """Fridays from ten to twelve, agreed by all."""
    said: dict[str, Any] = {
        "what": WHAT, "how": "agreed", "weekdays": [4], "starts_at": time(10), "ends_at": time(12),
        **more,
    }  # fmt: skip
    return add_line(leader, team, covers=covers, now=now, **said)


def anew(line: PlanLine) -> PlanLine:
    """As it is now."""
    return PlanLine.objects.get(pk=line.pk)
