"""Progress and daily snapshots of wanted periods: worked out by the pure rooms, written where they differ."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import connection
from django.db.backends.utils import CursorWrapper

from goals.fixed import to_whole
from goals.forecast import Left
from goals.models import Cadence, GuardStatus, Progress, Snapshot, Status
from goals.models.bulk import Columns, Written, append, load, temporary, upserted
from goals.outlook import Outlook
from goals.pauses import is_paused_at_end
from goals.periods import Period
from goals.progress import Moment, Sums, expected_by_now, guard_holds, status
from goals.recompute.calendars import ONE_DAY
from goals.recompute.pasts import Pasts, read_pasts
from goals.recompute.plans import Plans
from goals.recompute.sums import Closed, Days, read_closed, reading_sums, sum_of
from goals.recompute.wanted import Touch, Wanted, Wants, add

STANDING: Columns = {
    "value": "int",
    "weight": "int",
    "n": "small",
    "target": "int",
    "expected": "int",
    "low": "int",
    "likely": "int",
    "high": "int",
    "likelihood": "int",
}
"""What progress and snapshots both say, as `models.Standing` does."""
PROGRESS: Columns = {
    "goal_id": "int",
    "agent_id": "int",
    "starts_at": "instant",
    "ends_at": "instant",
    "first_day": "day",
    "last_day": "day",
    **STANDING,
    "status": "text",
    "stretch": "int",
    "work_done": "small",
    "work_total": "small",
    "final": "flag",
    "closed_at": "instant",
    "closed_value": "int",
    "closed_weight": "int",
    "closed_status": "text",
    "revised_at": "instant",
    "guard_value": "int",
    "guard_weight": "int",
    "guard_n": "small",
    "guard_status": "text",
    "computed_at": "instant",
}
SNAPSHOT: Columns = {
    "goal_id": "int",
    "agent_id": "int",
    "first_day": "day",
    "day": "day",
    **STANDING,
    "status": "text",
}
GONE: Columns = {"goal_id": "int", "agent_id": "int", "starts_at": "instant", "first_day": "day"}
STALE_SNAPSHOT: Columns = {"goal_id": "int", "agent_id": "int", "since": "day"}
PROGRESS_KEY = ("goal_id", "agent_id", "starts_at")
SNAPSHOT_KEY = ("goal_id", "agent_id", "first_day", "day")
_PROGRESS_PLACE = itemgetter(0, 1, 2)
_SNAPSHOT_PLACE = itemgetter(0, 1, 2, 3)
FEW = 1_000
AT_ONCE = 50_000
"""Periods worked out together: one round for all that a batch of marks touches, and memory stays bounded when
all history is rebuilt."""


def put_off_snapshots(touch: Touch, now: datetime) -> None:
    """Have only today's snapshots written with the progress, and note the older ones for later.

    A correction far back changes every day since: progress, which pages show, does not wait for that.
    """
    later = dict(touch.snapshots)
    for wanted in touch.wants.values():
        today = wanted.plan.calendar.day_of(now)
        if wanted.since < today and wanted.plan.rhythm.cadence != Cadence.HOURLY:
            key = wanted.plan.id, wanted.agent_id, wanted.period.first
            later[key] = min(wanted.since, later.get(key, wanted.since))
            wanted.since = today
    with connection.cursor() as cursor:
        append(
            cursor,
            "goals_stalesnapshot",
            STALE_SNAPSHOT,
            [(goal, agent, since) for (goal, agent, _), since in later.items()],
        )


def work_out(wants: Wants, now: datetime, *, as_of: bool = False, closing: bool = True) -> int:
    """Work out what is wanted and write what changed; how many rows that were.

    With `as_of`, `now` is a moment in the past: later readings do not count and nothing is final that
    was not final then. Without `closing`, periods whose grace is over stay open for the clock to close.
    """
    everything = list(wants.values())
    return sum(
        _work_out(everything[start : start + AT_ONCE], now, as_of=as_of, closing=closing)
        for start in range(0, len(everything), AT_ONCE)
    )


def _work_out(wanted: list[Wanted], now: datetime, *, as_of: bool, closing: bool) -> int:
    closed: dict[int, Closed] = {}
    if not as_of:
        # At a moment in the past nothing is closed.
        closed, never = read_closed(wanted, now)
        if never:
            left = sorted(never)
            closed = {place - bisect_left(left, place): was for place, was in closed.items()}
            wanted = [item for place, item in enumerate(wanted) if place not in never]
    pasts = read_pasts(wanted, now)
    with reading_sums(wanted, now if as_of else None) as (sums, guards):
        views = [
            _view(
                item,
                now,
                pasts,
                closed=place in closed or (closing and now >= item.ends_at + item.plan.grace),
            )
            for place, item in enumerate(wanted)
        ]
    looked_back: list[tuple[Wanted, Days, _Stand]] = []
    gone: list[tuple[Any, ...]] = []

    def rows() -> Iterator[tuple[Any, ...]]:
        for place, (item, days, view) in enumerate(zip(wanted, sums, views, strict=True)):
            total = sum_of(days)
            was = closed.get(place)
            if total.n == 0 and was is None and _is_day_off(item):
                gone.append((item.plan.id, item.agent_id, item.starts_at, item.period.first))
                continue
            target, stretch = (was.target, was.stretch) if was else item.plan.target_of(item.period)
            stand = _stand(item, total, target, view, pasts)
            row = _progress_row(item, stand, stretch, was, now)
            yield (*row, *_guard_columns(item, guards.get(place), view.moment), now)
            if item.plan.rhythm.cadence != Cadence.HOURLY:
                looked_back.append((item, days, stand))

    every = rows()
    with connection.cursor() as cursor:
        # In two halves: one is written while the other is worked out.
        with _progress_written(cursor, islice(every, len(wanted) // 2)) as one:
            other_half = list(every)
        with _progress_written(cursor, other_half) as other:
            snapshots = [
                row
                for item, days, stand in looked_back
                for row in _snapshot_rows(item, days, now, pasts, stand)
            ]
            snapshots.sort(key=_SNAPSHOT_PLACE)
        with upserted(cursor, "goals_snapshot", SNAPSHOT, SNAPSHOT_KEY, snapshots) as dailies:
            pass
        return one.rows + other.rows + dailies.rows + _remove(cursor, gone)


def _progress_written(
    cursor: CursorWrapper, rows: Iterable[tuple[Any, ...]]
) -> AbstractContextManager[Written]:
    # What lies together is looked for together.
    listed = sorted(rows, key=_PROGRESS_PLACE)
    beside = ("computed_at",)
    return upserted(cursor, "goals_progress", PROGRESS, PROGRESS_KEY, listed, beside=beside)


def _remove(cursor: CursorWrapper, gone: list[tuple[Any, ...]]) -> int:
    """Days and hours off that had figures once, and have none any more."""
    if not gone:
        return 0
    with temporary(cursor, "gone", GONE):
        load(cursor, "gone", GONE, gone)
        cursor.execute(
            "DELETE FROM goals_progress WHERE (goal_id, agent_id, starts_at) IN"
            " (SELECT goal_id, agent_id, starts_at FROM gone)"
        )
        removed = int(cursor.rowcount)
        if removed:
            cursor.execute(
                "DELETE FROM goals_snapshot WHERE (goal_id, agent_id, first_day) IN"
                " (SELECT goal_id, agent_id, first_day FROM gone)"
            )
    return removed


def _is_day_off(item: Wanted) -> bool:
    """A day or hour on which nobody works is no period, unless figures came all the same."""
    if item.plan.rhythm.cadence == Cadence.DAILY:
        return not item.plan.calendar.has_work(item.period)
    if item.plan.rhythm.cadence == Cadence.HOURLY:
        return not item.plan.calendar.work_between(item.starts_at, item.ends_at)
    return False


class _Stand(NamedTuple):
    """How a period stands at an instant.

    `columns` are those of STANDING.
    """

    sums: Sums
    target: Decimal
    moment: Moment
    columns: tuple[int | None, ...]
    status: str


class _View(NamedTuple):
    """What can be said of a period at an instant before its figures are known."""

    at: datetime
    moment: Moment
    left: Left | None


def _view(item: Wanted, at: datetime, pasts: Pasts, *, closed: bool) -> _View:
    moment = pasts.moment(item, at, closed=closed)
    # What is closed is foretold no more.
    return _View(at, moment, None if closed else pasts.ahead(item, at))


def _stand(item: Wanted, sums: Sums, target: Decimal, view: _View, pasts: Pasts) -> _Stand:
    measure, moment = item.plan.measure, view.moment
    ahead = None if moment.closed else pasts.outlook(item, sums, target, view.at, view.left)
    word = status(measure, sums, target, moment, ahead.likelihood if ahead else None)
    columns = (
        to_whole(sums.value),
        to_whole(sums.weight),
        sums.n,
        to_whole(target),
        to_whole(expected_by_now(measure, target, moment.work_share)),
        *_outlook_columns(ahead),
    )
    return _Stand(sums, target, moment, columns, str(word))


def _progress_row(
    item: Wanted,
    stand: _Stand,
    stretch: Decimal | None,
    was: Closed | None,
    now: datetime,
) -> tuple[Any, ...]:
    """The row as far as the guard's columns."""
    plan, total, target, word = item.plan, stand.sums, stand.target, stand.status
    is_final = stand.moment.closed
    if plan.pauses and is_paused_at_end(plan.pauses, item.period):
        word = Status.PAUSED
    if is_final and was is None:
        closes_at = item.ends_at + plan.grace
        was = Closed(target, stretch, closes_at, total.value, total.weight, word, None)
    revised_at = None
    if was is not None and (was.value, was.weight) != (total.value, total.weight):
        revised_at = was.revised_at or now
    done, days = plan.calendar.working_days(item.period, plan.calendar.not_over_at(now))
    return (
        plan.id,
        item.agent_id,
        item.starts_at,
        item.ends_at,
        item.period.first,
        item.period.last,
        *stand.columns,
        str(word),
        None if stretch is None else to_whole(stretch),
        done,
        days,
        is_final,
        was.at if was else None,
        to_whole(was.value) if was else None,
        to_whole(was.weight) if was else None,
        was.status if was else "",
        revised_at,
    )


def _outlook_columns(ahead: Outlook | None) -> tuple[int | None, ...]:
    if ahead is None:
        return None, None, None, None
    low, likely, high = to_whole(ahead.low), to_whole(ahead.likely), to_whole(ahead.high)
    return low, likely, high, to_whole(ahead.likelihood)


def _guard_columns(item: Wanted, sums: Sums | None, moment: Moment) -> tuple[Any, ...]:
    guard = item.plan.guard
    if guard is None:
        return None, None, None, ""
    sums = sums or Sums()
    holds = guard_holds(guard.measure, sums, guard.bound, moment.work_share)
    word = GuardStatus.UNKNOWN
    if holds is not None:
        word = GuardStatus.KEPT if holds else GuardStatus.BROKEN
    return to_whole(sums.value), to_whole(sums.weight), sums.n, str(word)


def _snapshot_rows(
    item: Wanted, days: Days, now: datetime, pasts: Pasts, latest: _Stand
) -> list[tuple[Any, ...]]:
    """One row a day from `since` to the period's end or today: how it stood when that day ended.

    `latest` is how it stands now: while it is not closed, today's row mostly says the same.
    """
    plan = item.plan
    last = min(item.period.last, plan.calendar.day_of(now))
    running = days.get(None, Sums())
    rows = []
    day = item.since
    while day <= last:
        running += days.get(day, Sums())
        at = min(plan.calendar.end_of(day), now)
        if at == now and not latest.moment.closed and latest.sums == running:
            stand = latest
        else:
            view = _view(item, at, pasts, closed=False)
            stand = _stand(item, running, latest.target, view, pasts)
        rows.append((plan.id, item.agent_id, item.period.first, day, *stand.columns, stand.status))
        day += ONE_DAY
    return rows


def sort_out_left_over(plans: Plans, wants: Wants, stale: dict[int, date], now: datetime) -> None:
    """Open periods of changed goals that nobody would begin today: another end, a member who was none then,
    an hour outside working time, a day that begins later than it did.

    Where figures came all the same they are wanted like the others; else they go.
    """
    rows = Progress.objects.filter(final=False)
    if len(stale) <= FEW:
        rows = rows.filter(goal__in=list(stale))
    for row in rows.only(
        "goal_id", "agent_id", "starts_at", "ends_at", "first_day", "last_day", "n"
    ):
        since, plan = stale.get(row.goal_id), plans.by_id.get(row.goal_id)
        if since is None or plan is None or row.last_day < since:
            continue
        if (row.goal_id, row.agent_id, row.starts_at) in wants:
            continue
        period = plan.rhythm.period_of(row.first_day)
        is_one = period is not None and period.first == row.first_day
        began = row.starts_at <= now
        if row.n and began and is_one and plans.has_subject(plan, row.agent_id, row.first_day):
            days = Period(row.first_day, row.last_day)
            left = Wanted(plan, row.agent_id, days, row.starts_at, row.ends_at, since)
            add(wants, left)
            continue
        Snapshot.objects.filter(
            goal=row.goal_id, agent_id=row.agent_id, first_day=row.first_day
        ).delete()
        row.delete()
