"""How one goal stands in one period, for one subject: what its page, its table and its file show.

Everything comes from progress, snapshots and tallies; no reading is touched. `read_goal` is called once
for each of them, so no two can differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Q

from goals.fixed import to_whole
from goals.models import (
    TEAM_ITSELF,
    Cadence,
    Goal,
    GoalTarget,
    Progress,
    Scope,
    Snapshot,
    TeamSlot,
)
from goals.outlook import LONGEST_PAST, NOTHING, Known, known_before
from goals.periods import Period, Rhythm
from goals.permissions import goals_visible_to, progress_visible_to, sees_people_of
from goals.progress import Measure, Sums
from goals.queries.figures import team_words
from goals.queries.outlooks import Outlook, outlook_of
from goals.queries.series import DAY, Asked, series
from goals.queries.shape import clock_of, measure_of, rhythm_of
from goals.queries.usual import window
from goals.queries.workdays import ONE_DAY, Workdays, workdays_of
from teams.calendar import Clock, hours_of_day
from teams.models import Membership, Organisation, Role, User

PERIODS_SHOWN = 12
DAYS_BEFORE = LONGEST_PAST.days
"""Days read before the period: what its forecast looks back to; the usual range and averages rest on them."""
SHORT = frozenset({Cadence.HOURLY, Cadence.DAILY})


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose figures: a person's, or with agent 0 those of the team or organisation as a whole.

    `everyone` for a goal that each member has, seen as a whole: then there is no figure of its own.
    """

    agent_id: int
    name: str
    everyone: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch of the period that is drawn as one: a day, or an hour of a daily goal.

    `running` is what the period came to when it ended; `expected` what was expected by then, and `outlook`
    what was foreseen. `work` is in seconds. `state` is past, now or future.
    """

    starts_at: datetime
    ends_at: datetime
    day: date
    sums: Sums
    running: Sums
    expected: Decimal | None
    status: str
    work: int
    state: str
    outlook: Outlook | None = None


@dataclass(frozen=True, slots=True)
class GoalDetail:
    """A goal and how it stands. `progress` is None until the job has worked it out.

    `known` is what the past says of a running period, as the job's forecast knows it.
    """

    goal: Goal
    organisation: Organisation
    measure: Measure
    clock: Clock
    workdays: Workdays
    subject: Subject
    period: Period
    progress: Progress | None
    periods: tuple[Progress, ...]
    steps: tuple[Step, ...]
    before: tuple[tuple[date, Sums], ...]
    target: Decimal
    stretch: Decimal | None
    today: date
    now: datetime
    earlier: Period | None
    later: Period | None
    known: Known = NOTHING

    @property
    def is_current(self) -> bool:
        """Whether the period is the one that runs now."""
        return self.today in self.period

    @property
    def sums(self) -> Sums:
        """Σ value, Σ weight and n of the period so far."""
        row = self.progress
        return Sums() if row is None else Sums(row.value, row.weight, row.n)


def subject_of(viewer: User, goal: Goal, agent_id: int | None) -> Subject | None:
    """Whose figures are asked for; None when the viewer may not see that person's.

    One's own figures, and those of the people one leads. Without an agent, a goal that each member has
    is seen by its leads as a whole and by a member as their own. One statement where a person is asked
    for by id, else none.
    """
    if goal.scope == Scope.AGENT and goal.agent is not None:
        named = agent_id in (None, goal.agent.pk)
        return Subject(goal.agent.pk, goal.agent.name) if named else None
    each = goal.scope == Scope.MEMBERS
    leads = sees_people_of(viewer, goal)
    if agent_id is None:
        if each and not leads and _is_member(viewer, goal):
            return Subject(viewer.pk, viewer.name)
        return Subject(TEAM_ITSELF, whose_words(goal), everyone=each)
    if not each or not (leads or agent_id == viewer.pk):
        return None
    member = User.objects.filter(
        pk=agent_id, memberships__team=goal.team_id, memberships__role=Role.AGENT
    ).first()
    return None if member is None else Subject(member.pk, member.name)


def _is_member(viewer: User, goal: Goal) -> bool:
    return Membership.objects.agents().filter(user=viewer, team=goal.team_id).exists()


def whose_words(goal: Goal) -> str:
    """`North team`, `Each agent of North team`, `The whole organisation`, or the agent's name."""
    if goal.scope == Scope.AGENT and goal.agent is not None:
        return goal.agent.name
    if goal.team is None:
        return "The whole organisation"
    team = team_words(goal.team.name)
    return f"Each agent of {team}" if goal.scope == Scope.MEMBERS else team


def read_goal(
    viewer: User, goal: Goal, subject: Subject, *, on: date | None, now: datetime
) -> GoalDetail:
    """Everything a goal's page rests on, for the period that holds `on` (the latest by default).

    Nine statements at most, whatever the length of the period and the number of people.
    """
    organisation = Organisation.objects.get(pk=1)
    clock = clock_of(goal.team, organisation)
    today = clock.day_of(now)
    rhythm = rhythm_of(goal, organisation)
    period = _period(rhythm, goal, on, today)
    rows = _progress_rows(viewer, goal, subject, period)
    if on is None and rows and goal.cadence in SHORT:
        # On a day off there is nothing to show: then the last day that had something.
        period = Period(rows[0].first_day, rows[0].last_day)
    if subject.everyone:
        rows = ()
    progress = _row_of(rows, period)
    workdays = workdays_of(goal.team, organisation.clock)
    target, stretch = _target(goal, progress, period)
    before, steps = _steps(goal, subject, period, progress, target, workdays, today, now)
    return GoalDetail(
        goal=goal,
        organisation=organisation,
        measure=measure_of(goal.metric),
        clock=clock,
        workdays=workdays,
        subject=subject,
        period=period,
        progress=progress,
        periods=tuple(reversed(rows)),
        steps=steps,
        before=before,
        target=target,
        stretch=stretch,
        today=today,
        now=now,
        earlier=rhythm.period_of(period.first - ONE_DAY),
        later=_later(rhythm, period, today),
        known=_known(goal, before, steps, workdays, today)
        if today in period and not subject.everyone
        else NOTHING,
    )


def _known(
    goal: Goal,
    before: Sequence[tuple[date, Sums]],
    steps: Sequence[Step],
    workdays: Workdays,
    today: date,
) -> Known:
    """What was known of the figure before today began; days without a reading are not listed."""
    days = [*before, *((step.day, step.sums) for step in steps if step.state == "past")]
    past = {day: (to_whole(one.value), to_whole(one.weight)) for day, one in days if one.n}
    return known_before(today, past, workdays, is_ratio=measure_of(goal.metric).is_ratio)


def _period(rhythm: Rhythm, goal: Goal, on: date | None, today: date) -> Period:
    """The period asked for, kept to those that have begun; the goal's first one before it starts."""
    day = min(on or today, max(today, goal.starts_on))
    day = max(day, goal.starts_on)
    if goal.ends_on is not None:
        day = min(day, goal.ends_on)
    return rhythm.period_of(day) or Period(goal.starts_on, goal.starts_on)


def _later(rhythm: Rhythm, period: Period, today: date) -> Period | None:
    following = rhythm.period_of(period.last + ONE_DAY)
    return following if following is not None and following.first <= today else None


def _progress_rows(
    viewer: User, goal: Goal, subject: Subject, period: Period
) -> Sequence[Progress]:
    """The subject's progress in the period and the eleven before it, latest first.

    For a goal that each member has, seen as a whole, that of anybody: it tells the period.
    """
    rows = progress_visible_to(viewer).filter(goal=goal, first_day__lte=period.last)
    if not subject.everyone:
        rows = rows.filter(agent_id=subject.agent_id)
    return list(rows.order_by("-starts_at")[: PERIODS_SHOWN + 1])


def _row_of(rows: Sequence[Progress], period: Period) -> Progress | None:
    latest = rows[0] if rows else None
    return latest if latest is not None and latest.first_day == period.first else None


def _target(
    goal: Goal, progress: Progress | None, period: Period
) -> tuple[Decimal, Decimal | None]:
    """The target in force in a period: what its progress was worked out against, where it was."""
    if progress is not None:
        return progress.target, progress.stretch
    rows = list(GoalTarget.objects.filter(goal=goal).order_by("since", "pk"))
    in_force = [row for row in rows if row.since <= period.first] or rows[:1]
    return (in_force[-1].target, in_force[-1].stretch) if in_force else (Decimal(0), None)


# --- Days and hours ------------------------------------------------------------------------------


def _steps(
    goal: Goal,
    subject: Subject,
    period: Period,
    progress: Progress | None,
    target: Decimal,
    workdays: Workdays,
    today: date,
    now: datetime,
) -> tuple[tuple[tuple[date, Sums], ...], tuple[Step, ...]]:
    """The days before the period, and the steps of the period itself."""
    by_day = _by_day(goal, subject, period, today)
    before = tuple((day, sums) for day, sums in by_day.items() if day < period.first)
    if goal.cadence in SHORT:
        hours = _hours(goal, subject, period, workdays, now) if not subject.agent_id else ()
        return before, hours
    kept = {} if subject.everyone else _snapshots(goal, subject, period)
    steps: list[Step] = []
    running = Sums()
    for n in range(period.days):
        day = period.first + n * ONE_DAY
        sums = by_day.get(day, Sums())
        running = running + sums
        snapshot = kept.get(day)
        starts_at, ends_at = workdays.clock.day_bounds(day)
        steps.append(
            Step(
                starts_at=starts_at,
                ends_at=ends_at,
                day=day,
                sums=sums,
                running=running,
                expected=snapshot.expected if snapshot else None,
                status=snapshot.status if snapshot else "",
                work=workdays.on(day),
                state=_state(day < today, day == today),
                outlook=outlook_of(snapshot) if snapshot else None,
            )
        )
    return before, tuple(steps)


def _state(over: bool, running: bool) -> str:
    if running:
        return "now"
    return "past" if over else "future"


def _by_day(goal: Goal, subject: Subject, period: Period, today: date) -> dict[date, Sums]:
    """Sums by day, from as far back as the usual range looks to the period's end or today. One statement."""
    first = min(
        period.first - timedelta(days=DAYS_BEFORE), window(min(today, period.last + ONE_DAY))
    )
    last = max(min(period.last, today), first)
    asked = Asked(
        metric=goal.metric,
        first=first,
        last=last,
        team=None if goal.scope == Scope.AGENT else goal.team,
        agent=None if subject.agent_id == TEAM_ITSELF else User(pk=subject.agent_id),
    )
    return {
        date.fromisoformat(point.key): Sums(point.value, point.weight, point.n)
        for point in series(asked, DAY)
    }


def _snapshots(goal: Goal, subject: Subject, period: Period) -> dict[date, Snapshot]:
    rows = Snapshot.objects.filter(
        goal=goal, agent_id=subject.agent_id, first_day=period.first
    ).only("day", "expected", "low", "likely", "high", "likelihood", "status")
    return {row.day: row for row in rows}


def _hours(
    goal: Goal, subject: Subject, period: Period, workdays: Workdays, now: datetime
) -> tuple[Step, ...]:
    """The hours of a day that are worked or have figures. One statement."""
    starts = hours_of_day(workdays.clock, period.first)
    day_end = workdays.clock.day_bounds(period.first)[1]
    ends = [*starts[1:], day_end]
    slots = TeamSlot.objects.filter(
        metric_id=goal.metric_id, slot__gte=workdays.clock.day_start(period.first), slot__lt=day_end
    )
    if goal.team_id is not None:
        slots = slots.filter(team_id=goal.team_id)
    found: dict[datetime, Sums] = {}
    for slot, value, weight, n in slots.values_list("slot", "value", "weight", "n"):
        hour = workdays.clock.slot_of(slot)[1]
        found[hour] = found.get(hour, Sums()) + Sums(value, weight, n)
    steps: list[Step] = []
    running = Sums()
    for start, end in zip(starts, ends, strict=True):
        sums = found.get(start, Sums())
        running = running + sums
        work = workdays.between(start, end)
        if not work and not sums.n:
            continue
        state = _state(end <= now, start <= now < end)
        steps.append(Step(start, end, period.first, sums, running, None, "", work, state))
    return tuple(steps)


# --- What it is tied to --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ties:
    """The goal it feeds, and those that feed it, as far as the viewer may see them."""

    feeds: Goal | None
    fed_by: tuple[Goal, ...]


def ties_of(viewer: User, goal: Goal) -> Ties:
    """One statement."""
    pursued = (Goal.State.ACTIVE, Goal.State.PAUSED)
    visible = goals_visible_to(viewer).filter(state__in=pursued).select_related("team")
    near = visible.filter(Q(feeds=goal) | Q(pk=goal.feeds_id or 0))
    rows = list(near.order_by("name", "pk"))
    return Ties(
        next((row for row in rows if row.pk == goal.feeds_id), None),
        tuple(row for row in rows if row.feeds_id == goal.pk),
    )
