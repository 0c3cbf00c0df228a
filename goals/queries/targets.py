"""Which target holds in which period: each keeps its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from goals.models import Cadence, Goal, GoalTarget
from goals.periods import ONE_DAY, Period, Rhythm
from goals.queries.figures import Writer
from goals.queries.goal_names import name_of_days

AHEAD = 3
"""So many periods ahead a target can be set for."""


def target_for(goal: Goal, first_day: date) -> GoalTarget:
    """The target of the period that begins on a day; the first ever set, for one before it. One statement."""
    rows = list(goal.targets.order_by("since", "pk"))
    begun = [row for row in rows if row.since <= first_day]
    return begun[-1] if begun else rows[0]


def running_period(rhythm: Rhythm, today: date) -> Period | None:
    """The period that runs, or the goal's first one while it is still to come; None once it is over."""
    return rhythm.period_of(max(today, rhythm.starts_on))


def periods_ahead(rhythm: Rhythm, today: date) -> list[Period]:
    """The running period and those after it that a target can be set from."""
    found: list[Period] = []
    period = running_period(rhythm, today)
    while period is not None and len(found) <= AHEAD:
        found.append(period)
        period = rhythm.period_of(period.last + ONE_DAY)
    return found


def choices_ahead(rhythm: Rhythm, today: date) -> list[tuple[str, str]]:
    """`From November on`, `From December on`, …; none where there is but one period."""
    periods = periods_ahead(rhythm, today)
    if len(periods) < 2 or rhythm.cadence == Cadence.HOURLY:
        return []
    return [
        (
            one.first.isoformat(),
            f"From {name_of_days(rhythm.cadence, one.first, one.last, today)} on",
        )
        for one in periods
    ]


@dataclass(frozen=True, slots=True)
class Coming:
    """A target that is set already for later: `4,300`, `from December on`."""

    figure: str
    when: str


def coming_targets(goal: Goal, rhythm: Rhythm, writer: Writer, today: date) -> tuple[Coming, ...]:
    """Targets of periods still to come, the next one first. One statement."""
    later: dict[date, GoalTarget] = {}
    for row in GoalTarget.objects.filter(goal=goal, since__gt=today).order_by("since", "pk"):
        later[row.since] = row
    found: list[Coming] = []
    for since, row in later.items():
        period = rhythm.period_of(since)
        if since == goal.starts_on or period is None:
            continue
        name = name_of_days(goal.cadence, period.first, period.last, today)
        found.append(Coming(writer.target(row.target), f"from {name} on"))
    return tuple(found)
