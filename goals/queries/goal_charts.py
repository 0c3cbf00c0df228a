"""The drawings of a goal's page, made of what `read_goal` found. No statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from goals import dates
from goals.charts import (
    Bullet,
    PaceChart,
    RateChart,
    Tick,
    bullet_for_rate,
    bullet_for_total,
    nice_ticks,
)
from goals.charts.rate import rate_scale
from goals.models import Cadence, Progress, Status
from goals.progress import Sums, expected_by_now
from goals.queries.figures import Writer
from goals.queries.goal import SHORT, GoalDetail, Step
from goals.queries.goal_facts import chart_sentence, reference_of
from goals.queries.goal_forecast import forecast_of_ratio, forecast_of_total, work_left
from goals.queries.goal_names import (
    is_over,
    sums_of,
    writer_of,
)
from goals.queries.goal_usual import kept_inside, usual_label, usual_of_days

MOST_STEPS = 100
"""Longer periods are drawn by the week: a column of less than five pixels is none."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The steps as they are drawn, and where today is among them (0 to 1), if it is."""

    steps: tuple[Step, ...]
    work: int
    today: float | None


def bullet_of(detail: GoalDetail, *, large: bool = True) -> Bullet | None:
    """The bullet under the heading; None before there is anything to say."""
    row = detail.progress
    if row is None:
        return None
    writer = writer_of(detail)
    result = writer.result(sums_of(row))
    title = f"{writer.figure(result, near=row.target)}, {writer.goal_line(row.target)}"
    return bullet_from(
        writer, result, row.target, None if is_over(detail) else row.expected, title, large=large
    )


def bullet_from(
    writer: Writer,
    result: Decimal | None,
    target: Decimal,
    expected: Decimal | None,
    title: str,
    *,
    large: bool = False,
) -> Bullet:
    """A bar for a total, a dot for a ratio; the large one with its axis."""
    value = None if result is None else float(result)
    if writer.is_total:
        bullet = bullet_for_total(
            value,
            float(target),
            None if expected is None else float(expected),
            lower_is_better=not writer.higher,
            title=title,
        )
    else:
        ceiling = 100.0 if writer.is_percent else None
        bullet = bullet_for_rate(
            value, float(target), lower_is_better=not writer.higher, ceiling=ceiling, title=title
        )
    if not large:
        return bullet
    axis = ticks(writer, bullet.low, bullet.high, 5)
    return replace(bullet, axis=axis, target_label=writer.target(target))


def ticks(writer: Writer, low: float, high: float, count: int) -> tuple[Tick, ...]:
    """Round figures between two ends, written as the metric is."""
    return tuple(Tick(at, writer.target(Decimal(str(at)))) for at in nice_ticks(low, high, count))


# --- Steps ---------------------------------------------------------------------------------------


def drawn(detail: GoalDetail) -> Drawn:
    """Days off without figures left out; long periods by the week."""
    whole = sum(step.work for step in detail.steps)
    kept = [step for step in detail.steps if step.work or step.sums.n] or list(detail.steps)
    if len(kept) > MOST_STEPS:
        kept = _by_week(kept, detail.organisation.week_starts_on)
    return Drawn(tuple(kept), whole, _today(detail, kept))


def _by_week(steps: Sequence[Step], starts_on: int) -> list[Step]:
    weeks: dict[date, Step] = {}
    for step in steps:
        first = step.day - timedelta(days=(step.day.weekday() - starts_on) % 7)
        there = weeks.get(first)
        weeks[first] = step if there is None else _joined(there, step)
    return list(weeks.values())


def _joined(earlier: Step, later: Step) -> Step:
    state = later.state if earlier.state == later.state else "now"
    return replace(
        later,
        starts_at=earlier.starts_at,
        day=earlier.day,
        sums=earlier.sums + later.sums,
        expected=later.expected if later.expected is not None else earlier.expected,
        work=earlier.work + later.work,
        state=state,
    )


def _today(detail: GoalDetail, steps: Sequence[Step]) -> float | None:
    """Along the drawing: whole steps that are over, and the worked share of the one that runs."""
    if is_over(detail) or not detail.is_current or not steps:
        return None
    passed = 0.0
    for step in steps:
        if step.ends_at <= detail.now:
            passed += 1
        elif step.starts_at <= detail.now:
            done = detail.workdays.between(step.starts_at, detail.now)
            passed += min(done / step.work, 1.0) if step.work else 0.5
    return passed / len(steps)


def _pace(detail: GoalDetail, shown: Drawn) -> tuple[tuple[float, float], ...]:
    """Even pace: where it was worked out, as it was; from there on by the usual work that is left."""
    points = [(0.0, 0.0)]
    done = 0
    row, count = detail.progress, len(shown.steps)
    running = shown.today is not None and row is not None and row.expected is not None
    for place, step in enumerate(shown.steps, start=1):
        done += step.work
        if running and step.state != "past":
            break
        expected = step.expected if step.state == "past" else None
        if expected is None:
            share = Fraction(done, shown.work) if shown.work else Fraction(place, count)
            expected = expected_by_now(detail.measure, detail.target, share)
        points.append((place / count, float(expected)))
    if running and shown.today is not None and row is not None and row.expected is not None:
        points = [point for point in points if point[0] < shown.today] or [(0.0, 0.0)]
        now, rest = float(row.expected), float(row.target - row.expected)
        points.append((shown.today, now))
        if shown.today < 1:
            ahead = work_left(detail, shown.steps, shown.today)
            points += [(place, now + rest * share) for place, share in ahead]
    return tuple(points)


def _actual(shown: Drawn, total: Sums) -> tuple[tuple[float, float], ...]:
    points = [(0.0, 0.0)]
    count = len(shown.steps)
    for place, step in enumerate(shown.steps, start=1):
        if step.state == "past":
            points.append((place / count, float(step.running.value)))
    if shown.today is not None:
        points = [point for point in points if point[0] < shown.today] or [(0.0, 0.0)]
        points.append((shown.today, float(total.value)))
    return tuple(points)


def _step_ticks(detail: GoalDetail, shown: Drawn) -> tuple[Tick, ...]:
    """Hours, week starts or month starts, whichever leaves room."""
    count = len(shown.steps)
    if detail.goal.cadence in SHORT:
        every = 2 if count > 7 else 1
        return tuple(
            Tick(place / count, dates.clock_time(detail.clock.local(step.starts_at).time()))
            for place, step in enumerate(shown.steps)
            if place % every == 0
        )
    days = [step.day for step in shown.steps]
    if detail.period.days > 45:
        starts = [n for n in range(count) if n == 0 or days[n].month != days[n - 1].month]
        # A first month that is nearly over would lie under the next one's name.
        if len(starts) > 1 and (starts[1] - starts[0]) / count < 0.06:
            starts = starts[1:]
        return tuple(Tick(n / count, dates.short_month(days[n])) for n in starts)
    week = detail.organisation.week_starts_on
    first = [
        n
        for n in range(count)
        if n == 0 or (days[n] - timedelta(days=(days[n].weekday() - week) % 7)) > days[n - 1]
    ]
    if len(first) > 1 and (first[1] - first[0]) / count < 0.1:
        first = first[1:]
    if detail.period.days <= 8:
        first = list(range(count))
    return tuple(Tick(n / count, dates.short_day(days[n], days[n])) for n in first)


# --- Pace and rate -------------------------------------------------------------------------------


def has_pace(detail: GoalDetail) -> bool:
    """Whether there is a total with something to draw of it."""
    row = detail.progress
    return row is not None and row.n > 0 and not detail.measure.is_ratio and len(detail.steps) > 1


def pace_chart(detail: GoalDetail) -> PaceChart | None:
    """How a total grows; None for a ratio, or without anything to draw."""
    row = detail.progress
    if row is None or not has_pace(detail):
        return None
    writer = writer_of(detail)
    shown = drawn(detail)
    actual = _actual(shown, sums_of(row))
    pace = _pace(detail, shown)
    forecast = forecast_of_total(detail, shown.steps, actual[-1])
    ends = forecast.high if forecast is not None else ()
    high = max(value for _, value in (*actual, *pace, *ends))
    so_far = writer.figure(writer.result(sums_of(row)))
    gap = _gap_words(detail, row, writer)
    return PaceChart(
        id="pace",
        title=f"Pace: {detail.goal.name}",
        desc=chart_sentence(detail),
        actual=actual,
        pace=pace,
        goal=float(row.target),
        goal_label=f"Goal {writer.target(row.target)}",
        x_ticks=_step_ticks(detail, shown),
        y_ticks=ticks(writer, 0.0, max(high, float(row.target)), 4)[1:],
        today=shown.today,
        today_label="Now" if detail.goal.cadence in SHORT else "Today",
        so_far_label=so_far if is_over(detail) else f"{so_far} so far",
        gap_label=gap,
        gap_tone=row.status if gap else "",
        forecast=forecast,
    )


def _gap_words(detail: GoalDetail, row: Progress, writer: Writer) -> str:
    """What is short, beside the gap; what is ahead needs no words there."""
    if is_over(detail) or row.status not in (Status.BEHIND, Status.WATCH):
        return ""
    against = writer.against(writer.result(sums_of(row)), reference_of(writer, row))
    return f"{against} even pace" if against.endswith(("behind", "over")) else ""


def rate_chart(detail: GoalDetail) -> RateChart | None:
    """How a ratio went, step by step; None for a total, or without anything to draw."""
    row = detail.progress
    writer = writer_of(detail)
    if row is None or writer.is_total or len(detail.steps) < 2 or row.n == 0:
        return None
    shown = drawn(detail)
    count = len(shown.steps)
    points: list[tuple[float, float | None]] = []
    running: list[tuple[float, float]] = []
    for place, step in enumerate(shown.steps):
        if step.state == "future":
            continue
        result = writer.result(step.sums)
        points.append(((place + 0.5) / count, None if result is None else float(result)))
        so_far = writer.result(step.running)
        if so_far is not None and detail.goal.cadence != Cadence.HOURLY:
            running.append(((place + 0.5) / count, float(so_far)))
    usual = usual_of_days(detail)
    chart = RateChart(
        id="rate",
        title=f"Result by {'hour' if detail.goal.cadence in SHORT else 'day'}: {detail.goal.name}",
        desc=chart_sentence(detail),
        points=tuple(points),
        target=float(row.target),
        target_label=f"Goal {writer.target(row.target)}",
        x_ticks=_step_ticks(detail, shown),
        usual=None if usual is None else kept_inside(writer, usual),
        usual_label="" if usual is None else usual_label(writer, usual),
        lower_is_better=not writer.higher,
        today=shown.today,
        today_label="Now" if detail.goal.cadence in SHORT else "Today",
        running=tuple(running),
        last_label=f"{writer.figure(writer.result(sums_of(row)), near=row.target)}"
        + ("" if is_over(detail) else " so far"),
        forecast=forecast_of_ratio(detail, running or points),
    )
    scale = rate_scale(chart)
    return replace(chart, y_ticks=ticks(writer, scale.low, scale.high, 4))
