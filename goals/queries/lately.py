"""How a team's goals ended lately: closed periods of a week and longer, newest first. One statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from goals import dates, formats
from goals.models import TEAM_ITSELF, Cadence, Goal, Metric, Progress, Scope
from goals.progress import Measure, Sums
from goals.progress import result as result_of
from goals.queries.ledger import goal_path
from teams.models import Organisation, Team

MOST = 8
LONGER = (Cadence.WEEKLY, Cadence.MONTHLY, Cadence.QUARTERLY, Cadence.YEARLY, Cadence.ONCE)

COLUMNS = (
    "goal_id",
    "goal__name",
    "goal__cadence",
    "goal__metric__kind",
    "goal__metric__unit",
    "goal__metric__better",
    "goal__metric__decimals",
    "first_day",
    "last_day",
    "value",
    "weight",
    "n",
    "target",
    "status",
    "revised_at",
    "goal__scope",
)


@dataclass(frozen=True, slots=True)
class Ended:
    """One period that is closed: `October`, `4,050 of 4,200`, met or missed. `is_ones_own`: the goal is one person's."""

    url: str
    name: str
    period: str
    result: str
    status: str
    revised: bool
    pk: int
    is_ones_own: bool = False


def ended_lately(team: Team, organisation: Organisation, today: date) -> tuple[Ended, ...]:
    """The newest closed periods of the team's own goals, never of single people. One statement."""
    goals = Goal.objects.filter(team=team, scope=Scope.TEAM, cadence__in=LONGER).exclude(
        state=Goal.State.ARCHIVED
    )
    rows: Iterable[Any] = (
        Progress.objects.filter(goal__in=goals, agent_id=TEAM_ITSELF, final=True)
        .order_by("-ends_at", "goal__name", "pk")
        .values_list(*COLUMNS)[:MOST]
    )
    return tuple(as_ended(row, organisation.currency, today) for row in rows)


def as_ended(row: tuple[Any, ...], currency: str, today: date) -> Ended:
    """A period's COLUMNS in words."""
    goal_id, name, cadence, kind, unit, better, decimals, first, last = row[:9]
    value, weight, n, target, status, revised_at, scope = row[9:]
    is_total = kind == Metric.Kind.TOTAL
    higher = better == Metric.Better.HIGHER
    measure = Measure(not is_total, unit == Metric.Unit.PERCENT, higher, decimals, 0)
    result = result_of(measure, Sums(value, weight, n))
    figure = formats.figure(result, unit, decimals=decimals, currency=currency, goal=target)
    whole = target == target.to_integral_value()
    aim = formats.goal_line(
        formats.figure(
            target, unit, decimals=0 if whole else decimals, currency=currency, goal=target
        ),
        is_total=is_total,
        higher_is_better=higher,
        counted=unit == Metric.Unit.COUNT,
    )
    if result is None:
        aim = aim.replace("of ", "goal ", 1)
    separator = " " if aim.startswith("of ") else ", "
    return Ended(
        url=goal_path().replace("/0/", f"/{goal_id}/", 1),
        name=name,
        period=_period(cadence, first, last, today),
        result=f"{figure}{separator}{aim}",
        status=status,
        revised=revised_at is not None,
        pk=goal_id,
        is_ones_own=scope == Scope.AGENT,
    )


def _period(cadence: str, first: date, last: date, today: date) -> str:
    if cadence == Cadence.MONTHLY:
        return dates.month(first, today)
    if cadence in (Cadence.QUARTERLY, Cadence.YEARLY):
        return dates.months(first, last, today)
    return dates.span(first, last, today)
