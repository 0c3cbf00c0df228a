"""How many are usually counted in each hour of a team's day: what the rest of today will bring. One statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from goals import formats
from goals.charts import HourStrip
from goals.models import TeamSlot
from teams.calendar import DAYS_APART, Clock

WEEK = timedelta(weeks=1)
WEEKS_LEARNED = 8
FEWEST_WEEKS = 4


def expected_by_hour(metric_id: int, team_id: int, clock: Clock, today: date) -> dict[int, float]:
    """The mean weight by hour of the wall clock, of the same weekday of the last eight weeks.

    Empty with less than four such days: then nothing is known yet. One statement.
    """
    days = [today - WEEK * back for back in range(1, WEEKS_LEARNED + 1)]
    rows: Iterable[tuple[datetime, date, Decimal]] = TeamSlot.objects.filter(
        metric_id=metric_id,
        team_id=team_id,
        organisation_day__range=(days[-1] - DAYS_APART, today + DAYS_APART),
        day__in=days,
    ).values_list("slot", "day", "weight")
    found: dict[int, float] = {}
    seen: set[Any] = set()
    for slot, day, weight in rows:
        seen.add(day)
        hour = clock.local(slot).hour
        found[hour] = found.get(hour, 0.0) + float(weight)
    if len(seen) < FEWEST_WEEKS:
        return {}
    return {hour: weight / len(seen) for hour, weight in found.items()}


def with_expected(strip: HourStrip, expected: dict[int, float], label: str) -> HourStrip:
    """The strip with what is expected in the hours to come."""
    cells = tuple(
        replace(cell, text=text, title=f"{cell.hour}:00: {text} expected")
        if cell.tone == "future" and (text := _text(expected.get(int(cell.hour), 0.0)))
        else cell
        for cell in strip.cells
    )
    return HourStrip(label, cells)


def _text(amount: float) -> str:
    return formats.compact(round(amount)) if round(amount) > 0 else ""
