"""The sentence that grows while a goal is made, and what to call it. No statements."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from goals import dates
from goals.models import Cadence, Metric, Scope
from goals.periods import Period, Rhythm
from goals.queries.drafts import Draft
from goals.queries.figures import Writer, team_words
from goals.queries.workdays import Workdays
from teams.models import Organisation

_EVERY = {
    Cadence.HOURLY: "every hour",
    Cadence.DAILY: "every day",
    Cadence.WEEKLY: "every week",
    Cadence.MONTHLY: "every month",
    Cadence.QUARTERLY: "every quarter",
    Cadence.YEARLY: "every year",
    Cadence.ONCE: "once",
}


def whose(draft: Draft, organisation: Organisation) -> str:
    """`North team`, `Each agent of North team`, `Amara Osei`, or the organisation's name."""
    if draft.agent is not None:
        return draft.agent.name
    if draft.team is None:
        return organisation.name
    team = team_words(draft.team.name)
    return f"Each agent of {team}" if draft.scope == Scope.MEMBERS else team


def sentence(draft: Draft, organisation: Organisation, workdays: Workdays, today: date) -> str:
    """`North team will reach 4,200 first-contact resolutions, 1 to 30 November. That is 210 a day.`"""
    writer = Writer(draft.metric, organisation.currency)
    who = whose(draft, organisation)
    what = _what(draft, writer)
    when = _when(draft, organisation, today)
    rate = _rate(draft, writer, organisation, workdays)
    return f"{who} will {what}{when}.{f' {rate}' if rate else ''}"


def _what(draft: Draft, writer: Writer) -> str:
    noun = lower_first(draft.metric.name)
    if draft.target is None:
        return f"aim for {noun}"
    if not writer.is_total:
        return f"bring {noun} to {writer.limit(draft.target)}"
    if not writer.higher:
        return f"keep {noun} to {writer.limit(draft.target)}"
    if draft.metric.unit == Metric.Unit.COUNT:
        return f"reach {writer.target(draft.target)} {noun}"
    return f"reach {writer.target(draft.target)} of {noun}"


def _when(draft: Draft, organisation: Organisation, today: date) -> str:
    every = _EVERY[Cadence(draft.cadence)]
    if draft.starts_on is None:
        return "" if draft.cadence == Cadence.ONCE else f", {every}"
    first = first_period(draft, organisation)
    if draft.ends_on is not None and first is not None and first.last == draft.ends_on:
        span = dates.span(first.first, first.last, today)
        return f", {every} on {span}" if draft.cadence == Cadence.HOURLY else f", {span}"
    start = dates.short_day(draft.starts_on, today)
    if draft.ends_on is None:
        return f", {every} from {start}"
    return f", {every} from {start} to {dates.short_day(draft.ends_on, today)}"


def first_period(draft: Draft, organisation: Organisation) -> Period | None:
    """The first period of the goal."""
    if draft.starts_on is None:
        return None
    rhythm = Rhythm(
        draft.cadence,
        draft.starts_on,
        draft.ends_on,
        organisation.week_starts_on,
        organisation.fiscal_year_starts_in,
    )
    return rhythm.period_of(draft.starts_on)


def _rate(draft: Draft, writer: Writer, organisation: Organisation, workdays: Workdays) -> str:
    """`That is 210 a day.`, for a total of which more is better and that takes more than a day."""
    period = first_period(draft, organisation)
    if draft.target is None or period is None or period.days < 2:
        return ""
    if not writer.is_total or not writer.higher:
        return ""
    days = workdays.count(period.first, period.last)
    if not days:
        return ""
    scale = 10**draft.metric.decimals
    exact = Fraction(draft.target) * scale / days
    needed = Decimal(-(-exact.numerator // exact.denominator)) / scale
    return f"That is {writer.figure(needed)} a day."


def suggested_name(draft: Draft, organisation: Organisation) -> str:
    """A name to start from, without days: the goal may go on for years."""
    writer = Writer(draft.metric, organisation.currency)
    if writer.is_total or draft.target is None:
        text = _what(draft, writer)
        return (text[:1].upper() + text[1:])[:120]
    return f"{draft.metric.name} {writer.limit(draft.target)}"[:120]


def lower_first(name: str) -> str:
    """`first-contact resolutions`; what begins with an abbreviation stays: `CSAT`."""
    if len(name) > 1 and name[1].isupper():
        return name
    return name[:1].lower() + name[1:]
