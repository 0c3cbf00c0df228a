"""Where a figure comes from: window, target in force, definition, sums by day, and the readings.

The sums are tallies; the readings are only listed, a page at a time, and never added up here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet

from goals import dates
from goals.models import TEAM_ITSELF, AgentDay, Cadence, GoalTarget, Import, Reading, Scope
from goals.permissions import imports_visible_to, readings_visible_to, sees_people_of
from goals.progress import Sums
from goals.queries.figures import Writer, plain
from goals.queries.goal import SHORT, GoalDetail
from goals.queries.goal_names import period_name, row_name, writer_of
from goals.queries.series import DAY, Asked, series
from goals.queries.workdays import ONE_DAY
from teams.calendar import Clock
from teams.models import User
from teams.permissions import agents_whose_figures_are_visible_to, standing_of

PAGE = 50
LISTED_AT_ONCE = 2_000
"""Of more readings than this only a day's are listed: a year of everybody's is no list to read."""
NO_ONE_AGENT = "No one agent"


@dataclass(frozen=True, slots=True)
class Asking:
    """What is to be explained: the period of `detail`, or one `day` of it; one person's part, or all."""

    day: date | None = None
    agent: User | None = None
    before: tuple[datetime, int] | None = None


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
class ReadingRow:
    """One reading as it came in."""

    at: str
    iso: str
    who: str
    value: str
    weight: str
    source: str
    external_id: str
    import_id: int


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
    older: tuple[datetime, int] | None


def explain(viewer: User, detail: GoalDetail, asking: Asking) -> Explanation:
    """Nine statements at most, whatever lies behind the figure."""
    writer = writer_of(detail)
    by_day = _by_day(detail, asking)
    shown = {day: sums for day, sums in by_day.items() if asking.day in (None, day)}
    sums = sum(shown.values(), Sums())
    if detail.goal.cadence == Cadence.HOURLY and asking.agent is None:
        sums = detail.sums
    listed_day = asking.day
    if listed_day is None and sums.n > LISTED_AT_ONCE and detail.goal.cadence not in SHORT:
        listed_day = max((day for day, one in by_day.items() if one.n), default=None)
    rows, older, hidden = _readings(viewer, detail, asking, listed_day)
    start, end = _window(detail, asking.day)
    return Explanation(
        name=_name(detail, asking),
        whose=asking.agent.name if asking.agent else detail.subject.name,
        result=writer.figure(writer.result(sums), near=detail.target),
        working=working(writer, sums),
        caution=writer.caution(sums),
        local_window=_between(detail.clock, start, end, detail.today),
        utc_window=_between(Clock("UTC"), start, end, detail.today),
        zone=detail.clock.zone,
        day_start=f"{detail.clock.day_starts_hour:02d}:00",
        target=_target(detail, writer),
        computed=_computed(detail),
        days=tuple(
            _day_row(detail, writer, day, one, asking.day) for day, one in by_day.items() if one.n
        ),
        listed="" if listed_day is None else dates.long_day(listed_day, detail.today),
        rows=rows,
        some_hidden=hidden,
        older=older,
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


def _between(clock: Clock, start: datetime, end: datetime, today: date) -> str:
    return f"{_moment(clock, start, today)} to {_moment(clock, end, today)}"


def _moment(clock: Clock, at: datetime, today: date) -> str:
    local = clock.local(at)
    return f"{dates.short_day(local.date(), today)}, {dates.clock_time(local.time())}"


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
    return "" if row is None else _moment(detail.clock, row.computed_at, detail.today)


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


# --- The readings --------------------------------------------------------------------------------


def _readings(
    viewer: User, detail: GoalDetail, asking: Asking, day: date | None
) -> tuple[tuple[ReadingRow, ...], tuple[datetime, int] | None, bool]:
    """A page of them, latest first; where the next one begins; whether some may not be seen."""
    goal = detail.goal
    first, last = (day, day) if day else (detail.period.first, detail.period.last)
    found: QuerySet[Reading]
    if goal.scope == Scope.ORGANISATION:
        # A team's day may begin before the organisation's, or after it.
        found = Reading.objects.on_days(goal.metric_id, first - ONE_DAY, last + ONE_DAY)
        found = found.filter(organisation_day__range=(first, last))
    else:
        found = Reading.objects.on_days(goal.metric_id, first, last)
    if goal.scope in (Scope.TEAM, Scope.MEMBERS):
        found = found.filter(team=goal.team_id or 0)
    if goal.cadence == Cadence.HOURLY and detail.progress is not None and day is None:
        row = detail.progress
        found = found.filter(slot__gte=row.starts_at, slot__lt=row.ends_at)
    agent_id = asking.agent.pk if asking.agent else detail.subject.agent_id
    if agent_id != TEAM_ITSELF:
        found = found.filter(agent_id=agent_id)
        hidden = False
    else:
        found, hidden = _of_visible_agents(viewer, detail, found, first, last)
    if asking.before is not None:
        at, pk = asking.before
        found = found.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk))
    rows = list(found.select_related("team", "source").order_by("-at", "-pk")[: PAGE + 1])
    older = (rows[PAGE - 1].at, rows[PAGE - 1].pk) if len(rows) > PAGE else None
    return _in_words(viewer, detail, rows[:PAGE]), older, hidden


def _of_visible_agents(
    viewer: User, detail: GoalDetail, found: QuerySet[Reading], first: date, last: date
) -> tuple[QuerySet[Reading], bool]:
    """Those the viewer may see, and whether there are others. Two statements."""
    goal = detail.goal
    # A team's day may begin before the organisation's, or after it.
    margin = ONE_DAY if goal.scope == Scope.ORGANISATION else timedelta(0)
    tallies = AgentDay.objects.filter(
        metric_id=goal.metric_id, day__range=(first - margin, last + margin)
    )
    if goal.team_id is not None:
        tallies = tallies.filter(team_id=goal.team_id)
    pairs = set(tallies.values_list("team_id", "agent_id").distinct())
    if sees_people_of(viewer, goal):
        return found, False
    standing = standing_of(viewer)
    people = set(
        agents_whose_figures_are_visible_to(viewer)
        .filter(pk__in={agent for _, agent in pairs})
        .values_list("pk", flat=True)
    )
    seen = {
        (team, agent)
        for team, agent in pairs
        if team in standing.leads
        or agent in people
        or (agent == TEAM_ITSELF and (standing.is_administrator or team in standing.teams))
    }
    found = found.filter(agent_id__in={agent for _, agent in seen})
    return found & readings_visible_to(viewer), len(seen) < len(pairs)


def _in_words(viewer: User, detail: GoalDetail, rows: list[Reading]) -> tuple[ReadingRow, ...]:
    """Two statements: the people's names, and which imports may be opened."""
    names = dict(
        User.objects.filter(pk__in={row.agent_id for row in rows}).values_list("pk", "name")
    )
    imports = set(
        imports_visible_to(viewer)
        .filter(pk__in={row.import_id for row in rows}, state=Import.State.DONE)
        .values_list("pk", flat=True)
    )
    return tuple(
        ReadingRow(
            at=_moment(row.team.clock, row.at, detail.today),
            iso=row.at.astimezone(UTC).isoformat(),
            who=names.get(row.agent_id, NO_ONE_AGENT),
            value=plain(row.value),
            weight=plain(row.weight),
            source=row.source.name,
            external_id=row.external_id,
            import_id=row.import_id if row.import_id in imports else 0,
        )
        for row in rows
    )
