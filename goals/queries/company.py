"""The whole company in one line: a few figures, each with its goal and its usual range.

Four statements whatever there is. Daily results come from tallies that jobs have summed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse

from goals import dates, formats
from goals.charts import Sparkline
from goals.models import Goal, Metric, OrganisationDay, Scope
from goals.permissions import goals_visible_to
from goals.progress import Measure, Sums
from goals.progress import result as result_of
from goals.queries.ledger import read_goals, read_progress
from goals.queries.ledger_facts import GoalFacts, ProgressFacts
from goals.queries.shape import measure_of
from goals.queries.state import State, kept
from goals.usual import UsualRange, usual_range
from teams.models import Organisation, User

DAYS_BACK = 120
"""How far back a usual range is learned: enough to notice when it began anew."""

DAYS_SUMMED = 30
POINTS = 22
_RECENT = timedelta(days=62)
_BEFORE = 22
"""Points before a new range that it is compared with."""

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


@dataclass(frozen=True, slots=True)
class _Daily:
    """The days of a metric that have a result, oldest first."""

    days: tuple[date, ...]
    results: tuple[float, ...]


def kept_company_line(
    viewer: User, organisation: Organisation, state: State, now: datetime, most: int = 4
) -> tuple[CompanyFigure, ...]:
    """The line, which is the same for everybody, built once until something changes or the day is over."""
    what = ("company", most, str(organisation.clock.day_of(now)))
    return kept(state, what, lambda: company_line(viewer, organisation, now=now, most=most))


def company_line(
    viewer: User, organisation: Organisation, *, now: datetime, most: int = 4
) -> tuple[CompanyFigure, ...]:
    """Up to `most` metrics: those the organisation has goals for first, then others with figures.

    Four statements: metrics, goals of the organisation, their periods, the daily sums.
    """
    today = organisation.clock.day_of(now)
    metrics = list(Metric.objects.filter(archived_at=None).order_by("name"))
    goals = _goals_by_metric(viewer, now, today)
    first = sorted(metrics, key=lambda metric: (metric.pk not in goals, metric.name.casefold()))
    candidates = first[: most * 3]
    sums = _daily_sums([metric.pk for metric in candidates], today)
    path = reverse("goals:metric", args=["0"])
    figures = (
        _figure(
            metric,
            goals.get(metric.pk),
            sums.get(metric.pk, {}),
            path.replace("/0/", f"/{metric.slug}/", 1),
            organisation,
            today,
        )
        for metric in candidates
    )
    return tuple(figure for figure in figures if figure is not None)[:most]


_Pursued = tuple[GoalFacts, ProgressFacts]


def _goals_by_metric(viewer: User, now: datetime, today: date) -> Mapping[int, _Pursued]:
    """Of each metric the organisation's goal for the month, or the one nearest to that."""
    goals = goals_visible_to(viewer).filter(scope=Scope.ORGANISATION, state=Goal.State.ACTIVE)
    facts = read_goals(goals.order_by("name"), viewer, now=now)
    progress = read_progress([goal.progress_id for goal in facts if goal.progress_id is not None])
    found: dict[int, _Pursued] = {}
    for goal in sorted(facts, key=lambda goal: _PREFERRED.get(goal.cadence, 9)):
        period = progress.get(goal.progress_id or 0)
        if period is not None and today in period.period:
            found.setdefault(goal.metric_id, (goal, period))
    return found


def _daily_sums(metric_ids: Sequence[int], today: date) -> Mapping[int, Mapping[date, Sums]]:
    rows: Iterable[Any] = (
        OrganisationDay.objects.filter(
            metric_id__in=metric_ids, day__gt=today - timedelta(days=DAYS_BACK), day__lte=today
        )
        .order_by("day")
        .values_list("metric_id", "day", "value", "weight", "n")
    )
    found: dict[int, dict[date, Sums]] = {}
    for metric_id, day, value, weight, n in rows:
        found.setdefault(metric_id, {})[day] = Sums(value, weight, n)
    return found


def _figure(
    metric: Metric,
    pursued: _Pursued | None,
    by_day: Mapping[date, Sums],
    url: str,
    organisation: Organisation,
    today: date,
) -> CompanyFigure | None:
    measure = measure_of(metric)
    result, near = _result(measure, pursued, by_day, today)
    if result is None and not by_day:
        return None
    daily = _daily(measure, by_day, today)
    text = formats.figure(
        result, metric.unit, decimals=metric.decimals, currency=organisation.currency, goal=near
    )
    usual, signal, limits = _in_words(measure, daily, today)
    number, small = (text[:-1], "%") if text.endswith("%") else (text, "")
    return CompanyFigure(
        label=metric.name,
        url=url,
        explain_url=_explain_url(url, pursued, today),
        number=number,
        small=small,
        spark=_spark(metric, daily, by_day.get(today), limits, text),
        goal=_goal_text(metric, pursued, result, organisation.currency, today),
        usual=usual,
        signal=signal,
    )


def _explain_url(metric_url: str, pursued: _Pursued | None, today: date) -> str:
    """Where the figure is explained: the goal's, or that of the last thirty days."""
    if pursued is not None:
        return reverse("goals:explain", args=[pursued[0].pk])
    first = today - timedelta(days=DAYS_SUMMED - 1)
    return f"{metric_url}explain/?from={first}&until={today}"


def _result(
    measure: Measure, pursued: _Pursued | None, by_day: Mapping[date, Sums], today: date
) -> tuple[Decimal | None, Decimal | None]:
    """The period's result with its target where there is a goal, else that of the last thirty days."""
    if pursued is not None:
        return result_of(measure, pursued[1].sums), pursued[1].target
    since = today - timedelta(days=DAYS_SUMMED)
    recent = [sums for day, sums in by_day.items() if day > since]
    return result_of(measure, sum(recent, Sums())), None


def _daily(measure: Measure, by_day: Mapping[date, Sums], today: date) -> _Daily:
    """Results of whole days; what today has so far is not one."""
    pairs = [
        (day, result)
        for day, sums in by_day.items()
        if day < today and (result := _drawn(measure, sums)) is not None
    ]
    return _Daily(tuple(day for day, _ in pairs), tuple(result for _, result in pairs))


def _drawn(measure: Measure, sums: Sums) -> float | None:
    """A result for a line and its usual range: near enough to draw, and a tenth of the work."""
    if sums.n == 0:
        return None
    if not measure.is_ratio:
        return float(sums.value)
    if not sums.weight:
        return None
    return float(sums.value) / float(sums.weight) * (100 if measure.percent else 1)


def _spark(
    metric: Metric,
    daily: _Daily,
    so_far: Sums | None,
    limits: tuple[float, float] | None,
    text: str,
) -> Sparkline | None:
    points = list(daily.results[-POINTS:])
    measure = measure_of(metric)
    if measure.is_ratio and so_far is not None and so_far.weight >= metric.minimum_weight:
        # A ratio of today is comparable as soon as it has something behind it; a sum is not.
        today = _drawn(measure, so_far)
        points = [*points, today][-POINTS:] if today is not None else points
    if len(points) < 2:
        return None
    return Sparkline(tuple(points), limits, f"{metric.name}, the last {len(points)} days. {text}")


# --- Words ---------------------------------------------------------------------------------------


def _goal_text(
    metric: Metric,
    pursued: _Pursued | None,
    result: Decimal | None,
    currency: str,
    today: date,
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
        counted=metric.unit in (Metric.Unit.COUNT, Metric.Unit.SCORE),
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


def _in_words(
    measure: Measure, daily: _Daily, today: date
) -> tuple[str, str, tuple[float, float] | None]:
    """What the usual range says (grey), what is good news (stressed), and the range itself."""
    results = daily.results
    usual = usual_range(results)
    if usual is None:
        return "Too early to say what is usual" if results else "", "", None
    limits = (usual.low, usual.high)
    last, day = results[-1], daily.days[-1]
    if not usual.low <= last <= usual.high:
        side = "Above" if last > usual.high else "Below"
        return f"{side} the usual range on {dates.day(day, today)}", "", limits
    since = daily.days[usual.since]
    if usual.since and today - since <= _RECENT:
        word = _changed(measure, results, usual)
        text = f"{word} since {dates.short_day(since, today)}"
        return ("", text, limits) if word == "Better" else (text, "", limits)
    return "Usual range", "", limits


def _changed(measure: Measure, results: Sequence[float], usual: UsualRange) -> str:
    before = results[max(usual.since - _BEFORE, 0) : usual.since]
    higher = usual.mean > sum(before) / len(before)
    if higher == measure.higher_is_better:
        return "Better"
    return "Higher" if higher else "Lower"
