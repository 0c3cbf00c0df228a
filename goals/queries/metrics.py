"""The catalogue of metrics, and what one number means: its page and its figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q

from goals import dates, formats
from goals.charts import RateChart, Sparkline, Tick
from goals.charts.rate import rate_scale
from goals.models import Goal, Metric, Reading, Source, StaleMark
from goals.permissions import goals_visible_to
from goals.progress import Sums
from goals.queries import usual as usuals
from goals.queries.company import daily_sums
from goals.queries.figures import UNIT_WORDS, Writer, plain, team_words
from goals.queries.goal_charts import ticks
from goals.queries.metric_words import (
    adds_up,
    days_counted,
    decimals,
    fewest,
    hours_counted,
    kind_words,
)
from goals.queries.series import DAY, Asked, series
from goals.queries.shape import clock_of
from goals.queries.state import State, kept
from goals.queries.usual import Days, Usual, days_of, range_words, rough, usual_of, window
from goals.queries.workdays import workdays_of
from goals.tables import Cell, Table
from teams.calendar import Clock
from teams.models import Organisation, Team, User

DAYS_SHOWN = 90
MONTHS_SHOWN = 12
_MARKS_LOOKED_AT = 5_000
"""An import of a million rows leaves as many marks, and its metrics are among the first of them."""


# --- The catalogue -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """A metric in the list: what it says, how it last went, and how many goals rest on it."""

    name: str
    slug: str
    meaning: str
    kind: str
    latest: str
    latest_hint: str
    latest_day: date | None
    spark: Sparkline | None
    usual: str
    is_good: bool
    goals: str
    is_archived: bool


def catalogue(
    viewer: User,
    organisation: Organisation,
    *,
    state: State,
    search: str = "",
    archived: bool = False,
    today: date,
) -> tuple[CatalogueRow, ...]:
    """Every metric in use (with `archived`, the others), by name. Four statements.

    How they went is the same for everybody and built once until something changes; how many goals the
    viewer sees on them is not, nor what has come in and waits to be worked out.
    """
    waiting = StaleMark.objects.order_by("pk").values("metric_id")[:_MARKS_LOOKED_AT]
    mine = goals_visible_to(viewer).filter(state=Goal.State.ACTIVE).values("pk")
    metrics = Metric.objects.filter(archived_at__isnull=not archived).annotate(
        pursued=Count("goals", filter=Q(goals__in=mine), distinct=True),
        waits=ExpressionWrapper(Q(pk__in=waiting), output_field=BooleanField()),
    )
    if search:
        metrics = metrics.filter(
            Q(name__icontains=search) | Q(meaning__icontains=search) | Q(formula__icontains=search)
        )
    listed = list(metrics.order_by("name", "pk"))
    shown = [metric.pk for metric in listed]
    rows = kept(state, ("catalogue", shown, str(today)), lambda: _rows(listed, organisation, today))
    return tuple(
        replace(_or_waiting(row, waits=metric.waits), goals=_goals_words(metric.pursued))
        for metric, row in zip(listed, rows, strict=True)
    )


def _or_waiting(row: CatalogueRow, *, waits: bool) -> CatalogueRow:
    """What has no figures yet and has some that wait to be worked out says so."""
    if row.latest_day is not None or not waits:
        return row
    return replace(row, latest="Being worked out", latest_hint="look again in a minute")


def _goals_words(pursued: int) -> str:
    return "No goal yet" if not pursued else ("1 goal" if pursued == 1 else f"{pursued} goals")


def _rows(
    metrics: Sequence[Metric], organisation: Organisation, today: date
) -> tuple[CatalogueRow, ...]:
    by_metric = daily_sums([metric.pk for metric in metrics], None, today)
    days = days_of(workdays_of(None, organisation.clock), today, organisation.week_starts_on)
    return tuple(
        _catalogue_row(Writer(metric, organisation.currency), by_metric.get(metric.pk, {}), days)
        for metric in metrics
    )


def _catalogue_row(writer: Writer, by_day: Mapping[date, Sums], days: Days) -> CatalogueRow:
    metric = writer.metric
    latest, hint = formats.NO_FIGURES, "in the last 13 months"
    latest_day = None
    over = [(day, sums) for day, sums in by_day.items() if day < days.today and sums.n]
    if over:
        latest_day, sums = over[-1]
        latest, hint = writer.figure(writer.result(sums)), dates.day(latest_day, days.today)
    usual = usual_of(writer, by_day, days)
    return CatalogueRow(
        name=metric.name,
        slug=metric.slug,
        meaning=metric.meaning or metric.formula,
        kind=kind_words(metric),
        latest=latest,
        latest_hint=hint,
        latest_day=latest_day,
        spark=usuals.sparkline(writer, usual, latest),
        usual=usual.words,
        is_good=usual.is_good,
        goals="",
        is_archived=metric.archived_at is not None,
    )


# --- One metric ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SourceRow:
    """Where readings of the metric come from, and when they last came."""

    name: str
    arrived: str


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A goal on the metric."""

    pk: int
    name: str
    hint: str


@dataclass(frozen=True, slots=True)
class MetricPage:
    """Everything the page of a metric says."""

    whose: str
    kind: str
    adds_up: str
    unit: str
    better: str
    decimals: str
    fewest: str
    hours: str
    zone: str
    sources: tuple[SourceRow, ...]
    usual_title: str
    usual_text: str
    usual_since: str
    is_signal: bool
    chart_hint: str
    chart: RateChart | None
    days: Table
    months: Table
    goals: tuple[GoalLine, ...]


def metric_page(
    viewer: User, metric: Metric, team: Team | None, organisation: Organisation, today: date
) -> MetricPage:
    """What the number means and how it goes, for a team or the organisation. Six statements."""
    writer = Writer(metric, organisation.currency)
    by_day = daily(metric, team, today)
    usual = usual_of_metric(writer, by_day, team, organisation, today)
    return MetricPage(
        whose="The whole organisation" if team is None else team_words(team.name),
        kind=kind_words(metric),
        adds_up=adds_up(metric),
        unit=UNIT_WORDS[Metric.Unit(metric.unit)],
        better=metric.get_better_display(),
        decimals=decimals(metric.decimals),
        fewest=fewest(metric),
        hours=hours_counted(team),
        zone=days_counted(clock_of(team, organisation), of_team=team is not None),
        sources=sources_of(metric, organisation.clock, today),
        usual_title=range_words(writer, usual),
        usual_text=_usual_text(usual),
        usual_since=_since(usual, today),
        is_signal=usual.asks,
        chart_hint=_EVENED if usual.shares else _CHART_HINTS[usual.step],
        chart=_chart(writer, usual, today),
        days=day_table(writer, by_day, today),
        months=_month_table(writer, by_day, today),
        goals=_goals(viewer, metric),
    )


def daily(metric: Metric, team: Team | None, today: date) -> dict[date, Sums]:
    """Sums by day of the last thirteen months or so, from tallies. One statement."""
    asked = Asked(metric=metric, first=window(today), last=today, team=team)
    return {
        date.fromisoformat(point.key): Sums(point.value, point.weight, point.n)
        for point in series(asked, DAY)
    }


def usual_of_metric(
    writer: Writer,
    by_day: Mapping[date, Sums],
    team: Team | None,
    organisation: Organisation,
    today: date,
) -> Usual:
    """What is usual for a team or the organisation. One statement for a team, two for the whole."""
    workdays = workdays_of(team, organisation.clock)
    return usual_of(writer, by_day, days_of(workdays, today, organisation.week_starts_on))


_CHART_HINTS = {
    usuals.DAY: "The last 90 days, each working day a point.",
    usuals.WEEK: "Each whole week a point: single days have too little behind them.",
    usuals.MONTH: "Each whole month a point: days and weeks have too little behind them.",
}


_EVENED = (
    "The last 90 days, each working day as an average day would have been: a quiet Saturday is held against"
    " other Saturdays."
)


def _usual_text(usual: Usual) -> str:
    """What the newest results say of the range, and what to do about it."""
    if not usual.points:
        return "They show here as soon as the first ones arrive."
    if usual.current is None:
        return "The usual range needs twelve days, weeks or months with enough figures."
    if usual.signal in ("above", "below"):
        return f"{usual.words}: ask what was different."
    return f"{usual.words}."


def _since(usual: Usual, today: date) -> str:
    """`since 6 Oct`, where the range has started anew."""
    if usual.since is None or len(usual.found.ranges) < 2:
        return ""
    return f"since {dates.short_day(usual.since, today)}"


def _chart(writer: Writer, usual: Usual, today: date) -> RateChart | None:
    by_day = usual.step == usuals.DAY
    first = today - timedelta(days=DAYS_SHOWN)
    shown = [point for point in usual.points if not by_day or point.day > first]
    if len(shown) < 2:
        return None
    count = len(shown)
    chart = RateChart(
        id="daily",
        title=f"{writer.metric.name} by {usual.step}",
        desc=_usual_text(usual),
        points=tuple(((place + 0.5) / count, point.value) for place, point in enumerate(shown)),
        x_ticks=tuple(
            Tick(place / count, dates.short_month(point.day))
            for place, point in enumerate(shown)
            if place == 0 or point.day.month != shown[place - 1].day.month
        ),
        usual=usual.limits,
        usual_label="" if usual.limits is None else "Usual range",
        lower_is_better=not writer.higher,
        last_label="" if usual.shares else rough(writer, shown[-1].value),
    )
    scale = rate_scale(chart)
    begin = chart.x_ticks[:2]
    crowded = len(begin) > 1 and begin[1].at - begin[0].at < 0.1
    return replace(
        chart,
        x_ticks=chart.x_ticks[1:] if crowded else chart.x_ticks,
        y_ticks=ticks(writer, scale.low, scale.high, 4),
    )


# --- Tables --------------------------------------------------------------------------------------


def _sums_headings(writer: Writer) -> tuple[str, ...]:
    if writer.is_total:
        return (writer.metric.name,)
    return ("Counted", "Out of", "Result") if writer.is_percent else ("Sum", "Over", "Result")


def _sums_cells(writer: Writer, sums: Sums) -> tuple[Cell, ...]:
    result = writer.result(sums)
    figure = Cell(writer.figure(result, near=result), result)
    if writer.is_total:
        return (figure,)
    return (Cell(plain(sums.value), sums.value), Cell(plain(sums.weight), sums.weight), figure)


def day_table(writer: Writer, by_day: Mapping[date, Sums], today: date) -> Table:
    """Every day with figures, latest first: what the file holds."""
    rows = tuple(
        (Cell(dates.day(day, today), day), *_sums_cells(writer, sums), Cell(f"{sums.n:,}", sums.n))
        for day, sums in sorted(by_day.items(), reverse=True)
        if sums.n
    )
    return Table("Day by day", ("Day", *_sums_headings(writer), "Readings"), rows)


def _month_table(writer: Writer, by_day: Mapping[date, Sums], today: date) -> Table:
    """The last months with figures, latest first; the one that runs says so."""
    found: dict[date, Sums] = {}
    for day, sums in by_day.items():
        first = day.replace(day=1)
        found[first] = found.get(first, Sums()) + sums
    oldest = min(by_day, default=today)
    rows = []
    for first, sums in sorted(found.items(), reverse=True):
        if not sums.n or (first < oldest and first.month == oldest.month):
            continue  # of the first month only the end was read
        name = dates.month(first, today)
        running = first == today.replace(day=1)
        rows.append(
            (
                Cell(f"{name}, so far" if running else name, f"{first:%Y-%m}"),
                *_sums_cells(writer, sums),
                Cell(f"{sums.n:,}", sums.n),
            )
        )
    return Table(
        "Month by month", ("Month", *_sums_headings(writer), "Readings"), tuple(rows[:MONTHS_SHOWN])
    )


# --- Sources and goals ----------------------------------------------------------------------------


def sources_of(metric: Metric, clock: Clock, today: date) -> tuple[SourceRow, ...]:
    """The sources that have sent readings of it. One statement."""
    sent = Reading.objects.filter(source=OuterRef("pk"), metric=metric.pk)
    rows: Iterable[Source] = Source.objects.filter(Exists(sent)).order_by("name")
    return tuple(SourceRow(source.name, _arrived(source, clock, today)) for source in rows)


def _arrived(source: Source, clock: Clock, today: date) -> str:
    if source.last_arrived_at is None:
        return "Nothing has come yet"
    local = clock.local(source.last_arrived_at)
    return f"last came {dates.short_day(local.date(), today)}, {dates.clock_time(local.time())}"


def _goals(viewer: User, metric: Metric) -> tuple[GoalLine, ...]:
    """Goals on it that the viewer may see. One statement."""
    goals = goals_visible_to(viewer).filter(
        metric=metric, state__in=[Goal.State.ACTIVE, Goal.State.PAUSED]
    )
    return tuple(
        GoalLine(goal.pk, goal.name, f"{goal.get_cadence_display()}. {_whose(goal)}")
        for goal in goals.select_related("team", "agent").order_by("name", "pk")
    )


def _whose(goal: Goal) -> str:
    if goal.agent is not None:
        return goal.agent.name
    return "The whole organisation" if goal.team is None else goal.team.name
