"""The weekly brief: a week of the whole and of one's teams on two sheets of paper, without a single person.

Everything is as it stood at the end of the week, from snapshots and tallies; of the week that runs, as it
stands. Ten statements, whatever there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Subquery
from django.urls import reverse

from goals import dates
from goals.charts import Sparkline
from goals.models import (
    TEAM_ITSELF,
    Brief,
    Goal,
    Metric,
    OrganisationDay,
    Progress,
    Review,
    Scope,
    Snapshot,
    Status,
)
from goals.permissions import goals_visible_to
from goals.progress import Measure, Sums
from goals.progress import result as result_of
from goals.queries.company import daily_sums
from goals.queries.figures import Writer
from goals.queries.ledger_order import URGENCY
from goals.queries.sentences import Named, Sentence, for_company
from goals.queries.shape import measure_of
from goals.queries.usual import Days, days_of, sparkline, usual_of
from goals.queries.workdays import workdays_of
from teams.calendar import ONE_DAY
from teams.models import Organisation, User
from teams.permissions import standing_of

WEEK = timedelta(weeks=1)
WEEKS_LISTED = 26
FIGURES = 4
MOST_LEARNED = 8
MOST_GOALS = 24
"""As many as two sheets hold beside the rest."""


# --- Weeks ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Week:
    """A week of the organisation, both days included, and its name in addresses: `2026-W47`."""

    first: date
    last: date

    @property
    def code(self) -> str:
        """The ISO week of its first day: with one weekday to start on, no two weeks share it."""
        year, number, _ = self.first.isocalendar()
        return f"{year}-W{number:02d}"


def week_of(day: date, starts_on: int) -> Week:
    """The organisation's week that holds a day; `starts_on` is 0 for Monday."""
    first = day - ONE_DAY * ((day.weekday() - starts_on) % 7)
    return Week(first, first + 6 * ONE_DAY)


def week_named(code: str, starts_on: int) -> Week | None:
    """The week of a name; None for what is none."""
    year, _, number = code.partition("-W")
    digits = len(year) == 4 and len(number) == 2 and (year + number).isascii()
    if not digits or not (year + number).isdigit():
        return None
    try:
        first = date.fromisocalendar(int(year), int(number), starts_on + 1)
    except ValueError:
        return None
    week = week_of(first, starts_on)
    return week if week.code == code else None


@dataclass(frozen=True, slots=True)
class WeekLine:
    """A brief in the list: its week in words, and whether its author has written something."""

    code: str
    name: str
    hint: str
    sentence: str


def figures_since() -> Subquery:
    """The first of the organisation's days that has figures, for a statement that reads something else anyway."""
    return Subquery(OrganisationDay.objects.order_by("day").values("day")[:1])


def briefs_of(
    author: User, organisation: Organisation, today: date, since: date | None
) -> tuple[WeekLine, ...]:
    """The author's last half year, newest first, from the week on in which figures began (`since`; None: there are
    none, so the running week alone) or the author wrote something. One statement.
    """
    starts_on = organisation.week_starts_on
    running = week_of(today, starts_on)
    weeks = [week_of(running.first - WEEK * back, starts_on) for back in range(WEEKS_LISTED)]
    kept = dict(
        Brief.objects.filter(author=author, first_day__gte=weeks[-1].first).values_list(
            "first_day", "sentence"
        )
    )
    begun = min([*kept, since or today])
    return tuple(
        WeekLine(
            code=week.code,
            name=dates.span(week.first, week.last, today),
            hint="runs now" if week == running else ("last week" if place == 1 else ""),
            sentence=kept.get(week.first, ""),
        )
        for place, week in enumerate(weeks)
        if week == running or week.last >= begun
    )


# --- One brief -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BriefFigure:
    """A figure of the whole: what the week came to, what the one before did, and whether that is usual."""

    label: str
    number: str
    before: str
    usual: str
    spark: Sparkline | None


@dataclass(frozen=True, slots=True)
class BriefGoal:
    """A goal as it stood at the end of the week."""

    url: str
    name: str
    whose: str
    period: str
    now: str
    goal_line: str
    against: str
    status: str


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned when a goal was closed."""

    goal: str
    how: str
    text: str


@dataclass(frozen=True, slots=True)
class BriefPage:
    """The brief, ready to be written down."""

    week: Week
    title: str
    as_of: str
    drafted: Sentence
    figures: tuple[BriefFigure, ...]
    goals: tuple[BriefGoal, ...]
    hidden: int
    learned: tuple[Learned, ...]
    earlier: str
    later: str


def brief_of(author: User, organisation: Organisation, week: Week, now: datetime) -> BriefPage:
    """Everything but what its author wrote. Ten statements, whatever there is."""
    today = organisation.clock.day_of(now)
    day = min(week.last, today)
    found = sorted(_goals(author, organisation, day, today), key=lambda one: one[0])
    goals = [goal for _, goal in found]
    over = week.last < today
    return BriefPage(
        week=week,
        title=f"Week of {dates.span(week.first, week.last, today)}",
        as_of=f"As it stood at the end of {dates.day(day, today)}"
        if over
        else f"As it stands on {dates.day(today, today)}; the week is not over",
        drafted=for_company([Named(goal.name, goal.status) for goal in goals]),
        figures=_figures(author, organisation, week, today),
        goals=tuple(goals[:MOST_GOALS]),
        hidden=max(len(goals) - MOST_GOALS, 0),
        learned=learned_in(author, organisation, week),
        earlier=week_of(week.first - ONE_DAY, organisation.week_starts_on).code,
        later=week_of(week.last + ONE_DAY, organisation.week_starts_on).code
        if week.last < today
        else "",
    )


def learned_in(author: User, organisation: Organisation, week: Week) -> tuple[Learned, ...]:
    """What was learned where a goal of the whole or of the author's teams was looked back on. One statement."""
    standing = standing_of(author)
    goals = goals_visible_to(author).filter(scope__in=[Scope.ORGANISATION, Scope.TEAM])
    clock = organisation.clock
    reviews: Iterable[Review] = (
        Review.objects.filter(
            goal__in=goals.values("pk"),
            at__gte=clock.day_start(week.first),
            at__lt=clock.day_start(week.last + ONE_DAY),
        )
        .exclude(learned="")
        .select_related("goal")
        .order_by("at", "pk")
    )
    return tuple(
        Learned(review.goal.name, review.get_outcome_display(), review.learned)
        for review in reviews
        if review.goal.team_id is None
        or standing.is_administrator
        or review.goal.team_id in standing.leads
    )[:MOST_LEARNED]


# --- Figures of the whole ------------------------------------------------------------------------


def _figures(
    author: User, organisation: Organisation, week: Week, today: date
) -> tuple[BriefFigure, ...]:
    """Four metrics: those the organisation has goals for first. Five statements."""
    pursued = set(
        goals_visible_to(author)
        .filter(scope=Scope.ORGANISATION, state=Goal.State.ACTIVE)
        .values_list("metric_id", flat=True)
    )
    metrics = sorted(
        Metric.objects.filter(archived_at=None),
        key=lambda metric: (metric.pk not in pursued, metric.name.casefold()),
    )[: FIGURES * 3]
    until = min(week.last + ONE_DAY, today)
    sums = daily_sums([metric.pk for metric in metrics], None, min(week.last, today))
    days = days_of(workdays_of(None, organisation.clock), until, organisation.week_starts_on)
    figures = (
        _figure(Writer(metric, organisation.currency), sums.get(metric.pk, {}), days, week)
        for metric in metrics
    )
    return tuple(figure for figure in figures if figure is not None)[:FIGURES]


def _figure(
    writer: Writer, by_day: Mapping[date, Sums], days: Days, week: Week
) -> BriefFigure | None:
    this = _between(by_day, week.first, week.last)
    before = _between(by_day, week.first - WEEK, week.last - WEEK)
    result = writer.result(this)
    if result is None:
        return None
    last = writer.result(before)
    number = writer.figure(result, near=last)
    usual = usual_of(writer, by_day, days)
    return BriefFigure(
        label=writer.metric.name,
        number=number,
        before="" if last is None else f"{writer.figure(last, near=result)} the week before",
        usual=usual.words,
        spark=sparkline(writer, usual, number),
    )


def _between(by_day: Mapping[date, Sums], first: date, last: date) -> Sums:
    return sum((sums for day, sums in by_day.items() if first <= day <= last), Sums())


# --- Goals ---------------------------------------------------------------------------------------

_Ranked = tuple[tuple[int, float, str], BriefGoal]


def _goals(author: User, organisation: Organisation, day: date, today: date) -> Iterable[_Ranked]:
    """Goals of the whole and of the author's teams together, as they stood at the end of a day.

    Three statements: goals, the periods that held the day, their snapshots of it. A day that has none
    yet, and an hourly goal, are shown as the period stands.
    """
    listed = {goal.pk: goal for goal in _pursued(author, day)}
    periods: dict[int, Progress] = {}
    rows = Progress.objects.filter(
        goal_id__in=listed, agent_id=TEAM_ITSELF, first_day__lte=day, last_day__gte=day
    ).order_by("starts_at")
    for row in rows:
        if row.n or row.goal_id not in periods:
            periods[row.goal_id] = row
    kept = {
        (shot.goal_id, shot.first_day): shot
        for shot in Snapshot.objects.filter(goal_id__in=periods, agent_id=TEAM_ITSELF, day=day)
    }
    for pk, row in periods.items():
        shown = row if day >= today else kept.get((pk, row.first_day), row)
        yield _goal(listed[pk], row, shown, organisation, today)


def _pursued(author: User, day: date) -> Sequence[Goal]:
    standing = standing_of(author)
    goals = (
        goals_visible_to(author)
        .filter(scope__in=[Scope.ORGANISATION, Scope.TEAM], state=Goal.State.ACTIVE)
        .filter(starts_on__lte=day)
        .exclude(ends_on__lt=day)
        .select_related("metric", "team")
    )
    found: Iterable[Any] = goals.order_by("name", "pk")
    return [
        goal
        for goal in found
        if goal.team_id is None or standing.is_administrator or goal.team_id in standing.leads
    ]


def _goal(
    goal: Goal,
    period: Progress,
    shown: Progress | Snapshot,
    organisation: Organisation,
    today: date,
) -> _Ranked:
    writer, measure = Writer(goal.metric, organisation.currency), measure_of(goal.metric)
    sums = Sums(shown.value, shown.weight, shown.n)
    result = result_of(measure, sums)
    reference = shown.expected if writer.is_total else shown.target
    line = BriefGoal(
        url=reverse("goals:goal", args=[goal.pk]),
        name=goal.name,
        whose="Whole company" if goal.team is None else goal.team.name,
        period=dates.span(period.first_day, period.last_day, today),
        now=writer.figure(result, near=shown.target),
        goal_line=writer.goal_line(shown.target),
        against=writer.against(result, reference),
        status=shown.status,
    )
    gap = _gap(measure, result, reference)
    return (URGENCY[Status(shown.status)], -gap, goal.name.casefold()), line


def _gap(measure: Measure, result: Any, reference: Any) -> float:
    """How far short, as a share of what is expected; negative where it is ahead."""
    if result is None or not reference:
        return 0.0
    gap = reference - result if measure.higher_is_better else result - reference
    return float(gap / abs(reference))
