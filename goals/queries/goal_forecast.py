"""The way a goal's period will likely go from now on, for its charts. No statements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import sqrt

from goals.charts import Forecast
from goals.queries.goal import SHORT, GoalDetail, Step
from goals.queries.goal_names import writer_of
from goals.queries.goal_outlook import outlook_in
from goals.queries.outlooks import Outlook, finish, range_words

Points = list[tuple[float, float]]


def forecast_of_total(
    detail: GoalDetail, steps: Sequence[Step], now: tuple[float, float]
) -> Forecast | None:
    """From `now` (along the drawing, figure) to the likely end, along the working time that is left.

    What is not known adds up as independent days do: the range widens with the root of the work done.
    """
    outlook = outlook_in(detail)
    at, value = now
    if outlook is None or not detail.is_current or at >= 1:
        return None
    low, likely, high = (float(end) for end in (outlook.low, outlook.likely, outlook.high))
    least = value if low >= value else float("-inf")
    ways: tuple[Points, Points, Points] = ([now], [now], [now])
    for place, share in work_left(detail, steps, at):
        way = value + (likely - value) * share
        reach = sqrt(share)
        ways[0].append((place, max(way - (likely - low) * reach, least)))
        ways[1].append((place, way))
        ways[2].append((place, way + (high - likely) * reach))
    return _drawn(detail, outlook, ways)


def work_left(detail: GoalDetail, steps: Sequence[Step], at: float) -> Points:
    """(along the drawing, share of the work left that is done by then), step by step from now to the end.

    Days count as much as they usually do, hours as long as they are worked.
    """
    count, now = len(steps), detail.now
    found: Points = []
    done = 0.0
    for place, step in enumerate(steps, start=1):
        if step.ends_at > now:
            rest = min(place - at * count, 1.0)
            done += _usual_work(detail, step) * rest
            found.append((place / count, done))
    if done <= 0:
        return [(1.0, 1.0)]
    return [*((place, work / done) for place, work in found[:-1]), (1.0, 1.0)]


def done_by(detail: GoalDetail) -> date | None:
    """The day on which the likely way reaches the target of a total, where that is before the last day."""
    row, outlook = detail.progress, outlook_in(detail)
    if row is None or outlook is None or not detail.is_current or detail.goal.cadence in SHORT:
        return None
    is_total = not detail.measure.is_ratio
    if not (
        is_total and detail.measure.higher_is_better and row.value < row.target < outlook.likely
    ):
        return None
    over = sum(step.state == "past" for step in detail.steps)
    today = detail.steps[over]
    done = detail.workdays.between(today.starts_at, detail.now) / today.work if today.work else 0.5
    count = len(detail.steps)
    asked = float((row.target - row.value) / (outlook.likely - row.value))
    ways = work_left(detail, detail.steps, (over + min(done, 1.0)) / count)
    place = next((place for place, share in ways if share >= asked), 1.0)
    day = detail.steps[round(place * count) - 1].day
    return day if day < detail.period.last else None


def _usual_work(detail: GoalDetail, drawn: Step) -> float:
    """Of a step as it is drawn: an hour, a day, or the days of a week."""
    if detail.goal.cadence in SHORT:
        return float(drawn.work)
    days = (s.day for s in detail.steps if drawn.starts_at <= s.starts_at < drawn.ends_at)
    return sum(detail.known.usual.on(day, detail.workdays) for day in days)


def forecast_of_ratio(
    detail: GoalDetail, points: Sequence[tuple[float, float | None]]
) -> Forecast | None:
    """From the last result straight to the likely end, and the range there."""
    outlook = outlook_in(detail)
    known = [(at, value) for at, value in points if value is not None]
    if outlook is None or not known:
        return None
    low, likely, high = (
        [known[-1], (1.0, float(end))] for end in (outlook.low, outlook.likely, outlook.high)
    )
    return _drawn(detail, outlook, (low, likely, high))


def _drawn(detail: GoalDetail, outlook: Outlook, ways: tuple[Points, Points, Points]) -> Forecast:
    writer = writer_of(detail)
    low, likely, high = ways
    return Forecast(
        likely=tuple(likely),
        low=tuple(low),
        high=tuple(high),
        label=f"Likely {finish(writer, outlook.likely, outlook, detail.target)}",
        hint=range_words(writer, outlook, detail.target),
    )
