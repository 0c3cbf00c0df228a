"""The catalogue of metrics, and what one number means: its page and its figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q

from goals import dates, formats
from goals.charts import RateChart, Sparkline, Tick
from goals.charts.rate import rate_scale
from goals.models import Goal, Metric, OrganisationDay, Reading, Source
from goals.permissions import goals_visible_to
from goals.progress import Sums
from goals.queries.figures import UNIT_WORDS, Writer, plain, team_words
from goals.queries.goal_charts import ticks
from goals.queries.goal_usual import kept_inside, rough
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
from goals.queries.workdays import Workdays, workdays_of
from goals.tables import Cell, Table
from goals.usual import UsualRange, outside, turn, usual_range
from teams.calendar import Clock
from teams.models import Organisation, Team, User

DAYS_SHOWN = 90
DAYS_READ = 400
"""Enough for twelve months in the table, and for the usual range to know when it turned."""
MONTHS_SHOWN = 12
SPARK_DAYS = 60


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
    goals: str
    is_archived: bool


def catalogue(
    viewer: User, *, search: str = "", archived: bool = False, today: date, currency: str
) -> tuple[CatalogueRow, ...]:
    """Every metric in use (with `archived`, the others), by name. Two statements."""
    mine = goals_visible_to(viewer).filter(state=Goal.State.ACTIVE).values("pk")
    metrics = Metric.objects.filter(archived_at__isnull=not archived).annotate(
        pursued=Count("goals", filter=Q(goals__in=mine), distinct=True)
    )
    if search:
        metrics = metrics.filter(
            Q(name__icontains=search) | Q(meaning__icontains=search) | Q(formula__icontains=search)
        )
    listed = list(metrics.order_by("name", "pk"))
    by_metric = _latest_days(listed, today)
    return tuple(
        _catalogue_row(metric, metric.pursued, by_metric.get(metric.pk, {}), today, currency)
        for metric in listed
    )


def _latest_days(metrics: Sequence[Metric], today: date) -> Mapping[int, Mapping[date, Sums]]:
    rows = OrganisationDay.objects.filter(
        metric_id__in=[metric.pk for metric in metrics],
        day__gt=today - timedelta(days=SPARK_DAYS),
        day__lt=today,
    ).order_by("day")
    found: dict[int, dict[date, Sums]] = {}
    for row in rows:
        found.setdefault(row.metric_id, {})[row.day] = Sums(row.value, row.weight, row.n)
    return found


def _catalogue_row(
    metric: Metric, pursued: int, by_day: Mapping[date, Sums], today: date, currency: str
) -> CatalogueRow:
    writer = Writer(metric, currency)
    points = [
        (day, result) for day, sums in by_day.items() if (result := writer.result(sums)) is not None
    ]
    latest, hint, spark = formats.NO_FIGURES, f"in the last {SPARK_DAYS} days", None
    latest_day = None
    if points:
        latest_day, result = points[-1]
        latest, hint = writer.figure(result), dates.day(latest_day, today)
    if len(points) > 1:
        values = [float(result) for _, result in points]
        usual = usual_range(values)
        limits = None if usual is None else kept_inside(writer, usual)
        spark = Sparkline(tuple(values), limits, f"{metric.name} by day, last {latest}")
    goals = "No goal yet" if not pursued else ("1 goal" if pursued == 1 else f"{pursued} goals")
    return CatalogueRow(
        name=metric.name,
        slug=metric.slug,
        meaning=metric.meaning or metric.formula,
        kind=kind_words(metric),
        latest=latest,
        latest_hint=hint,
        latest_day=latest_day,
        spark=spark,
        goals=goals,
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
    is_signal: bool
    chart: RateChart | None
    days: Table
    months: Table
    goals: tuple[GoalLine, ...]


def metric_page(
    viewer: User, metric: Metric, team: Team | None, organisation: Organisation, today: date
) -> MetricPage:
    """What the number means and how it goes, for a team or the organisation. Six statements."""
    writer = Writer(metric, organisation.currency)
    workdays = workdays_of(team, organisation.clock)
    by_day = daily(metric, team, today)
    results = _results(writer, workdays, by_day, today)
    usual = usual_range([value for _, value in results])
    title, text, signal = usual_words(writer, results, usual, today)
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
        usual_title=title,
        usual_text=text,
        is_signal=signal,
        chart=_chart(writer, results, usual, today, text),
        days=day_table(writer, by_day, today),
        months=_month_table(writer, by_day, today),
        goals=_goals(viewer, metric),
    )


def daily(metric: Metric, team: Team | None, today: date) -> dict[date, Sums]:
    """Sums by day of the last thirteen months or so, from tallies. One statement."""
    asked = Asked(metric=metric, first=today - timedelta(days=DAYS_READ), last=today, team=team)
    return {
        date.fromisoformat(point.key): Sums(point.value, point.weight, point.n)
        for point in series(asked, DAY)
    }


def _results(
    writer: Writer, workdays: Workdays, by_day: Mapping[date, Sums], today: date
) -> list[tuple[date, float]]:
    """Results of whole worked days that have figures: what today has so far is no day yet."""
    return [
        (day, float(result))
        for day, sums in by_day.items()
        if day < today and workdays.is_worked(day) and (result := writer.result(sums)) is not None
    ]


def usual_words(
    writer: Writer,
    results: Sequence[tuple[date, float]],
    usual: UsualRange | None,
    today: date,
) -> tuple[str, str, bool]:
    """The usual range, what the last day says of it, and whether that is a signal."""
    if usual is None:
        if not results:
            return "No figures yet", "They show here as soon as the first ones arrive.", False
        return "Too early to say", "The usual range needs twelve days with figures.", False
    low, high = kept_inside(writer, usual)
    title = f"{rough(writer, low)} to {rough(writer, high)} on a usual day"
    day, value = results[-1]
    side = outside(value, usual)
    if side:
        where = "above" if side > 0 else "below"
        text = f"{dates.day(day, today)}, {rough(writer, value)}, lay {where} the usual range: ask what was different."
        return title, text, True
    turned = turn([value for _, value in results], usual)
    if turned:
        since = dates.short_day(results[usual.since][0], today)
        good = (turned > 0) == writer.higher
        return (
            title,
            f"{'Better' if good else 'Not as good'} since {since}, and steady at that.",
            not good,
        )
    return title, "The last day is inside the usual range. Nothing to explain.", False


def _chart(
    writer: Writer,
    results: Sequence[tuple[date, float]],
    usual: UsualRange | None,
    today: date,
    desc: str,
) -> RateChart | None:
    shown = [(day, value) for day, value in results if day > today - timedelta(days=DAYS_SHOWN)]
    if len(shown) < 2:
        return None
    count = len(shown)
    chart = RateChart(
        id="daily",
        title=f"{writer.metric.name} by day",
        desc=desc,
        points=tuple(((place + 0.5) / count, value) for place, (_, value) in enumerate(shown)),
        x_ticks=tuple(
            Tick(place / count, dates.short_month(day))
            for place, (day, _) in enumerate(shown)
            if place == 0 or day.month != shown[place - 1][0].month
        ),
        usual=None if usual is None else kept_inside(writer, usual),
        usual_label="" if usual is None else "Usual range",
        lower_is_better=not writer.higher,
        last_label=rough(writer, shown[-1][1]),
    )
    scale = rate_scale(chart)
    first = chart.x_ticks[:2]
    crowded = len(first) > 1 and first[1].at - first[0].at < 0.1
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
    goals = goals_visible_to(viewer).filter(metric=metric).exclude(state=Goal.State.ARCHIVED)
    return tuple(
        GoalLine(goal.pk, goal.name, f"{goal.get_cadence_display()}. {_whose(goal)}")
        for goal in goals.select_related("team", "agent").order_by("name", "pk")
    )


def _whose(goal: Goal) -> str:
    if goal.agent is not None:
        return goal.agent.name
    return "The whole organisation" if goal.team is None else goal.team.name
