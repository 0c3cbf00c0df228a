"""The whole company in one line, or a team: a few figures, each with its goal and its usual range.

Six statements whatever there is (five for a team). Daily results come from tallies that jobs have summed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from goals import formats
from goals.charts import Sparkline
from goals.models import Goal, Metric, OrganisationDay, Scope, TeamDay
from goals.permissions import goals_visible_to
from goals.progress import Measure, Sums
from goals.progress import result as result_of
from goals.queries.figures import Writer
from goals.queries.ledger_facts import GoalFacts, ProgressFacts
from goals.queries.ledger_read import read_goals, read_progress
from goals.queries.shape import clock_of, measure_of
from goals.queries.state import State, kept
from goals.queries.usual import Days, days_of, sparkline, usual_of, window
from goals.queries.workdays import workdays_of
from teams.models import Organisation, Team, User

DAYS_SUMMED = 30

_PREFERRED = {"monthly": 0, "quarterly": 1, "weekly": 2, "yearly": 3, "once": 4}


@dataclass(frozen=True, slots=True)
class CompanyFigure:
    """One figure of the whole: `small` is a unit that stands smaller beside the number.

    `signal` is good news worth seeing ("Better since 6 Oct"); `usual` says the rest in grey.
    """

    label: str
    url: str
    explain_url: str
    number: str
    small: str
    spark: Sparkline | None
    goal: str
    usual: str
    signal: str = ""


def kept_company_line(
    viewer: User,
    organisation: Organisation,
    state: State,
    now: datetime,
    most: int = 4,
    team: Team | None = None,
) -> tuple[CompanyFigure, ...]:
    """The line, which is the same for all who see it, built once until something changes or the day is over."""
    day = clock_of(team, organisation).day_of(now)
    what = ("company", most, team.pk if team else 0, str(day))
    return kept(
        state, what, lambda: company_line(viewer, organisation, now=now, most=most, team=team)
    )


def company_line(
    viewer: User,
    organisation: Organisation,
    *,
    now: datetime,
    most: int = 4,
    team: Team | None = None,
) -> tuple[CompanyFigure, ...]:
    """Up to `most` metrics: those with a goal first, then others with figures.

    Six statements: metrics, the goals of the organisation (or of `team`), their periods, the daily sums,
    and whose working days they are.
    """
    today = clock_of(team, organisation).day_of(now)
    metrics = list(Metric.objects.filter(archived_at=None).order_by("name"))
    goals = _goals_by_metric(viewer, team, now, today)
    first = sorted(metrics, key=lambda metric: (metric.pk not in goals, metric.name.casefold()))
    candidates = first[: most * 3]
    sums = daily_sums([metric.pk for metric in candidates], team, today)
    workdays = workdays_of(team, organisation.clock)
    days = days_of(workdays, today, organisation.week_starts_on)
    path = reverse("goals:metric", args=["0"])
    whose = "" if team is None else f"?team={team.slug}"
    figures = (
        _figure(
            Writer(metric, organisation.currency),
            goals.get(metric.pk),
            sums.get(metric.pk, {}),
            path.replace("/0/", f"/{metric.slug}/", 1) + whose,
            days,
        )
        for metric in candidates
    )
    return tuple(figure for figure in figures if figure is not None)[:most]


_Pursued = tuple[GoalFacts, ProgressFacts]


def _goals_by_metric(
    viewer: User, team: Team | None, now: datetime, today: date
) -> Mapping[int, _Pursued]:
    """Of each metric the goal for the month, or the one nearest to that; of several alike one with figures."""
    scope = Scope.ORGANISATION if team is None else Scope.TEAM
    goals = goals_visible_to(viewer).filter(scope=scope, team=team, state=Goal.State.ACTIVE)
    facts = read_goals(goals.order_by("name"), viewer, now=now)
    progress = read_progress([goal.progress_id for goal in facts if goal.progress_id is not None])
    running = [
        (goal, period)
        for goal in facts
        if (period := progress.get(goal.progress_id or 0)) is not None and today in period.period
    ]
    found: dict[int, _Pursued] = {}
    for goal, period in sorted(
        running, key=lambda pair: (_PREFERRED.get(pair[0].cadence, 9), pair[1].n == 0)
    ):
        found.setdefault(goal.metric_id, (goal, period))
    return found


def daily_sums(
    metric_ids: Sequence[int], team: Team | None, today: date
) -> Mapping[int, Mapping[date, Sums]]:
    """Sums by day of some metrics, as far back as the usual range looks. One statement."""
    tallies: QuerySet[Any] = (
        OrganisationDay.objects.all() if team is None else TeamDay.objects.filter(team_id=team.pk)
    )
    rows: Iterable[Any] = (
        tallies.filter(metric_id__in=metric_ids, day__gte=window(today), day__lte=today)
        .order_by("day")
        .values_list("metric_id", "day", "value", "weight", "n")
    )
    found: dict[int, dict[date, Sums]] = {}
    for metric_id, day, value, weight, n in rows:
        found.setdefault(metric_id, {})[day] = Sums(value, weight, n)
    return found


def _figure(
    writer: Writer,
    pursued: _Pursued | None,
    by_day: Mapping[date, Sums],
    url: str,
    days: Days,
) -> CompanyFigure | None:
    metric, today = writer.metric, days.today
    result, near = _result(measure_of(metric), pursued, by_day, today)
    if result is None and not by_day:
        return None
    text = writer.figure(result, near=near)
    usual = usual_of(writer, by_day, days)
    number, small = (text[:-1], "%") if text.endswith("%") else (text, "")
    return CompanyFigure(
        label=metric.name,
        url=url,
        explain_url=_explain_url(url, pursued, today),
        number=number,
        small=small,
        spark=sparkline(writer, usual, text, by_day.get(today)),
        goal=_goal_text(metric, pursued, result, writer.currency),
        usual="" if usual.is_good else usual.words,
        signal=usual.words if usual.is_good else "",
    )


def _explain_url(metric_url: str, pursued: _Pursued | None, today: date) -> str:
    """Where the figure is explained: the goal's, or that of the last thirty days."""
    if pursued is not None:
        return reverse("goals:explain", args=[pursued[0].pk])
    first = today - timedelta(days=DAYS_SUMMED - 1)
    page, _, narrowed = metric_url.partition("?")
    window = f"from={first}&until={today}"
    return f"{page}explain/?{'&'.join(filter(None, (narrowed, window)))}"


def _result(
    measure: Measure, pursued: _Pursued | None, by_day: Mapping[date, Sums], today: date
) -> tuple[Decimal | None, Decimal | None]:
    """The period's result with its target where there is a goal, else that of the last thirty days."""
    if pursued is not None:
        return result_of(measure, pursued[1].sums), pursued[1].target
    since = today - timedelta(days=DAYS_SUMMED)
    recent = [sums for day, sums in by_day.items() if day > since]
    return result_of(measure, sum(recent, Sums())), None


# --- Words ---------------------------------------------------------------------------------------


def _goal_text(
    metric: Metric,
    pursued: _Pursued | None,
    result: Decimal | None,
    currency: str,
) -> str:
    if pursued is None:
        return f"Last {DAYS_SUMMED} days"
    goal, progress = pursued
    if goal.is_total and goal.higher_is_better:
        return _planned(metric, progress, result, currency)
    whole = progress.target == progress.target.to_integral_value()
    target = formats.figure(
        progress.target,
        metric.unit,
        decimals=0 if whole else metric.decimals,
        currency=currency,
        goal=progress.target,
    )
    line = formats.goal_line(
        target,
        is_total=goal.is_total,
        higher_is_better=goal.higher_is_better,
        counted=metric.unit == Metric.Unit.COUNT,
    )
    return line[:1].upper() + line[1:]


def _planned(metric: Metric, progress: ProgressFacts, result: Decimal | None, currency: str) -> str:
    """`660 more than planned`: a sum is held against what was expected by now."""
    if result is None or progress.expected is None:
        target = formats.figure(progress.target, metric.unit, decimals=0, currency=currency)
        return f"Goal {target}"
    gap = result - progress.expected
    text = formats.difference(abs(gap), metric.unit, decimals=metric.decimals, currency=currency)
    if not any(digit in text for digit in "123456789"):
        return "As planned"
    if gap > 0:
        return f"{text} more than planned"
    few = "fewer" if metric.unit == Metric.Unit.COUNT else "less"
    return f"{text} {few} than planned"
