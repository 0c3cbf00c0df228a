"""Progress and daily snapshots of wanted periods: worked out by the pure rooms, written where they differ."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.db.backends.utils import CursorWrapper

from goals.fixed import to_whole
from goals.models import Cadence, GuardStatus, Progress, Snapshot, Status
from goals.models.bulk import Columns, append, load, temporary, upsert
from goals.outlook import Outlook
from goals.pauses import is_paused_at_end
from goals.periods import Period
from goals.progress import Moment, Sums, expected_by_now, guard_holds, status
from goals.recompute.calendars import ONE_DAY
from goals.recompute.pasts import Pasts, read_pasts
from goals.recompute.plans import Plans
from goals.recompute.sums import Closed, Days, read_closed, read_sums
from goals.recompute.wanted import Touch, Wanted, Wants, add

PROGRESS: Columns = {
    "goal_id": "int",
    "agent_id": "int",
    "starts_at": "instant",
    "ends_at": "instant",
    "first_day": "day",
    "last_day": "day",
    "value": "int",
    "weight": "int",
    "n": "small",
    "target": "int",
    "stretch": "int",
    "expected": "int",
    "low": "int",
    "likely": "int",
    "high": "int",
    "likelihood": "int",
    "status": "text",
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
    "value": "int",
    "weight": "int",
    "n": "small",
    "target": "int",
    "expected": "int",
    "low": "int",
    "likely": "int",
    "high": "int",
    "likelihood": "int",
    "status": "text",
}
GONE: Columns = {"goal_id": "int", "agent_id": "int", "starts_at": "instant", "first_day": "day"}
STALE_SNAPSHOT: Columns = {"goal_id": "int", "agent_id": "int", "since": "day"}
PROGRESS_KEY = ("goal_id", "agent_id", "starts_at")
SNAPSHOT_KEY = ("goal_id", "agent_id", "first_day", "day")
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
            closed = {
                place - sum(other < place for other in never): was for place, was in closed.items()
            }
            wanted = [item for place, item in enumerate(wanted) if place not in never]
    sums, guards = read_sums(wanted, now if as_of else None)
    pasts = read_pasts(wanted, now)
    progress: list[tuple[Any, ...]] = []
    snapshots: list[tuple[Any, ...]] = []
    gone: list[tuple[Any, ...]] = []
    for place, (item, days) in enumerate(zip(wanted, sums, strict=True)):
        total = sum(days.values(), Sums())
        was = closed.get(place)
        if total.n == 0 and was is None and _is_day_off(item):
            gone.append((item.plan.id, item.agent_id, item.starts_at, item.period.first))
            continue
        target, stretch = (was.target, was.stretch) if was else item.plan.target_of(item.period)
        is_final = was is not None or (closing and now >= item.ends_at + item.plan.grace)
        stand = _stand(item, total, target, now, pasts, is_final=is_final)
        row = _progress_row(item, stand, stretch, was, now, is_final=is_final)
        progress.append((*row, *_guard_columns(item, guards.get(place), stand.moment), now))
        if item.plan.rhythm.cadence != Cadence.HOURLY:
            latest = None if is_final else stand
            snapshots.extend(_snapshot_rows(item, days, target, now, pasts, latest))
    with connection.cursor() as cursor:
        written = upsert(
            cursor, "goals_progress", PROGRESS, PROGRESS_KEY, progress, beside=("computed_at",)
        )
        written += upsert(cursor, "goals_snapshot", SNAPSHOT, SNAPSHOT_KEY, snapshots)
        return written + _remove(cursor, gone)


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
    """How a period stands at an instant."""

    sums: Sums
    target: Decimal
    moment: Moment
    ahead: Outlook | None
    status: str

    def columns(self, item: Wanted) -> tuple[int | None, ...]:
        """What progress and snapshots call expected, low, likely, high and likelihood."""
        expected = expected_by_now(item.plan.measure, self.target, self.moment.work_share)
        return to_whole(expected), *_outlook_columns(self.ahead)


def _stand(
    item: Wanted, sums: Sums, target: Decimal, at: datetime, pasts: Pasts, *, is_final: bool
) -> _Stand:
    measure = item.plan.measure
    moment = pasts.moment(item, at, closed=is_final)
    # What is closed is foretold no more.
    ahead = None if is_final else pasts.outlook(item, sums, target, at)
    word = status(measure, sums, target, moment, ahead.likelihood if ahead else None)
    return _Stand(sums, target, moment, ahead, str(word))


def _progress_row(
    item: Wanted,
    stand: _Stand,
    stretch: Decimal | None,
    was: Closed | None,
    now: datetime,
    *,
    is_final: bool,
) -> tuple[Any, ...]:
    """The row as far as the guard's columns."""
    plan, total, target, word = item.plan, stand.sums, stand.target, stand.status
    if is_paused_at_end(plan.pauses, item.period):
        word = Status.PAUSED
    if is_final and was is None:
        closes_at = item.ends_at + plan.grace
        was = Closed(target, stretch, closes_at, total.value, total.weight, word, None)
    revised_at = None
    if was is not None and (was.value, was.weight) != (total.value, total.weight):
        revised_at = was.revised_at or now
    done, days = plan.calendar.working_days(item.period, plan.calendar.day_of(now))
    return (
        plan.id,
        item.agent_id,
        item.starts_at,
        item.ends_at,
        item.period.first,
        item.period.last,
        to_whole(total.value),
        to_whole(total.weight),
        total.n,
        to_whole(target),
        None if stretch is None else to_whole(stretch),
        *stand.columns(item),
        str(word),
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
    return tuple(map(to_whole, (ahead.low, ahead.likely, ahead.high, ahead.likelihood)))


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
    item: Wanted,
    days: Days,
    target: Decimal,
    now: datetime,
    pasts: Pasts,
    latest: _Stand | None,
) -> list[tuple[Any, ...]]:
    """One row a day from `since` to the period's end or today: how it stood when that day ended.

    `latest` is how it stands now, while it is not final: today's row mostly says the same.
    """
    plan = item.plan
    today = plan.calendar.day_of(now)
    running = days.get(None, Sums())
    rows = []
    day = item.since
    while day <= min(item.period.last, today):
        running += days.get(day, Sums())
        at = min(plan.calendar.clock.day_start(day + ONE_DAY), now)
        if latest is not None and at == now and latest.sums == running:
            stand = latest
        else:
            stand = _stand(item, running, target, at, pasts, is_final=False)
        rows.append(
            (
                plan.id,
                item.agent_id,
                item.period.first,
                day,
                to_whole(running.value),
                to_whole(running.weight),
                running.n,
                to_whole(target),
                *stand.columns(item),
                stand.status,
            )
        )
        day += ONE_DAY
    return rows


def sort_out_left_over(plans: Plans, wants: Wants, stale: dict[int, date]) -> None:
    """Open periods of changed goals that nobody would begin today: another end, a member who was none then,
    an hour outside working time.

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
        if row.n and is_one and plans.has_subject(plan, row.agent_id, row.first_day):
            days = Period(row.first_day, row.last_day)
            left = Wanted(plan, row.agent_id, days, row.starts_at, row.ends_at, since)
            add(wants, left)
            continue
        Snapshot.objects.filter(
            goal=row.goal_id, agent_id=row.agent_id, first_day=row.first_day
        ).delete()
        row.delete()
