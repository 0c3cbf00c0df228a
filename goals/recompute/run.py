"""The runs: what is stale, what time has changed, everything anew, and as if it were another moment.

Each is one transaction under the engine's lock, so that sums are never worked out twice at once, and a
run that is killed has done nothing: its marks are still there.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from goals.collector import held_back
from goals.models import (
    Cadence,
    EngineState,
    Goal,
    Progress,
    Snapshot,
    StaleCalendar,
    StaleGoal,
    StaleMark,
    StaleSnapshot,
)
from goals.models.bulk import Columns, given
from goals.periods import Period
from goals.recompute import tallies
from goals.recompute.moves import follow_calendars, move_calendars, place_left_behind
from goals.recompute.odd_hours import hours_with_figures
from goals.recompute.plans import Plans, read_house, read_plans
from goals.recompute.standings import FEW, put_off_snapshots, sort_out_left_over, work_out
from goals.recompute.wanted import (
    Wanted,
    Wants,
    add,
    touched_by_change,
    touched_by_clock,
    touched_by_readings,
    touched_snapshots,
)

LONGEST_WAIT = "120s"
LONGEST_THOUGHT = "10min"
"""Between two statements: all goals anew take a busy machine longer than a page may think."""
SORTED_IN_MEMORY = "64MB"
"""One run at a time may have as much for a sort: what a batch touches need not go by way of files."""
SNAPSHOTS_AT_ONCE = 5_000
FILLED: Columns = {"goal_id": "int", "day": "day"}


def take_the_engine(*, for_a_batch: bool = False) -> None:
    """Wait until no other run is under way; held until the transaction ends.

    Of a batch PostgreSQL takes each place for a few rows where there are hundreds, and would sort them all to
    add them up: there it groups by hashing. Nor is a batch's commit waited for on the disk: what a crash would
    undo, it would undo whole, and the marks would be there again.
    """
    usual = "off" if for_a_batch else "on"
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('lock_timeout', %s, true),"
                " set_config('statement_timeout', '0', true),"
                " set_config('idle_in_transaction_session_timeout', %s, true),"
                " set_config('work_mem', %s, true),"
                " set_config('enable_sort', %s, true),"
                " set_config('synchronous_commit', %s, true),"
                # To translate these statements takes longer than to run them.
                " set_config('jit', 'off', true)",
                [LONGEST_WAIT, LONGEST_THOUGHT, SORTED_IN_MEMORY, usual, usual],
            )
    if not EngineState.objects.filter(pk=1).update(version=F("version")):
        EngineState.objects.get_or_create(pk=1)
        EngineState.objects.filter(pk=1).update(version=F("version"))


def _publish(now: datetime, written: int) -> None:
    """Pages of before are out of date from here on."""
    changed = {"version": F("version") + 1} if written else {}
    EngineState.objects.filter(pk=1).update(computed_at=now, **changed)


def anything_stale() -> bool:
    """Whether readings or goals wait to be worked out."""
    kinds = (StaleMark, StaleGoal, StaleCalendar, StaleSnapshot)
    return any(kind.objects.exists() for kind in kinds)


@held_back()
def run_stale(now: datetime) -> int:
    """Take a batch of marks, and do what they ask for; how many marks and goals that were."""
    with transaction.atomic():
        take_the_engine(for_a_batch=True)
        calendars_moved, goals_changed = _what_changed()
        moved = move_calendars(now) if calendars_moved else 0
        stale = _follow_calendars(_take_stale_goals(), now) if goals_changed else {}
        touched, are_all = tallies.take_marks()
        if not touched and not stale:
            return moved or _catch_up_snapshots(now)
        house = read_house()
        placed = place_left_behind(touched, house)
        plans = read_plans(house, touched=None if stale else touched)
        with tallies.summed_anew(touched):
            touch = touched_by_readings(plans, touched, now)
        wants = touch.wants
        put_off_snapshots(touch, now)
        changed = _changed(plans, stale, now)
        sort_out_left_over(plans, changed, stale, now)
        for wanted in _closed_hours(plans, stale):
            add(changed, wanted)
        for wanted in changed.values():
            add(wants, wanted)
        # With marks left, what was taken may be half of a period's figures: too few to close it with.
        work_out(wants, now, closing=are_all and not placed)
        _note_filled(plans, _caught_up(plans, stale, changed), now)
        _publish(now, len(touched) + len(stale))
        return moved + placed + len(touched) + len(stale)


def _catch_up_snapshots(now: datetime) -> int:
    """Write snapshots of days long over, once nothing else waits."""
    rows = list(
        StaleSnapshot.objects.order_by("pk").values_list("pk", "goal_id", "agent_id", "since")[
            :SNAPSHOTS_AT_ONCE
        ]
    )
    if not rows:
        return 0
    StaleSnapshot.objects.filter(pk__lte=rows[-1][0], pk__gte=rows[0][0]).delete()
    plans = read_plans()
    work_out(touched_snapshots(plans, [row[1:] for row in rows]), now)
    _publish(now, len(rows))
    return len(rows)


@held_back()
def run_clock(now: datetime, team_id: int | None = None) -> int:
    """Move expected by now, status and snapshots on, open periods that began, close those that are over.

    How many rows changed. With a team, its own goals only; 0 is the organisation's.
    """
    with transaction.atomic():
        take_the_engine()
        # One that is taken up again may be moved on by the clock before it is worked out anew.
        _follow_calendars(_least(StaleGoal.objects.values_list("goal_id", "since")), now)
        plans = read_plans()
        wants = touched_by_clock(plans, now, team_id)
        looked_at = _goals_of(wants) | {
            plan.id
            for plan in plans.by_id.values()
            # Time that passes in a pause is not made up for afterwards.
            if plan.state == Goal.State.PAUSED and team_id in (None, plan.team_id)
        }
        for wanted in (*_to_close(plans, now), *_odd_hours(plans)):
            add(wants, wanted)
        written = work_out(wants, now)
        _note_filled(plans, looked_at, now)
        _publish(now, written)
        return written


@held_back()
def run_all(now: datetime) -> int:
    """Everything anew from the readings: tallies, and every period of every goal."""
    with transaction.atomic():
        take_the_engine()
        move_calendars(now)
        _follow_calendars(_take_stale_goals(), now)
        tallies.rebuild()
        stale = dict(Goal.objects.values_list("pk", "starts_on"))
        StaleSnapshot.objects.all().delete()
        plans = read_plans()
        wants = _changed(plans, stale, now)
        sort_out_left_over(plans, wants, stale, now)
        for wanted in _stored(plans):
            add(wants, wanted)
        written = work_out(wants, now)
        _note_filled(plans, _goals_of(wants), now)
        _publish(now, written)
        return written


@held_back()
def run_as_of(at: datetime) -> int:
    """How everything stood at a moment in the past: later readings, periods and snapshots are not there.

    Every goal is left stale, so that the next ordinary run brings the present back.
    """
    while StaleMark.objects.exists() or StaleCalendar.objects.exists():
        run_stale(at)
    with transaction.atomic():
        take_the_engine()
        _follow_calendars(_take_stale_goals(), at)
        StaleSnapshot.objects.all().delete()
        plans = read_plans()
        begin = {plan.id: plan.rhythm.starts_on for plan in plans.by_id.values()}
        Progress.objects.filter(starts_at__gt=at).delete()
        for plan in plans.by_id.values():
            day = plan.calendar.day_of(at)
            Snapshot.objects.filter(goal=plan.id, day__gt=day).delete()
        wants = _changed(plans, begin, at)
        written = work_out(wants, at, as_of=True)
        StaleGoal.objects.bulk_create(
            StaleGoal(goal_id=goal_id, since=since) for goal_id, since in begin.items()
        )
        _publish(timezone.now(), 1)
        return written


def run_until_done(now: datetime | None = None) -> int:
    """Everything that is due, until nothing is stale; how many marks, goals and rows that were."""
    now = now or timezone.now()
    done = 0
    while anything_stale() or not done:
        step = run_stale(now)
        done += step
        if not step:
            break
    return done + run_clock(now)


def _what_changed() -> tuple[bool, bool]:
    """Whether there are calendars that changed, and goals."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM goals_stalecalendar),"
            " EXISTS (SELECT 1 FROM goals_stalegoal)"
        )
        calendars, goals = cursor.fetchone()
    return bool(calendars), bool(goals)


def _follow_calendars(stale: dict[int, date], now: datetime) -> dict[int, date]:
    """Have goals that begin anew follow calendars that changed without them; the same goals again."""
    if stale:
        follow_calendars(stale, now)
    return stale


def _take_stale_goals() -> dict[int, date]:
    rows = list(StaleGoal.objects.values_list("pk", "goal_id", "since"))
    if not rows:
        return {}
    StaleGoal.objects.filter(pk__in=[pk for pk, _, _ in rows]).delete()
    return _least((goal_id, day) for _, goal_id, day in rows)


def _changed(plans: Plans, stale: dict[int, date], now: datetime) -> Wants:
    """Every period of changed goals from a day on, those hours included that only figures make one."""
    wants = touched_by_change(plans, stale, now)
    for wanted in hours_with_figures(plans, stale, now):
        add(wants, wanted)
    return wants


def _least(rows: Iterable[tuple[int, date]]) -> dict[int, date]:
    """The first day of each goal."""
    since: dict[int, date] = {}
    for goal_id, day in rows:
        since[goal_id] = min(day, since.get(goal_id, day))
    return since


def _to_close(plans: Plans, now: datetime) -> list[Wanted]:
    """Open periods whose grace is over, whoever was away when they ended."""
    found = Progress.objects.filter(final=False, ends_at__lte=now)
    return [
        wanted for wanted in _as_wanted(plans, found) if now >= wanted.ends_at + wanted.plan.grace
    ]


def _odd_hours(plans: Plans) -> list[Wanted]:
    """Open hours, those outside working time included: figures came for them all the same."""
    return _as_wanted(plans, Progress.objects.filter(final=False, goal__cadence=Cadence.HOURLY))


def _closed_hours(plans: Plans, stale: dict[int, date]) -> list[Wanted]:
    """Closed hours of changed goals, those included that nobody would begin today: too long ago, or outside what
    is working time now. They keep what they closed with, and follow readings and the calendar all the same.
    """
    found = Progress.objects.filter(final=True, goal__cadence=Cadence.HOURLY)
    if len(stale) <= FEW:
        found = found.filter(goal__in=list(stale))
    return [
        wanted
        for wanted in _as_wanted(plans, found)
        if wanted.period.last >= stale.get(wanted.plan.id, date.max)
    ]


def _stored(plans: Plans) -> list[Wanted]:
    return _as_wanted(plans, Progress.objects.all())


def _as_wanted(plans: Plans, rows: QuerySet[Progress]) -> list[Wanted]:
    found = []
    for goal_id, agent_id, starts_at, ends_at, first, last in rows.values_list(
        "goal_id", "agent_id", "starts_at", "ends_at", "first_day", "last_day"
    ).iterator():
        plan = plans.by_id.get(goal_id)
        # What closed with somebody who was no member after all stays as it closed.
        if plan is not None and plans.has_subject(plan, agent_id, first):
            found.append(Wanted(plan, agent_id, Period(first, last), starts_at, ends_at, first))
    return found


def _goals_of(wants: Wants) -> set[int]:
    return {wanted.plan.id for wanted in wants.values()}


def _caught_up(plans: Plans, stale: dict[int, date], changed: Wants) -> set[int]:
    """Changed goals that were worked out without a gap since anybody last looked."""
    found = set()
    for goal_id in _goals_of(changed):
        plan = plans.by_id[goal_id]
        if stale[goal_id] <= (plan.filled_on or plan.rhythm.starts_on):
            found.add(goal_id)
    return found


def _note_filled(plans: Plans, goals: set[int], now: datetime) -> None:
    """Remember up to which day each goal was worked out, so that a run after an outage catches up."""
    days = {pk: plans.by_id[pk].calendar.day_of(now) for pk in goals}
    behind = [(pk, day) for pk, day in days.items() if plans.by_id[pk].filled_on != day]
    if not behind:
        return
    with (
        connection.cursor() as cursor,
        given(cursor, "filled", FILLED, behind) as (found, parameters),
    ):
        cursor.execute(
            f"UPDATE goals_goal SET filled_on = filled.day FROM {found}"
            " WHERE goals_goal.id = filled.goal_id",
            parameters,
        )
