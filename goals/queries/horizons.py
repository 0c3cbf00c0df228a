"""Goals by horizon: which group of a list a goal stands in, and what its heading says. No statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from goals import dates
from goals.models import Cadence
from goals.periods import Period

ORDER = {
    Cadence.HOURLY: 0,
    Cadence.DAILY: 0,
    Cadence.WEEKLY: 1,
    Cadence.MONTHLY: 2,
    Cadence.QUARTERLY: 3,
    Cadence.YEARLY: 4,
    Cadence.ONCE: 5,
}
_LONG = (3, 4)


@dataclass(frozen=True, slots=True)
class Horizon:
    """A group's place and name; goals with an equal one stand together."""

    order: int
    title: str


@dataclass(frozen=True, slots=True)
class Span:
    """What a heading needs to know of one goal's running period.

    `until` says when the team's day ends or has ended (`until 20:00`), and is empty for the organisation.
    """

    period: Period
    starts_at: datetime
    ends_at: datetime
    work_done: int
    work_total: int
    until: str


def horizon_of(cadence: str, period: Period, today: date) -> Horizon:
    """Where a goal of this cadence stands in the list, by the period it is in."""
    order = ORDER[Cadence(cadence)]
    current = today in period
    if order == 0:
        title = "Today" if current else dates.day(period.first, today)
    elif order == 1:
        title = "This week" if current else dates.span(period.first, period.last, today)
    elif order == 2:
        title = dates.month(period.first, today)
    elif order == 3:
        title = "This quarter" if current else dates.months(period.first, period.last, today)
    elif order == 4:
        title = "This year" if current else dates.months(period.first, period.last, today)
    else:
        title = "By a date"
    return Horizon(order, title)


def heading_hint(horizon: Horizon, spans: Sequence[Span], today: date, now: datetime) -> str:
    """What stands beside the heading: how far the period is, where that is the same for all its goals."""
    if not spans or horizon.order == ORDER[Cadence.ONCE]:
        return ""
    if horizon.order == 0:
        said = {span.until for span in spans}
        return said.pop() if len(said) == 1 else ""
    widest = max(spans, key=lambda span: span.period.days)
    if horizon.order in _LONG:
        gone = share_gone(widest.starts_at, widest.ends_at, now)
        period = widest.period
        return f"{dates.months(period.first, period.last, today)}, {gone}% gone"
    return _days_done(spans, widest, today)


def _days_done(spans: Sequence[Span], widest: Span, today: date) -> str:
    work = {(span.work_done, span.work_total) for span in spans}
    done, total = work.pop()
    if not work and total and widest.until:
        noun = "working day" if total == 1 else "working days"
        return f"{done} of {total} {noun} done"
    # Teams with different calendars share a heading, or the whole company stands under it, which has
    # none: then plain days, which are the same for all.
    period = widest.period
    gone = min(max((today - period.first).days, 0), period.days)
    return f"{gone} of {period.days} days gone"


def share_gone(starts_at: datetime, ends_at: datetime, now: datetime) -> int:
    """How much of a window is over, in whole percent, 0 to 100."""
    whole = (ends_at - starts_at) / timedelta(seconds=1)
    gone = (now - starts_at) / timedelta(seconds=1)
    return int(min(max(gone / whole, 0.0), 1.0) * 100) if whole > 0 else 100
