"""How a ratio went by the hour today, for goals of an hour or a day. One statement for a whole page."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from goals import dates, formats
from goals.charts import HourCell, HourStrip
from goals.models import Metric, Scope, TeamSlot
from goals.progress import Sums, meets
from goals.progress import result as result_of
from goals.queries.ledger_facts import GoalFacts, ProgressFacts
from goals.queries.ledger_rows import SHORT
from teams.calendar import Clock, hours_of_day

MOST_CELLS = 14
"""As many as fit a line; a team that works round the clock sees the hours around now."""

_AHEAD = 4
_LABEL = "By the hour"


@dataclass(frozen=True, slots=True)
class _Day:
    """The hours of one team's day and which of them are shown."""

    starts: tuple[datetime, ...]
    shown: range
    clock: Clock


def hour_strips(
    pairs: Iterable[tuple[GoalFacts, ProgressFacts]], now: datetime
) -> dict[int, HourStrip]:
    """Strips by goal id, for the goals that have one and have figures today. One statement, or none."""
    wanted = [
        (goal, progress)
        for goal, progress in pairs
        if goal.cadence in SHORT
        and goal.scope == Scope.TEAM
        and not goal.is_total
        and goal.team_id is not None
        and goal.zone is not None
        and _clock(goal).day_of(now) == progress.first_day
    ]
    if not wanted:
        return {}
    slots = _slots(wanted)
    strips: dict[int, HourStrip] = {}
    for goal, progress in wanted:
        rows = slots.get((goal.metric_id, goal.team_id or 0), [])
        strip = _strip(goal, progress, rows, now)
        if strip is not None:
            strips[goal.pk] = strip
    return strips


def _clock(goal: GoalFacts) -> Clock:
    return Clock(goal.zone or "UTC", goal.day_starts_hour or 0)


_Slot = tuple[datetime, Sums]


def _slots(
    wanted: Sequence[tuple[GoalFacts, ProgressFacts]],
) -> Mapping[tuple[int, int], list[_Slot]]:
    days = {progress.first_day for _, progress in wanted}
    starts = [_clock(goal).day_start(progress.first_day) for goal, progress in wanted]
    rows: Iterable[Any] = TeamSlot.objects.filter(
        metric_id__in={goal.metric_id for goal, _ in wanted},
        team_id__in={goal.team_id for goal, _ in wanted},
        slot__gte=min(starts),
        slot__lt=max(starts) + timedelta(days=2),
        day__in=days,
    ).values_list("metric_id", "team_id", "slot", "value", "weight", "n")
    found: dict[tuple[int, int], list[_Slot]] = {}
    for metric_id, team_id, slot, value, weight, n in rows:
        found.setdefault((metric_id, team_id), []).append((slot, Sums(value, weight, n)))
    return found


def _strip(
    goal: GoalFacts, progress: ProgressFacts, rows: Sequence[_Slot], now: datetime
) -> HourStrip | None:
    day = _day(goal, progress.first_day, rows, now)
    by_hour: dict[int, Sums] = {}
    for slot, sums in rows:
        # An hour of the team may lie in two slots, where the organisation's hour changes inside it.
        place = bisect_right(day.starts, slot) - 1
        ends = day.clock.day_bounds(progress.first_day)[1]
        if 0 <= place < len(day.starts) and slot < ends and slot <= now:
            by_hour[place] = by_hour.get(place, Sums()) + sums
    if not by_hour:
        return None
    current = bisect_right(day.starts, now) - 1
    cells = [
        _cell(goal, progress.target, day, place, by_hour.get(place), current) for place in day.shown
    ]
    return HourStrip(_LABEL, tuple(cells))


def _day(goal: GoalFacts, on: date, rows: Sequence[_Slot], now: datetime) -> _Day:
    """The working hours, widened to every hour that has figures, and cut to what fits."""
    clock = _clock(goal)
    starts = hours_of_day(clock, on)
    opens, closes = goal.opens_at, goal.closes_at
    working = {
        place
        for place, start in enumerate(starts)
        if opens is not None
        and closes is not None
        and _is_open(clock.local(start).hour, opens.hour, closes.hour + bool(closes.minute))
    }
    working |= {
        place for slot, _ in rows if 0 <= (place := bisect_right(starts, slot) - 1) < len(starts)
    }
    first, last = min(working, default=0), max(working, default=0)
    if last - first >= MOST_CELLS:
        current = bisect_right(starts, now) - 1
        last = min(last, max(current + _AHEAD, first + MOST_CELLS - 1))
        first = max(first, last - MOST_CELLS + 1)
    return _Day(starts, range(first, last + 1), clock)


def _is_open(hour: int, opens: int, closes: int) -> bool:
    if closes > opens:
        return opens <= hour < closes
    return hour >= opens or hour < closes


def _cell(
    goal: GoalFacts, target: Decimal, day: _Day, place: int, sums: Sums | None, current: int
) -> HourCell:
    at = dates.clock_time(day.clock.local(day.starts[place]).time())
    hour = at[:2]
    if place > current:
        return HourCell(hour, "", "future", f"{at}: still to come")
    figure = None if sums is None else result_of(goal.measure, sums)
    if sums is None or figure is None:
        tone = "now" if place == current else "none"
        return HourCell(hour, "", tone, f"{at}: no figures")
    full = formats.figure(figure, goal.unit, decimals=goal.decimals)
    tone = "past" if meets(goal.measure, sums, target) else "near"
    if place == current:
        tone = "now"
    return HourCell(hour, _short(goal, figure), tone, f"{at}: {full}")


def _short(goal: GoalFacts, figure: Decimal) -> str:
    """The figure in a narrow cell: `86`, `4:12`."""
    if goal.unit == Metric.Unit.PERCENT:
        return formats.number(figure)
    if goal.unit == Metric.Unit.SECONDS:
        return formats.clock(figure)
    return formats.trimmed(figure, goal.decimals)
