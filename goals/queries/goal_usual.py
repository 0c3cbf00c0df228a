"""The usual range of a goal's days, and how its limits are written. No statements."""

from __future__ import annotations

from datetime import date

from goals import dates, formats
from goals.models import Cadence, Metric
from goals.queries.figures import Writer
from goals.queries.goal import SHORT, GoalDetail
from goals.queries.goal_names import writer_of
from goals.queries.usual import DAY, Usual, days_of, kept_inside, rough, usual_of, where
from goals.queries.workdays import ONE_DAY
from goals.usual import UsualRange, outside

__all__ = [
    "days_outside",
    "kept_inside",
    "last_day_words",
    "usual_label",
    "usual_of_days",
    "usual_of_goal",
]


def usual_of_goal(detail: GoalDetail) -> Usual:
    """What is usual for the goal's subject, up to the end of the shown period."""
    steps = () if detail.goal.cadence in SHORT else detail.steps
    by_day = dict(detail.before) | {step.day: step.sums for step in steps if step.state == "past"}
    until = min(detail.today, detail.period.last + ONE_DAY)
    organisation = detail.organisation
    return usual_of(
        writer_of(detail), by_day, days_of(detail.workdays, until, organisation.week_starts_on)
    )


def usual_of_days(detail: GoalDetail) -> UsualRange | None:
    """The usual range of whole worked days, for charts by the day; of a goal by the hour there is none."""
    if detail.goal.cadence in SHORT:
        return None
    usual = usual_of_goal(detail)
    return usual.current if usual.step == DAY else None


def days_outside(detail: GoalDetail) -> frozenset[date]:
    """The days of the period that lie outside the usual range."""
    usual = None if detail.goal.cadence in SHORT else usual_of_goal(detail)
    if usual is None or usual.current is None or usual.step != DAY:
        return frozenset()
    current = usual.current
    return frozenset(point.day for point in usual.points if outside(point.value, current))


def last_day_words(detail: GoalDetail) -> str:
    """`Fri 20 Nov 94%, inside the usual range, nothing to explain`; empty while there is no range."""
    if not detail.is_current or detail.goal.cadence == Cadence.HOURLY:
        return ""
    usual = usual_of_goal(detail)
    if usual.current is None:
        return ""
    if usual.signal or usual.step != DAY:
        return usual.words
    last = usual.points[-1]
    figure = rough(writer_of(detail), last.value)
    place = where(last.value, usual.current)
    return (
        f"{dates.day(last.day, detail.today)} {figure}, {place} the usual range, nothing to explain"
    )


def usual_label(writer: Writer, usual: UsualRange) -> str:
    """`Usual 88% to 94%`; times as on a clock, to be short enough for the end of a line."""
    low, high = kept_inside(writer, usual)
    if writer.metric.unit == Metric.Unit.SECONDS:
        return f"Usual {formats.clock(round(low))} to {formats.clock(round(high))}"
    return f"Usual {rough(writer, low)} to {rough(writer, high)}"
