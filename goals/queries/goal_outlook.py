"""How a goal's period will likely end, and what the rest of it takes: for its page. No statements."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from goals.models import Cadence, Status
from goals.progress import Needed, Sums, is_too_little, needed_per_day, needed_ratio, room_per_day
from goals.queries.figures import Writer
from goals.queries.goal import SHORT, GoalDetail
from goals.queries.goal_names import (
    average,
    days_left,
    is_over,
    recent_days,
    status_of,
    sums_of,
    writer_of,
)
from goals.queries.needed import Rest, of_last, rest_words, usual_weight_left
from goals.queries.outlooks import (
    SILENT,
    Outlook,
    chance_sentence,
    outlook_of,
)
from goals.queries.sentences import capital
from goals.queries.spent import NO_ROOM, a_day_gets_there, is_beyond, is_spent, none_left


def outlook_in(detail: GoalDetail) -> Outlook | None:
    """What the period will likely end on; None once it is over, while paused, or where it is unknown."""
    row = detail.progress
    if row is None or is_over(detail) or status_of(detail) in (Status.PAUSED, "dropped"):
        return None
    return outlook_of(row)


def chance_words(detail: GoalDetail) -> str:
    """`About 7 in 10 that we make it`; empty where it is settled, unknown, or rests on too little."""
    outlook, row = outlook_in(detail), detail.progress
    if outlook is None or row is None or row.status in SILENT:
        return ""
    if is_too_little(detail.measure, sums_of(row)):
        return ""
    return chance_sentence(outlook.likelihood, of_one=bool(detail.subject.agent_id))


# --- What it takes -------------------------------------------------------------------------------


def takes(detail: GoalDetail) -> str:
    """`230 a day gets us there; the last five days averaged 209`; empty where there is nothing to say."""
    row = detail.progress
    if row is None or is_over(detail) or not row.n:
        return ""
    writer = writer_of(detail)
    if not writer.is_total:
        return _ratio_takes(detail, writer)
    if writer.higher and is_spent(row):
        return capital(none_left(detail.goal.cadence))
    if detail.goal.cadence in SHORT:
        return ""
    sums, left = sums_of(row), days_left(detail)
    needed = needed_per_day(detail.measure, sums, row.target, left)
    room = room_per_day(detail.measure, sums, row.target, left)
    if needed is not None:
        short = row.expected is None or row.value < row.expected
        there = f"{writer.figure(needed)} a day is enough"
        if short:
            there = a_day_gets_there(writer.figure(needed), "us", beyond=is_beyond(row))
    elif room == 0:
        there = capital(NO_ROOM)
    elif room is not None:
        there = f"Room for {writer.figure(room)} a day from now on"
    else:
        return ""
    recent = averaged(writer, recent_days(detail))
    return f"{there}; the {recent}" if recent.startswith("last") else there


def _ratio_takes(detail: GoalDetail, writer: Writer) -> str:
    needed = needed_rest(detail)
    if needed is None:
        return ""
    row = detail.progress
    sums = Sums() if row is None else sums_of(row)
    return rest_words(writer, sums, detail.target, Rest(needed, tuple(recent_days(detail))))


def needed_rest(detail: GoalDetail) -> Needed | None:
    """What a ratio needs over the weight that usually still comes; None where that is not known."""
    row = detail.progress
    if row is None or is_over(detail) or detail.goal.cadence == Cadence.HOURLY:
        return None
    return needed_ratio(detail.measure, sums_of(row), row.target, weight_left(detail))


def weight_left(detail: GoalDetail) -> Decimal:
    """Σ weight that usually still comes until the period ends, going by the weekdays of the last weeks."""
    days = [*detail.before, *((step.day, step.sums) for step in detail.steps)]
    return usual_weight_left(detail.known, detail.workdays, days, detail.today, detail.period.last)


# --- The last days -------------------------------------------------------------------------------


def averaged(writer: Writer, recent: Sequence[Sums]) -> str:
    """`last five days averaged 209`."""
    mean = average(recent, writer.metric.decimals)
    return of_last(len(recent), "averaged", "came to", "" if mean is None else writer.figure(mean))
