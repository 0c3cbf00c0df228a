"""A goal in the making: what its metric did so far, and what would be a sound figure."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import median_low

from goals import dates
from goals.models import TEAM_ITSELF, AgentDay, Cadence, Metric, Scope
from goals.periods import Period, Rhythm
from goals.progress import Sums
from goals.queries.figures import Writer
from goals.queries.goal_names import name_of_days
from goals.queries.series import DAY, HOUR, Asked, series
from goals.usual import FEWEST_POINTS, usual_range
from teams.models import Organisation, Team, User

_DAYS_BACK = {
    Cadence.HOURLY: 28,
    Cadence.DAILY: 90,
    Cadence.WEEKLY: 200,
    Cadence.MONTHLY: 430,
    Cadence.QUARTERLY: 1200,
    Cadence.YEARLY: 1900,
    Cadence.ONCE: 430,
}
_NOUNS = {
    Cadence.HOURLY: "hour",
    Cadence.DAILY: "day",
    Cadence.WEEKLY: "week",
    Cadence.MONTHLY: "month",
    Cadence.QUARTERLY: "quarter",
    Cadence.YEARLY: "year",
    Cadence.ONCE: "month",
}
_LATE_START = 4
"""A period whose first figures came later than so many days into it was no whole one."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The answers given so far; what is not yet answered is None."""

    metric: Metric
    scope: str
    team: Team | None
    agent: User | None
    cadence: str
    target: Decimal | None = None
    starts_on: date | None = None
    ends_on: date | None = None

    @property
    def noun(self) -> str:
        """`month`: what a period of it is called."""
        return _NOUNS[Cadence(self.cadence)]


@dataclass(frozen=True, slots=True)
class Past:
    """One period that is over: its name and result."""

    name: str
    result: Decimal


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A figure to pick, with the words that say where it comes from."""

    words: str
    figure: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class History:
    """What the metric did: the usual range in words, and its ends for asking about what lies beyond. `lately`: what
    there is, where no period is whole yet.
    """

    past: tuple[Past, ...]
    usual: str
    low: Decimal | None
    high: Decimal | None
    suggestions: tuple[Suggestion, ...]
    lately: str = ""


def history_of(draft: Draft, organisation: Organisation, today: date) -> History:
    """From tallies, in one statement."""
    writer = Writer(draft.metric, organisation.currency)
    if draft.scope == Scope.MEMBERS:
        return _of_members(draft, organisation, writer, today)
    first = today - timedelta(days=_DAYS_BACK[Cadence(draft.cadence)])
    if draft.cadence == Cadence.HOURLY:
        by_day: dict[date, Sums] = {}
        past = _past_hours(draft, writer, first, today)
    else:
        by_day = _by_day(draft, first, today)
        past = _past(draft, organisation, writer, by_day, first, today)
    if not past:
        return History((), "", None, None, (), _lately(writer, by_day))
    low, high, words = _usual(draft, writer, [one.result for one in past])
    return History(past, words, low, high, _suggestions(draft, writer, past))


def _rhythm(draft: Draft, organisation: Organisation, since: date) -> Rhythm:
    cadence = Cadence.MONTHLY if draft.cadence == Cadence.ONCE else draft.cadence
    return Rhythm(
        cadence,
        since,
        None,
        organisation.week_starts_on,
        organisation.fiscal_year_starts_in,
    )


def _asked(draft: Draft, first: date, last: date) -> Asked:
    return Asked(
        metric=draft.metric,
        first=first,
        last=last,
        team=None if draft.scope == Scope.AGENT else draft.team,
        agent=draft.agent,
    )


def _by_day(draft: Draft, first: date, today: date) -> dict[date, Sums]:
    """What came in on each day before today."""
    return {
        date.fromisoformat(point.key): Sums(point.value, point.weight, point.n)
        for point in series(_asked(draft, first, today - timedelta(days=1)), DAY)
    }


def _lately(writer: Writer, by_day: Mapping[date, Sums]) -> str:
    """`The 15 days with figures come to 75%.` Empty without any, and where it is too little to say."""
    days = [sums for sums in by_day.values() if sums.n]
    whole = sum(days, Sums())
    result = writer.result(whole)
    if result is None or not days or writer.caution(whole):
        return ""
    which = "The one day" if len(days) == 1 else f"The {len(days)} days"
    return (
        f"{which} with figures {'comes' if len(days) == 1 else 'come'} to {writer.figure(result)}."
    )


def _past(
    draft: Draft,
    organisation: Organisation,
    writer: Writer,
    by_day: Mapping[date, Sums],
    first: date,
    today: date,
) -> tuple[Past, ...]:
    """Results of whole periods that are over, oldest first."""
    found = _by_period(_rhythm(draft, organisation, first), by_day, first, today)
    return tuple(
        Past(_name(draft, period, today), result)
        for period, sums in found.items()
        if (result := writer.result(sums)) is not None
    )


def _past_hours(draft: Draft, writer: Writer, first: date, today: date) -> tuple[Past, ...]:
    if draft.agent is not None:
        return ()  # of a single agent's hours no sums are kept
    points = series(_asked(draft, first, today - timedelta(days=1)), HOUR)
    return tuple(
        Past(point.key[11:16], result)
        for point in points
        if (result := writer.result(Sums(point.value, point.weight, point.n))) is not None
    )


def _by_period(
    rhythm: Rhythm, by_day: Mapping[date, Sums], first: date, today: date
) -> dict[Period, Sums]:
    begun = min((day for day, sums in by_day.items() if sums.n), default=None)
    if begun is None:
        return {}
    found: dict[Period, Sums] = {}
    for period in rhythm.periods(first, today):
        cut = period.first < begun - timedelta(days=_LATE_START) or period.first == first
        if period.last >= today or (cut and period.days > 1):
            continue
        days = (by_day.get(period.first + timedelta(days=n), Sums()) for n in range(period.days))
        found[period] = sum(days, Sums())
    return found


def _name(draft: Draft, period: Period, today: date) -> str:
    cadence = Cadence.MONTHLY if draft.cadence == Cadence.ONCE else draft.cadence
    if cadence == Cadence.DAILY:
        return dates.day(period.first, today)
    return name_of_days(cadence, period.first, period.last, today)


# --- Usual, and what to suggest ------------------------------------------------------------------


def _usual(
    draft: Draft, writer: Writer, results: Sequence[Decimal]
) -> tuple[Decimal, Decimal, str]:
    """Low, high and words: the usual range of twelve periods or more, else how far they lay apart."""
    usual = usual_range([float(result) for result in results])
    if usual is None:
        low, high = min(results), max(results)
        span = (
            writer.figure(low) if low == high else f"{writer.figure(low)} to {writer.figure(high)}"
        )
        count = len(results)
        so_far = f"the last {count} {draft.noun}s" if count > 1 else f"the last {draft.noun}"
        return low, high, f"{so_far.capitalize()}: {span}"
    low, high = (_kept(writer, end) for end in (usual.low, usual.high))
    return low, high, f"Usual {draft.noun}: {writer.figure(low)} to {writer.figure(high)}"


def _kept(writer: Writer, end: float) -> Decimal:
    """A limit, inside what the figure can be, to the metric's decimals."""
    inside = min(max(end, 0.0), 100.0) if writer.is_percent else max(end, 0.0)
    step = Decimal(1).scaleb(-writer.metric.decimals)
    return Decimal(str(inside)).quantize(step, rounding=ROUND_HALF_UP)


def _suggestions(draft: Draft, writer: Writer, past: Sequence[Past]) -> tuple[Suggestion, ...]:
    """As the last one, a little better, and as the best: each figure once."""
    last = past[-1]
    recent = past[-12:]
    best = (max if writer.higher else min)(recent, key=lambda one: one.result)
    better = "more" if writer.higher else "less"
    hourly = draft.cadence == Cadence.HOURLY
    last_words = "the last hour" if hourly else last.name
    step = "1 pt" if writer.is_percent else "2%"
    found = [
        (f"As {last_words}", last.result),
        (f"{step} {better} than {last_words}", improved(writer, last.result)),
        (f"As the best {draft.noun}" + ("" if hourly else f", {best.name}"), best.result),
    ]
    if draft.cadence == Cadence.HOURLY:
        middle = median_low(one.result for one in past)
        found[0] = ("As the hour in the middle", middle)
        found[1] = (f"{step} {better} than that", improved(writer, middle))
    return _once_each(writer, found)


def _once_each(writer: Writer, found: Sequence[tuple[str, Decimal]]) -> tuple[Suggestion, ...]:
    seen: set[Decimal] = set()
    kept: list[Suggestion] = []
    for words, value in found:
        if value in seen or value < 0 or (value == 0 and writer.higher):
            continue
        seen.add(value)
        kept.append(Suggestion(words, writer.figure(value, near=value), value))
    return tuple(kept)


def improved(writer: Writer, value: Decimal) -> Decimal:
    """Two per cent better (of percentages one point), to a figure that is easily said."""
    sign = 1 if writer.higher else -1
    if writer.is_percent:
        return min(max(value + sign, Decimal(0)), Decimal(100))
    aimed = value * (Decimal(1) + sign * Decimal("0.02"))
    if aimed <= 0:
        return Decimal(0)
    exponent = max(math.floor(math.log10(aimed)) - 2, -writer.metric.decimals)
    step = Decimal(1).scaleb(exponent)
    return (aimed / step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * step


def unusual(history: History, target: Decimal, noun: str) -> str:
    """`Above every month so far.`: what lies beyond the past is asked about, never refused."""
    if history.low is None or history.high is None or not history.past:
        return ""
    results = [one.result for one in history.past]
    if target > max(results) and target > history.high:
        return f"Above every {noun} so far."
    if target < min(results) and target < history.low:
        return f"Below every {noun} so far."
    if target > history.high:
        return "Above the usual range."
    return "Below the usual range." if target < history.low else ""


# --- Each member ---------------------------------------------------------------------------------


def _of_members(draft: Draft, organisation: Organisation, writer: Writer, today: date) -> History:
    """What single people reached, without names: the middle eight in ten."""
    first = today - timedelta(days=_DAYS_BACK[Cadence(draft.cadence)] // 2)
    if draft.cadence == Cadence.HOURLY or draft.team is None:
        return History((), "", None, None, ())
    by_agent: dict[int, dict[date, Sums]] = defaultdict(dict)
    rows = AgentDay.objects.filter(
        metric_id=draft.metric.pk, team_id=draft.team.pk, day__gte=first, day__lt=today
    ).exclude(agent_id=TEAM_ITSELF)
    for agent_id, day, value, weight, n in rows.values_list(
        "agent_id", "day", "value", "weight", "n"
    ):
        by_agent[agent_id][day] = Sums(value, weight, n)
    rhythm = _rhythm(draft, organisation, first)
    results = sorted(
        result
        for by_day in by_agent.values()
        for sums in _by_period(rhythm, by_day, first, today).values()
        if sums.n and (result := writer.result(sums)) is not None
    )
    if len(results) < FEWEST_POINTS:
        return History((), "", None, None, ())
    low, high = results[len(results) // 10], results[-1 - len(results) // 10]
    middle = median_low(results)
    better = "more" if writer.higher else "less"
    step = "1 pt" if writer.is_percent else "2%"
    past = tuple(Past("", result) for result in results)
    return History(
        past,
        f"Eight in ten reached {writer.figure(low)} to {writer.figure(high)} in a {draft.noun}",
        low,
        high,
        _once_each(
            writer,
            [
                ("As the one in the middle", middle),
                (f"{step} {better} than that", improved(writer, middle)),
            ],
        ),
    )
