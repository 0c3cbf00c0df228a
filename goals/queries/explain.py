"""Where a figure comes from: window, target in force, definition, sums by day, and the readings.

The sums are tallies; the readings are only listed, a page at a time, and never added up here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from goals import dates
from goals.models import TEAM_ITSELF, Cadence, GoalTarget, Scope
from goals.progress import Sums
from goals.queries.decisions import Decisions, decisions_in
from goals.queries.explained_rows import (
    LISTED_AT_ONCE,
    Cursor,
    ReadingRow,
    Which,
    list_readings,
    moment,
)
from goals.queries.figures import Writer, plain
from goals.queries.goal import SHORT, GoalDetail
from goals.queries.goal_names import period_name, row_name, writer_of
from goals.queries.rebuild import is_being_rebuilt
from goals.queries.series import DAY, Asked, series
from teams.calendar import Clock
from teams.models import User


@dataclass(frozen=True, slots=True)
class Asking:
    """What is to be explained: the period of `detail`, or one `day` of it; one person's part, or all."""

    day: date | None = None
    agent: User | None = None
    before: Cursor | None = None


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day's sums, in words; `day` for the link to its readings."""

    day: date
    name: str
    value: str
    weight: str
    result: str
    n: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Target:
    """The target in force: how much, since when, who set it and why."""

    figure: str
    since: str
    who: str
    reason: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything the page says, in words."""

    name: str
    whose: str
    result: str
    working: str
    caution: str
    local_window: str
    utc_window: str
    zone: str
    day_start: str
    target: Target | None
    computed: str
    days: tuple[DayRow, ...]
    listed: str
    rows: tuple[ReadingRow, ...]
    some_hidden: bool
    older: Cursor | None
    revised: str
    decided: Decisions
    rebuilding: bool


def explain(viewer: User, detail: GoalDetail, asking: Asking) -> Explanation:
    """Fifteen statements at most, whatever lies behind the figure."""
    writer = writer_of(detail)
    by_day = _by_day(detail, asking)
    shown = {day: sums for day, sums in by_day.items() if asking.day in (None, day)}
    sums = sum(shown.values(), Sums())
    if detail.goal.cadence == Cadence.HOURLY and asking.agent is None:
        sums = detail.sums
    listed_day = asking.day
    if listed_day is None and sums.n > LISTED_AT_ONCE and detail.goal.cadence not in SHORT:
        listed_day = max((day for day, one in by_day.items() if one.n), default=None)
    which = which_of(detail, asking, listed_day)
    listed = list_readings(viewer, which, asking.before, detail.today)
    start, end = _window(detail, asking.day)
    return Explanation(
        name=_name(detail, asking),
        whose=asking.agent.name if asking.agent else detail.subject.name,
        result=writer.figure(writer.result(sums), near=detail.target),
        working=working(writer, sums),
        caution=writer.caution(sums),
        local_window=between(detail.clock, start, end, detail.today),
        utc_window=between(Clock("UTC"), start, end, detail.today),
        zone=detail.clock.zone,
        day_start=f"{detail.clock.day_starts_hour:02d}:00",
        target=_target(detail, writer),
        computed=_computed(detail),
        days=tuple(
            _day_row(detail, writer, day, one, asking.day) for day, one in by_day.items() if one.n
        ),
        listed="" if listed_day is None else dates.long_day(listed_day, detail.today),
        rows=listed.rows,
        some_hidden=listed.some_hidden,
        older=listed.older,
        revised=_revised(detail, writer),
        decided=decisions_in(viewer, which, start, end, detail.today),
        rebuilding=is_being_rebuilt(detail.goal.team_id),
    )


def _by_day(detail: GoalDetail, asking: Asking) -> dict[date, Sums]:
    """Sums by day of the period, from tallies. One statement."""
    goal, period = detail.goal, detail.period
    agent = asking.agent
    if agent is None and detail.subject.agent_id != TEAM_ITSELF:
        agent = User(pk=detail.subject.agent_id)
    asked = Asked(
        metric=goal.metric,
        first=period.first,
        last=max(min(period.last, detail.today), period.first),
        team=None if goal.scope == Scope.AGENT else goal.team,
        agent=agent,
    )
    return {
        date.fromisoformat(point.key): Sums(point.value, point.weight, point.n)
        for point in series(asked, DAY)
    }


def _window(detail: GoalDetail, day: date | None) -> tuple[datetime, datetime]:
    if day is not None:
        return detail.clock.day_bounds(day)
    row = detail.progress
    if row is not None:
        return row.starts_at, row.ends_at
    return detail.clock.day_start(detail.period.first), detail.clock.day_bounds(detail.period.last)[
        1
    ]


def _name(detail: GoalDetail, asking: Asking) -> str:
    if asking.day is not None:
        return dates.long_day(asking.day, detail.today)
    if detail.goal.cadence == Cadence.HOURLY and detail.progress is not None:
        day = dates.day(detail.period.first, detail.today)
        return f"{row_name(detail, detail.progress)}, {day}"
    return period_name(detail, detail.period.first, detail.period.last)


def working(writer: Writer, sums: Sums) -> str:
    """The sum as it is done: `86 ÷ 94 × 100 = 91.49, shown as 91%`; of a total what was added up."""
    result = writer.result(sums)
    readings = "1 reading" if sums.n == 1 else f"{sums.n:,} readings"
    if result is None:
        return "No readings." if sums.n == 0 else f"{readings}, with nothing to divide by."
    if writer.is_total:
        return f"{plain(sums.value)}: the values of {readings} added up."
    times = " × 100" if writer.is_percent else ""
    return f"{plain(sums.value)} ÷ {plain(sums.weight)}{times} = {_exact(writer, sums)}, from {readings}."


def _exact(writer: Writer, sums: Sums) -> str:
    quotient = sums.value / sums.weight * (100 if writer.is_percent else 1)
    return plain(quotient.quantize(Decimal("0.0001")))


def between(clock: Clock, start: datetime, end: datetime, today: date) -> str:
    """`1 Nov, 00:00 to 1 Dec, 00:00` on the clock's wall."""
    return f"{moment(clock, start, today)} to {moment(clock, end, today)}"


def _target(detail: GoalDetail, writer: Writer) -> Target | None:
    """One statement."""
    rows = GoalTarget.objects.filter(goal=detail.goal, target=detail.target)
    row = (
        rows.filter(since__lte=detail.period.first)
        .select_related("set_by")
        .order_by("-since", "-pk")
        .first()
    ) or rows.select_related("set_by").order_by("since", "pk").first()
    if row is None:
        return None
    return Target(
        figure=writer.target(row.target),
        since=dates.short_day(row.since, detail.today),
        who=row.set_by.name,
        reason=row.reason,
    )


def _computed(detail: GoalDetail) -> str:
    row = detail.progress
    return "" if row is None else moment(detail.clock, row.computed_at, detail.today)


def _day_row(
    detail: GoalDetail, writer: Writer, day: date, sums: Sums, chosen: date | None
) -> DayRow:
    return DayRow(
        day=day,
        name=dates.day(day, detail.today),
        value=plain(sums.value),
        weight="" if writer.is_total else plain(sums.weight),
        result=writer.figure(writer.result(sums), near=detail.target),
        n=sums.n,
        chosen=day == chosen,
    )


def which_of(detail: GoalDetail, asking: Asking, day: date | None) -> Which:
    """The readings that are listed: of a day or the period, one person's or all."""
    goal = detail.goal
    slots = None
    if goal.cadence == Cadence.HOURLY and detail.progress is not None and day is None:
        slots = (detail.progress.starts_at, detail.progress.ends_at)
    return Which(
        metric=goal.metric,
        first=day or detail.period.first,
        last=day or detail.period.last,
        team_id=goal.team_id or 0 if goal.scope in (Scope.TEAM, Scope.MEMBERS) else 0,
        agent_id=asking.agent.pk if asking.agent else detail.subject.agent_id,
        organisation_days=goal.scope == Scope.ORGANISATION,
        slots=slots,
    )


def _revised(detail: GoalDetail, writer: Writer) -> str:
    """What the period closed with, where figures came or changed after that."""
    row = detail.progress
    if row is None or row.revised_at is None or row.closed_at is None:
        return ""
    closed = Sums(row.closed_value or Decimal(0), row.closed_weight or Decimal(0), 1)
    was = writer.figure(writer.result(closed), near=detail.target)
    return (
        f"It closed on {moment(detail.clock, row.closed_at, detail.today)} with {was}. Figures that "
        f"came or changed later still count: revised {moment(detail.clock, row.revised_at, detail.today)}."
    )
