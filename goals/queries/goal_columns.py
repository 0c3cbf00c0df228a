"""The columns and cells of a goal's page: each day, each hour, each of the last periods. No statements."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from goals import dates, formats
from goals.charts import Column, DayColumns, HourCell, HourStrip, Period, PeriodColumns
from goals.models import Cadence, Metric, Progress
from goals.progress import meets, needed_per_day
from goals.queries.figures import Writer
from goals.queries.goal import PERIODS_SHOWN, SHORT, GoalDetail, Step
from goals.queries.goal_charts import drawn, has_pace
from goals.queries.goal_names import (
    average,
    days_left,
    is_over,
    recent_days,
    row_name,
    short_name,
    sums_of,
    writer_of,
)
from goals.queries.goal_usual import days_outside

MOST_HOURS = 16


def day_columns(detail: GoalDetail) -> DayColumns | None:
    """What each step brought, under the pace of a total."""
    row = detail.progress
    if row is None or not has_pace(detail):
        return None
    writer = writer_of(detail)
    shown = drawn(detail)
    weekly = len(shown.steps) < len([s for s in detail.steps if s.work or s.sums.n])
    short = detail.goal.cadence in SHORT
    unusual = frozenset() if weekly or short else days_outside(detail)
    needed = _needed_step(detail, row) if not weekly else None
    mean = average(recent_days(detail), detail.goal.metric.decimals)
    count = sum(1 for step in shown.steps if step.work) or len(shown.steps)
    even = float(row.target) / count if writer.higher else None
    return DayColumns(
        id="days",
        title="Each hour" if short else ("Each week" if weekly else "Each day"),
        columns=tuple(_column(detail, writer, step, unusual) for step in shown.steps),
        pace=even,
        needed=None if needed is None else float(needed),
        needed_label="" if needed is None else f"{writer.figure(needed)} a day",
        needed_hint="" if needed is None else "needed now",
        caption="Each hour" if short else ("Each week" if weekly else "Each day"),
        average_label=""
        if mean is None or short or weekly or is_over(detail)
        else f"last five average {writer.figure(mean)}",
    )


def _needed_step(detail: GoalDetail, row: Progress) -> Decimal | None:
    if is_over(detail) or detail.goal.cadence in SHORT:
        return None
    return needed_per_day(detail.measure, sums_of(row), row.target, days_left(detail))


def _column(detail: GoalDetail, writer: Writer, step: Step, unusual: frozenset[date]) -> Column:
    name = _step_name(detail, step)
    if step.state == "future":
        return Column(None, f"{name}: still to come.", future=True)
    if not step.sums.n:
        return Column(None, f"{name}: no figures.")
    figure = writer.figure(writer.result(step.sums))
    return Column(float(step.sums.value), f"{name}: {figure}.", pale=step.day in unusual)


def _step_name(detail: GoalDetail, step: Step) -> str:
    if detail.goal.cadence in SHORT:
        return dates.clock_time(detail.clock.local(step.starts_at).time())
    return dates.day(step.day, detail.today)


def hour_strip(detail: GoalDetail) -> HourStrip | None:
    """The hours of a daily or hourly goal, as figures."""
    if detail.goal.cadence not in SHORT or not any(step.sums.n for step in detail.steps):
        return None
    writer = writer_of(detail)
    steps = list(detail.steps)
    if len(steps) > MOST_HOURS:
        last = max((n for n, step in enumerate(steps) if step.state != "future"), default=0)
        end = min(max(last + 4, MOST_HOURS), len(steps))
        steps = steps[max(end - MOST_HOURS, 0) : end]
    unit = " in minutes" if detail.goal.metric.unit == Metric.Unit.SECONDS else ""
    cells = tuple(_cell(detail, writer, step) for step in steps)
    return HourStrip(f"{detail.goal.metric.name} by the hour{unit}", cells)


def _cell(detail: GoalDetail, writer: Writer, step: Step) -> HourCell:
    at = dates.clock_time(detail.clock.local(step.starts_at).time())
    if step.state == "future":
        return HourCell(at[:2], "", "future", f"{at}: still to come")
    result = writer.result(step.sums)
    if result is None:
        return HourCell(at[:2], "", "now" if step.state == "now" else "none", f"{at}: no figures")
    hourly = detail.goal.cadence == Cadence.HOURLY
    reached = meets(detail.measure, step.sums, detail.target)
    tone = "past" if reached or (writer.is_total and not hourly) else "near"
    return HourCell(
        at[:2],
        _in_cell(writer, result),
        "now" if step.state == "now" else tone,
        f"{at}: {writer.figure(result, near=detail.target)}",
    )


def _in_cell(writer: Writer, result: Decimal) -> str:
    """The figure in a narrow cell: `86`, `4:12`."""
    if writer.is_percent:
        return formats.number(result)
    if writer.metric.unit == Metric.Unit.SECONDS:
        return formats.clock(result)
    return formats.trimmed(result, writer.metric.decimals)


def period_columns(detail: GoalDetail) -> PeriodColumns | None:
    """The twelve periods before the one that runs, each against its own target."""
    rows = past_rows(detail)
    if not rows:
        return None
    writer = writer_of(detail)
    return PeriodColumns(
        id="periods",
        title=periods_title(detail),
        periods=tuple(_period(detail, writer, row) for row in rows),
        dot=not writer.is_total,
    )


def past_rows(detail: GoalDetail) -> list[Progress]:
    """Periods that are over and have figures or at least an end, oldest first, twelve at most."""
    return [row for row in detail.periods if row.ends_at <= detail.now][-PERIODS_SHOWN:]


_MANY = {
    "hourly": "hours",
    "daily": "days",
    "weekly": "weeks",
    "monthly": "months",
    "quarterly": "quarters",
    "yearly": "years",
    "once": "times",
}


def periods_title(detail: GoalDetail) -> str:
    """`Last 12 months`."""
    count = len(past_rows(detail))
    word = _MANY[detail.goal.cadence]
    return f"Last {count} {word}" if count > 1 else f"Last {word.removesuffix('s')}"


def periods_sentence(detail: GoalDetail) -> str:
    """`Met in 9 of 12.`"""
    rows = [row for row in past_rows(detail) if row.n]
    met = sum(meets(detail.measure, sums_of(row), row.target) for row in rows)
    if not rows:
        return ""
    if met == len(rows):
        return "Met every time." if met > 1 else "Met."
    missed = len(rows) - met
    verb = "fell short of" if writer_of(detail).higher else "went over"
    pale = "The pale one" if missed == 1 else "The pale ones"
    return f"Met in {met} of {len(rows)}. {pale} {verb} the line."


def _period(detail: GoalDetail, writer: Writer, row: Progress) -> Period:
    result = writer.result(sums_of(row))
    met = None if result is None else meets(detail.measure, sums_of(row), row.target)
    words = "no figures" if met is None else ("met" if met else "missed")
    figure = writer.figure(result, near=row.target)
    title = f"{row_name(detail, row)}: {figure}, {writer.goal_line(row.target)}, {words}"
    value = None if result is None else float(result)
    return Period(short_name(detail, row), value, float(row.target), met, title)
