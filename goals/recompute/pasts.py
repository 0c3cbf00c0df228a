"""The past of each figure that is wanted, and what it says of a running period at an instant.

Every figure learns from its own past alone: the organisation's, a team's, one agent's. So a correction
touches the forecasts of its own figure, and of no other's.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from django.db import connection

from goals.forecast import Left, Pieces
from goals.models import Cadence, Scope
from goals.models.bulk import Columns, given, meanwhile, read_day, summed_for_each
from goals.outlook import (
    LONGEST_PAST,
    Known,
    Outlook,
    known_before,
    outlook,
    settled,
    usual_amount,
)
from goals.progress import WHOLE, Moment, Sums, meets
from goals.recompute.calendars import ONE_DAY, Calendar, Hours, elapsed
from goals.recompute.plans import Plan
from goals.recompute.wanted import Wanted
from goals.usual_work import HOURS_LEARNED, UsualWork
from teams.calendar import Clock, dates_somewhere, hours_of_day

SERIES: Columns = {
    "place": "small",
    "layer": "text",
    "metric_id": "int",
    "team_id": "int",
    "agent_id": "int",
    "first_day": "day",
    "last_day": "day",
}
BY_HOUR: Columns = {
    "place": "small",
    "layer": "text",
    "metric_id": "int",
    "team_id": "int",
    "first_day": "day",
    "last_day": "day",
    "since": "instant",
    "until": "instant",
    "shift": "int",
}
_SUMS = "CAST(SUM(t.value) AS bigint), CAST(SUM(t.weight) AS bigint)"
_BETWEEN = "t.day BETWEEN s.first_day AND s.last_day"
_DAYS = {
    Scope.ORGANISATION: f"goals_organisationday t ON t.metric_id = s.metric_id AND {_BETWEEN}",
    Scope.TEAM: "goals_teamday t ON t.metric_id = s.metric_id AND t.team_id = s.team_id"
    f" AND {_BETWEEN}",
    Scope.MEMBERS: "goals_agentday t ON t.metric_id = s.metric_id AND t.team_id = s.team_id"
    f" AND t.agent_id = s.agent_id AND {_BETWEEN}",
    Scope.AGENT: "goals_agentday t ON t.metric_id = s.metric_id AND t.agent_id = s.agent_id"
    f" AND {_BETWEEN}",
}
_HOURS = {
    Scope.ORGANISATION: "t.metric_id = h.metric_id",
    Scope.TEAM: "t.metric_id = h.metric_id AND t.team_id = h.team_id"
    " AND t.organisation_day BETWEEN h.first_day AND h.last_day",
}
_SECONDS = {
    # Not EXTRACT, which reckons with decimals.
    "postgresql": "date_part('epoch', t.slot)::bigint",
    "sqlite": "CAST(strftime('%%s', t.slot) AS INTEGER)",
}


class Series(NamedTuple):
    """A figure whose past is read: of a metric, for the organisation, a team, a member or an agent."""

    scope: str
    metric_id: int
    team_id: int
    agent_id: int


def series_of(plan: Plan, agent_id: int) -> Series:
    """The figure that a goal is about, for one of its subjects."""
    team_id = 0 if plan.scope == Scope.ORGANISATION else plan.team_id
    return Series(plan.scope, plan.metric_id, team_id, agent_id)


Daily = dict[date, tuple[int, int]]
_Stretch = tuple[date, date, datetime, datetime, int]


@dataclass(slots=True)
class Pasts:
    """What is known of each figure, before any day that is asked for."""

    days: dict[Series, Daily]
    hours: dict[Series, Hours] = field(default_factory=dict)
    _known: dict[tuple[Series, date], Known] = field(default_factory=dict)
    _work: dict[tuple[Series, date, date, date], tuple[int, int]] = field(default_factory=dict)
    _ahead: dict[Series, tuple[datetime, Pieces]] = field(default_factory=dict)
    """What is left from an instant on: of each figure for the last one that was asked for, which goals of
    all cadences share."""
    _last: tuple[Wanted, datetime, tuple[Series, date, Known]] | None = None
    _elapsed: dict[tuple[datetime, datetime, datetime], Fraction] = field(default_factory=dict)

    def known(self, plan: Plan, series: Series, today: date) -> Known:
        """What the past says at the beginning of `today`."""
        found = self._known.get((series, today))
        if found is None:
            found = self._known[series, today] = known_before(
                today,
                _window(self.days.get(series, {}), today),
                plan.calendar,
                is_ratio=plan.measure.is_ratio,
            )
        return found

    def _place(self, item: Wanted, at: datetime) -> tuple[Series, date, Known]:
        """The figure, its day, and what was known when that day began."""
        # Asked for several times in a row, of one period after the other.
        if self._last is None or self._last[0] is not item or self._last[1] != at:
            series = series_of(item.plan, item.agent_id)
            today = item.plan.calendar.day_of(at)
            self._last = item, at, (series, today, self.known(item.plan, series, today))
        return self._last[2]

    def moment(self, item: Wanted, at: datetime, *, closed: bool) -> Moment:
        """Where a period stands at an instant."""
        plan, calendar = item.plan, item.plan.calendar
        window = item.starts_at, item.ends_at, at
        time_share = self._elapsed.get(window)
        if time_share is None:
            time_share = self._elapsed[window] = elapsed(*window)
        if at >= item.ends_at:
            return Moment(WHOLE, time_share, over=True, closed=closed)
        series, today, known = self._place(item, at)
        hours = self.hours.get(series)
        if plan.rhythm.cadence == Cadence.HOURLY:
            done = calendar.work_between(item.starts_at, at)
            everything = calendar.work_between(item.starts_at, item.ends_at)
        elif known.usual.by_weekday is None:
            done, everything = calendar.work_of_period(item.period, at)
        else:
            before, everything = self._work_of(item, series, known.usual, today)
            over, whole = calendar.share_of_day(at, hours)
            done = before * whole + _weight(known.usual, calendar, today) * over
            everything *= whole
        share = Fraction(done, everything) if everything else time_share
        usual = usual_amount(known, self._work_of_all(item, series, known.usual, today))
        return Moment(share, time_share, over=False, closed=closed, usual_volume=usual)

    def ahead(self, item: Wanted, at: datetime) -> Left | None:
        """The usual work that is left of a running period; None where nothing can be foretold from it."""
        if at >= item.ends_at:
            return None
        series, today, known = self._place(item, at)
        return None if known.rate is None else self._left(item, known.usual, series, today, at)

    def outlook(
        self, item: Wanted, sums: Sums, target: Decimal, at: datetime, left: Left | None
    ) -> Outlook | None:
        """What a period will end on, as far as was known at an instant inside it, with so much left `ahead`, or
        at its end.
        """
        plan = item.plan
        if sums.n == 0:
            return None
        if at >= item.ends_at:
            return settled(plan.measure, sums, met=meets(plan.measure, sums, target))
        if left is None:
            return None
        _, _, known = self._place(item, at)
        return outlook(plan.measure, known, sums, target, left)

    def _left(
        self, item: Wanted, usual: UsualWork, series: Series, today: date, at: datetime
    ) -> Left:
        """The usual work of what is left of today, and of each day after it."""
        calendar, hours = item.plan.calendar, self.hours.get(series)
        if item.plan.rhythm.cadence == Cadence.HOURLY:
            return Left(_work_of_hour(item, usual, hours, at), 0.0, 0.0)
        when, pieces = self._ahead.get(series, (None, None))
        if pieces is None or when != at:
            over, whole = calendar.share_of_day(at, hours)
            pieces = Pieces([usual.on(today, calendar) * (whole - over) / whole])
            self._ahead[series] = at, pieces
        count = (item.period.last - today).days + 1
        if count > len(pieces):
            first = today + timedelta(days=len(pieces))
            pieces.extend(usual.between(first, item.period.last, calendar))
        return pieces.left(count)

    def _work_of(
        self, item: Wanted, series: Series, usual: UsualWork, today: date
    ) -> tuple[int, int]:
        """The usual work of a period's days before today, and of all of them."""
        period = item.period
        key = series, period.first, period.last, today
        found = self._work.get(key)
        if found is None:
            calendar = item.plan.calendar
            before = usual.of_weekdays(calendar.weekday_counts(period.first, today - ONE_DAY))
            everything = usual.of_weekdays(calendar.weekday_counts(period.first, period.last))
            found = self._work[key] = (before, everything)
        return found

    def _work_of_all(self, item: Wanted, series: Series, usual: UsualWork, today: date) -> float:
        """The usual work of the whole window, 1.0 on the average day with work."""
        calendar, period = item.plan.calendar, item.period
        if item.plan.rhythm.cadence == Cadence.HOURLY:
            return _work_of_hour(item, usual, self.hours.get(series), item.starts_at)
        if usual.by_weekday is None:
            return float(calendar.working_days(period, period.last + ONE_DAY)[1])
        return self._work_of(item, series, usual, today)[1] / usual.average


def _work_of_hour(item: Wanted, usual: UsualWork, hours: Hours | None, since: datetime) -> float:
    """The usual work of an hour from an instant in it to its end."""
    calendar, day = item.plan.calendar, item.period.first
    over, whole = calendar.share_of_day(since, hours)
    end = whole
    if item.ends_at < calendar.clock.day_bounds(day)[1]:
        end, _ = calendar.share_of_day(item.ends_at, hours)
    return usual.on(day, calendar) * (end - over) / whole


def _weight(usual: UsualWork, calendar: Calendar, day: date) -> int:
    if usual.by_weekday is None or calendar.is_off(day):
        return 0
    return usual.by_weekday[day.weekday()]


def _window(days: Daily, today: date) -> Daily:
    """The part of a past that is looked at; much more is read where many days are worked out."""
    if len(days) <= LONGEST_PAST.days:
        return days
    listed = sorted(days)
    first = bisect_left(listed, today - LONGEST_PAST)
    return {day: days[day] for day in listed[first : bisect_left(listed, today)]}


# --- Reading it ----------------------------------------------------------------------------------


def read_pasts(wants: Sequence[Wanted], now: datetime) -> Pasts:
    """The pasts of all that is wanted, as far as any of its days looks back. Two statements.

    Hours are learned as of `now`, for what is running then.
    """
    spans: dict[Series, tuple[date, date]] = {}
    plans: dict[Series, Plan] = {}
    for item in wants:
        today = item.plan.calendar.day_of(now)
        last = min(item.period.last, today)
        if item.since > last and item.ends_at <= now:
            continue
        series = series_of(item.plan, item.agent_id)
        first = min(item.since, last) - LONGEST_PAST
        there = spans.get(series)
        spans[series] = (
            (first, last) if there is None else (min(there[0], first), max(there[1], last))
        )
        plans[series] = item.plan
    pasts = Pasts(_read_days(spans))
    running = {
        series_of(item.plan, item.agent_id): item.plan
        for item in wants
        if item.starts_at <= now < item.ends_at
    }
    pasts.hours = _read_hours(pasts, running, now)
    return pasts


def _order(series: Series) -> tuple[str, int, int]:
    return series.scope, series.metric_id, series.team_id


def _read_days(spans: dict[Series, tuple[date, date]]) -> dict[Series, Daily]:
    # What lies together is looked for together.
    listed = sorted(spans)
    found: dict[Series, Daily] = {}
    if not listed:
        return found
    layers = sorted({series.scope for series in listed})
    rows = [
        (place, one.scope, one.metric_id, one.team_id, one.agent_id, *spans[one])
        for place, one in enumerate(listed)
    ]
    read: list[Daily] = [{} for _ in listed]
    with (
        connection.cursor() as cursor,
        given(cursor, "series", SERIES, rows) as (asked, parameters),
    ):
        query = " UNION ALL ".join(
            # An agent's day may lie in two teams.
            summed_for_each(
                f"(SELECT * FROM asked WHERE layer = '{layer}') s",
                "s.place",
                _SUMS,
                _DAYS[Scope(layer)],
                "t.day",
            )
            for layer in layers
        )
        cursor.execute(f"WITH asked AS (SELECT * FROM {asked}) {query}", parameters)
        for place, day, value, weight in cursor.fetchall():
            # As text only where the database knows no days.
            read[place][day if type(day) is date else read_day(day)] = value, weight
    return dict(zip(listed, read, strict=True))


def _read_hours(pasts: Pasts, running: dict[Series, Plan], now: datetime) -> dict[Series, Hours]:
    """By local hour, the last four weeks of what is running and has a past to learn from."""
    today = {one: plan.calendar.day_of(now) for one, plan in running.items()}
    listed = sorted((one for one in running if one.scope in _HOURS), key=_order)
    rows = [
        (place, one.scope, one.metric_id, one.team_id, *stretch)
        for place, one in enumerate(listed)
        for stretch in _stretches(running[one].calendar.clock, today[one])
    ]
    if not rows:
        return {}
    seconds = _SECONDS[connection.vendor]
    query = " UNION ALL ".join(
        summed_for_each(
            f"(SELECT * FROM asked WHERE layer = '{layer}') h",
            "h.place",
            _SUMS,
            f"goals_teamslot t ON {join} AND t.slot >= h.since AND t.slot < h.until",
            f"({seconds} + h.shift) / 3600 %% 24",
            # All teams have the same hours, or nearly.
            first_by="slot" if layer == Scope.ORGANISATION else "",
        )
        for layer, join in _HOURS.items()
        if any(one.scope == layer for one in listed)
    )
    found = [[0] * 24 for _ in listed]
    with (
        connection.cursor() as cursor,
        given(cursor, "by_hour", BY_HOUR, rows) as (asked, parameters),
    ):
        with meanwhile(cursor, (f"WITH asked AS (SELECT * FROM {asked}) {query}", parameters)):
            known = {one: pasts.known(plan, one, today[one]) for one, plan in running.items()}
        for place, hour, value, weight in cursor.fetchall():
            amount = weight if running[listed[place]].measure.is_ratio else value
            found[place][hour] += max(amount, 0)
    return {
        one: tuple(hours)
        for one, hours in zip(listed, found, strict=True)
        if known[one].usual.by_weekday is not None
    }


@lru_cache(maxsize=1_000)
def _stretches(clock: Clock, today: date) -> tuple[_Stretch, ...]:
    """The four weeks before today, cut where the clock changes: around which days, since, until, and the
    seconds that local time is ahead of UTC.
    """
    return tuple(_cut(clock, today))


def _cut(clock: Clock, today: date) -> Iterator[_Stretch]:
    first = today - timedelta(days=HOURS_LEARNED)
    since, end = clock.day_start(first), clock.day_start(today)
    shift = _ahead(clock, since)
    around = dates_somewhere(since, end)
    day = first
    while day < today:
        if _ahead(clock, clock.day_start(day + ONE_DAY) - timedelta(seconds=1)) != shift:
            for start in hours_of_day(clock, day):
                if (other := _ahead(clock, start)) != shift:
                    yield *around, since, start, shift
                    since, shift = start, other
        day += ONE_DAY
    yield *around, since, end, shift


def _ahead(clock: Clock, at: datetime) -> int:
    offset = clock.local(at.astimezone(UTC)).utcoffset()
    return int(offset.total_seconds()) if offset else 0
