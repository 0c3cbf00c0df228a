"""The usual range of a goal's days, and how its limits are written. No statements."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from goals import dates, formats
from goals.models import Metric
from goals.queries.figures import Writer
from goals.queries.goal import SHORT, GoalDetail
from goals.queries.goal_names import writer_of
from goals.usual import UsualRange, outside, usual_range


def whole_days(detail: GoalDetail) -> list[tuple[date, float]]:
    """Results of worked days that are over, oldest first; of a goal by the hour there are none."""
    if detail.goal.cadence in SHORT:
        return []
    days = [*detail.before, *((s.day, s.sums) for s in detail.steps if s.state == "past")]
    writer = writer_of(detail)
    return [
        (day, float(result))
        for day, sums in days
        if detail.workdays.is_worked(day) and (result := writer.result(sums)) is not None
    ]


def usual_of_days(detail: GoalDetail) -> UsualRange | None:
    """The usual range of whole worked days."""
    return usual_range([value for _, value in whole_days(detail)])


def last_day_words(detail: GoalDetail) -> str:
    """`Fri 20 Nov 94%, inside the usual range`; empty while there is no range."""
    days = whole_days(detail)
    usual = usual_range([value for _, value in days])
    if usual is None or not detail.is_current:
        return ""
    day, value = days[-1]
    where = {0: "inside", 1: "above", -1: "below"}[outside(value, usual)]
    figure = rough(writer_of(detail), value)
    return f"{dates.day(day, detail.today)} {figure}, {where} the usual range"


def kept_inside(writer: Writer, usual: UsualRange) -> tuple[float, float]:
    """The limits, inside what the figure can be: nothing is below none, nor above 100 %."""
    low = max(usual.low, 0.0) if usual.mean >= 0 else usual.low
    return low, min(usual.high, 100.0) if writer.is_percent else usual.high


def usual_label(writer: Writer, usual: UsualRange) -> str:
    """`Usual 88% to 94%`; times as on a clock, to be short enough for the end of a line."""
    low, high = kept_inside(writer, usual)
    if writer.metric.unit == Metric.Unit.SECONDS:
        return f"Usual {formats.clock(round(low))} to {formats.clock(round(high))}"
    return f"Usual {rough(writer, low)} to {rough(writer, high)}"


def rough(writer: Writer, value: float) -> str:
    """A limit to the metric's decimals; percentages whole, or with one where they are few."""
    figure = Decimal(str(round(value, writer.metric.decimals)))
    if writer.is_percent:
        return formats.percent(figure)
    return writer.figure(figure)
