"""What a goal's status, periods and last days are called. No statements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from goals import dates
from goals.models import Cadence, Goal, Metric, Progress, Status
from goals.progress import Sums, rounded
from goals.queries.figures import Writer
from goals.queries.goal import SHORT, GoalDetail

_WORDS = {Status.BEHIND: "Behind pace"}


def writer_of(detail: GoalDetail) -> Writer:
    """Writes the figures of the goal's metric."""
    return Writer(detail.goal.metric, detail.organisation.currency)


# --- Status --------------------------------------------------------------------------------------


def status_of(detail: GoalDetail) -> str:
    """The status's code; a goal that is not pursued now says so before anything else."""
    if detail.goal.state == Goal.State.ARCHIVED:
        return "dropped"
    if detail.goal.state == Goal.State.PAUSED and detail.is_current:
        return Status.PAUSED
    if detail.progress is None:
        return Status.TOO_EARLY if detail.goal.starts_on > detail.today else Status.NO_DATA
    return detail.progress.status


def status_word(detail: GoalDetail, code: str) -> str:
    """A word where the page can say more than the status's own; else empty."""
    if code == "dropped":
        return "Archived"
    if code == Status.TOO_EARLY and detail.goal.starts_on > detail.today:
        return f"Starts {dates.short_day(detail.goal.starts_on, detail.today)}"
    is_total = detail.goal.metric.kind == Metric.Kind.TOTAL
    return _WORDS.get(Status(code), "") if is_total else ""


# --- Periods -------------------------------------------------------------------------------------


def period_name(detail: GoalDetail, first: date, last: date) -> str:
    """`November`, `3 to 9 November`, `Oct to Dec`, `Thu 20 Nov`."""
    return name_of_days(detail.goal.cadence, first, last, detail.today)


def name_of_days(cadence: str, first: date, last: date, today: date) -> str:
    """The name of a period of a cadence, by its days."""
    if cadence == Cadence.MONTHLY and first.day == 1 and (last + timedelta(days=1)).day == 1:
        return dates.month(first, today)
    if cadence in (Cadence.QUARTERLY, Cadence.YEARLY):
        return dates.months(first, last, today)
    return dates.span(first, last, today)


def row_name(detail: GoalDetail, row: Progress) -> str:
    """The name of one period; an hour by its clock times."""
    if detail.goal.cadence != Cadence.HOURLY:
        return period_name(detail, row.first_day, row.last_day)
    start = dates.clock_time(detail.clock.local(row.starts_at).time())
    return f"{start} to {dates.clock_time(detail.clock.local(row.ends_at).time())}"


def short_name(detail: GoalDetail, row: Progress) -> str:
    """A few letters for under a column: `Nov`, `3 Nov`, `20`, `09`, `2025`."""
    cadence = detail.goal.cadence
    if cadence == Cadence.HOURLY:
        return f"{detail.clock.local(row.starts_at).hour:02d}"
    if cadence == Cadence.YEARLY:
        return str(row.first_day.year)
    if cadence in (Cadence.MONTHLY, Cadence.QUARTERLY):
        return dates.short_month(row.first_day)
    return dates.short_day(row.first_day, row.first_day)


def is_over(detail: GoalDetail) -> bool:
    """Whether the shown period has ended."""
    row = detail.progress
    return row is not None and row.ends_at <= detail.now


# --- Sums and averages ---------------------------------------------------------------------------


def sums_of(row: Progress) -> Sums:
    """What a period came to."""
    return Sums(row.value, row.weight, row.n)


def recent_days(detail: GoalDetail) -> list[Sums]:
    """The last five worked days before today that have figures, oldest first."""
    past = [(step.day, step.sums) for step in detail.steps if step.state == "past"]
    if detail.goal.cadence in SHORT:
        past = []
    return detail.workdays.lately([*detail.before, *past], detail.today)


def average(days: Sequence[Sums], decimals: int) -> Decimal | None:
    """The mean of daily totals, rounded as the metric is."""
    if not days:
        return None
    total = sum(days, Sums())
    return rounded(Fraction(total.value) / len(days), decimals)


def days_left(detail: GoalDetail) -> int:
    """Working days of the period that are not over, today's included."""
    row = detail.progress
    return 0 if row is None else max(row.work_total - row.work_done, 0)
