"""What is usual for a team by weekday and hour, read from its tallies; and what stands out of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db.models import Sum

from goals.models import Metric, TeamDay, TeamSlot
from goals.swings import DAYS_LEARNED, Day, Hour, Week, find
from teams.calendar import DAYS_APART, ONE_DAY, Clock, WorkingTime, hours_of_day
from teams.models import Team

_HOURS = 24


def metrics_of(team: Team, today: date) -> list[Metric]:
    """The totals that this team has figures of in the last eight weeks: first the one with most of them, then by name.

    Of counts alone one can say which is most. Two statements.
    """
    since = today - timedelta(days=DAYS_LEARNED)
    totals = list(
        Metric.objects.filter(kind=Metric.Kind.TOTAL, archived_at=None).order_by("name", "pk")
    )
    sums: Iterable[tuple[int, Decimal]] = (
        TeamDay.objects.filter(
            metric_id__in=[one.pk for one in totals], team_id=team.pk, day__range=(since, today - ONE_DAY)
        )
        .order_by()
        .values_list("metric_id")
        .annotate(amount=Sum("value"))
    )  # fmt: skip
    amounts = {pk: amount for pk, amount in sums if amount > 0}
    found = [one for one in totals if one.pk in amounts]
    counts = [one for one in found if one.unit == Metric.Unit.COUNT]
    if counts:
        most = max(counts, key=lambda one: amounts[one.pk])
        found.sort(key=lambda one: one is not most)
    return found


def usual_week(metric: Metric, team: Team, working: WorkingTime, today: date) -> Week:
    """The last eight weeks of a team's total, without today, which is not over. One statement."""
    clock = team.clock
    days = [today - timedelta(days=back) for back in range(DAYS_LEARNED, 0, -1)]
    rows: Iterable[tuple[datetime, date, Decimal]] = (
        TeamSlot.objects.filter(
            metric_id=metric.pk,
            team_id=team.pk,
            organisation_day__range=(days[0] - DAYS_APART, today + DAYS_APART),
            day__range=(days[0], days[-1]),
        )
        .order_by("slot")
        .values_list("slot", "day", "value")
    )
    amounts: dict[Any, dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for slot, day, value in rows:
        amounts[day][clock.local(slot).hour] += value
    worked = frozenset(range(7)).intersection(working.weekdays)
    # An hour that never had a figure has none: it is not one in which nothing came.
    seen = {hour for of_day in amounts.values() for hour in of_day}
    return find(
        [
            _day(clock, day, amounts[day], seen, is_off=not working.is_working_day(day))
            for day in days
        ],
        open_hours(working),
        worked,
        clock.day_starts_hour,
    )


def _day(
    clock: Clock, day: date, amounts: dict[int, Decimal], seen: set[int], *, is_off: bool
) -> Day:
    """The hours that the day has on the wall, with their seconds: 23 or 25 of them, where a clock was changed. Of those
    that were `seen` with a figure on some day.
    """
    seconds: dict[int, int] = defaultdict(int)
    ends = (*hours_of_day(clock, day), clock.day_bounds(day)[1])
    for start, end in pairwise(ends):
        seconds[clock.local(start).hour] += int((end - start).total_seconds())
    hours = (
        Hour(hour, length, amounts.get(hour, Decimal(0)))
        for hour, length in seconds.items()
        if hour in seen
    )
    return Day(day, tuple(hours), is_off)


def open_hours(working: WorkingTime) -> list[int]:
    """Hours of the wall that lie wholly in working time; where there are none, those it begins and ends in."""
    opens, closes = working.opens, working.closes
    first = opens.hour + bool(opens.minute)
    last = closes.hour + (_HOURS if closes <= opens else 0)
    if last <= first:
        return sorted({opens.hour, closes.hour})
    return [hour % _HOURS for hour in range(first, min(last, first + _HOURS))]
