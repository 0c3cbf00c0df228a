"""Which periods of which goals must be worked out: those a reading touched, a goal's own change touched,
or the clock did.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from goals.models import TEAM_ITSELF, Cadence, Scope
from goals.outlook import LONGEST_PAST
from goals.pauses import is_paused_through
from goals.periods import Period
from goals.recompute.plans import Plan, Plans
from goals.recompute.tallies import Touched

HOURS_BACK = timedelta(days=35)
"""How far back an hourly goal is worked out when it is made: hours beyond that guide nobody."""
# As plain words: to look a member of an enumeration up takes longer than to compare with it.
_ORGANISATION, _AGENT, _HOURLY = str(Scope.ORGANISATION), str(Scope.AGENT), str(Cadence.HOURLY)
_OF_ONE = frozenset({str(Scope.MEMBERS), str(Scope.AGENT)})
_REST_OF_HOUR = timedelta(hours=1) - timedelta(microseconds=1)
_OF_A_DAY = frozenset({_HOURLY, str(Cadence.DAILY)})


@dataclass(slots=True)
class Wanted:
    """One period of one goal for one subject, to be worked out.

    `starts_at` to `ends_at` is its window in UTC. Daily snapshots are written from `since` on.
    """

    plan: Plan
    agent_id: int
    period: Period
    starts_at: datetime
    ends_at: datetime
    since: date

    @property
    def key(self) -> Key:
        """What makes it one of a kind: goal, subject and the start of its window."""
        return self.plan.id, self.agent_id, self.starts_at


Key = tuple[int, int, datetime]
Wants = dict[Key, Wanted]


def add(wants: Wants, wanted: Wanted) -> None:
    """Add it, or widen the one that is there."""
    there = wants.setdefault(wanted.key, wanted)
    there.since = min(there.since, wanted.since)


@dataclass(slots=True)
class Touch:
    """What readings touched: periods to work out, and snapshots of periods over that looked back on them."""

    wants: Wants = field(default_factory=dict)
    snapshots: dict[tuple[int, int, date], date] = field(default_factory=dict)
    running: set[tuple[int, int]] = field(default_factory=set)
    """The goals and subjects whose running period was looked for already."""


def touched_by_readings(plans: Plans, touched: Iterable[Touched], now: datetime) -> Touch:
    """The periods whose sums changed, and those whose forecasts looked back on what changed."""
    found = Touch()
    seen: set[tuple[int, int, date, bool]] = set()
    for place in touched:
        for plan in plans.of_place(place.metric_id, place.team_id, place.agent_id):
            subject = place.agent_id if plan.scope in _OF_ONE else TEAM_ITSELF
            day = place.organisation_day if plan.scope == _ORGANISATION else place.day
            own = place.metric_id == plan.metric_id
            # Many readings touch the same day of a team: it is looked into once.
            is_hourly = plan.rhythm.cadence == _HOURLY
            key = plan.id, subject, place.slot if is_hourly else day, own
            if key in seen:
                continue
            seen.add(key)
            if own:
                _touch_later(found, plans, plan, subject, day, now)
            hour = None
            if is_hourly:
                day, hour = plan.calendar.slot_of(place.slot)
                if plan.scope == _AGENT and place.team_id != plan.team_id:
                    # Another team's hours may begin at other minutes, and reach into the next one.
                    end = plan.calendar.slot_of(place.slot + _REST_OF_HOUR)
                    _touch(found, plans, plan, subject, *end, now)
            _touch(found, plans, plan, subject, day, hour, now)
    return found


def is_hour_long_past(wanted: Wanted, now: datetime) -> bool:
    """Whether it is an hour further back than HOURS_BACK, of which only those are wanted that were worked
    out in their time: a late reading would otherwise make a single hour appear without its neighbours.
    """
    if wanted.plan.rhythm.cadence != Cadence.HOURLY:
        return False
    return wanted.period.first < wanted.plan.calendar.day_of(now) - HOURS_BACK


def _touch(
    found: Touch,
    plans: Plans,
    plan: Plan,
    subject: int,
    day: date,
    hour: datetime | None,
    now: datetime,
) -> None:
    """The period that holds a day, or of an hourly goal the hour. Where days begin later than they did, what
    was today may be tomorrow: such a period is not begun.
    """
    period = plan.rhythm.period_of(day)
    if period is None or not plans.has_subject(plan, subject, day):
        return
    if hour is None:
        window = plan.calendar.window(period)
    else:
        window = plan.calendar.clock.hour_bounds(day, hour)
    if window[0] > now:
        return
    there = found.wants.get((plan.id, subject, window[0]))
    if there is None:
        add(found.wants, Wanted(plan, subject, period, *window, day))
    elif day < there.since:
        there.since = day


def _touch_later(
    found: Touch, plans: Plans, plan: Plan, subject: int, day: date, now: datetime
) -> None:
    """What looked back on a day before today: the period that runs now, and snapshots since."""
    today = plan.calendar.day_of(now)
    last = day + LONGEST_PAST
    if day >= today:
        return
    running = plan.rhythm.period_of(today) if last >= today else None
    if running is not None and (plan.id, subject) not in found.running:
        found.running.add((plan.id, subject))
        for window in _windows(plan, running, now):
            if window[0] <= now < window[1] and plans.has_subject(plan, subject, today):
                add(found.wants, Wanted(plan, subject, running, *window, today))
    if plan.rhythm.cadence in _OF_A_DAY:
        return  # their days end with the day itself: no snapshot of them looks ahead
    for period in plan.rhythm.periods(day, min(last, today)):
        if plans.has_subject(plan, subject, period.first):
            since = max(period.first, day)
            key = plan.id, subject, period.first
            there = found.snapshots.get(key)
            if there is None or since < there:
                found.snapshots[key] = since


def touched_by_change(plans: Plans, stale: dict[int, date], now: datetime) -> Wants:
    """Every period of a goal from a day on, for each of its subjects."""
    wants: Wants = {}
    for goal_id, since in stale.items():
        plan = plans.by_id.get(goal_id)
        if plan is not None:
            for wanted in periods_of(plans, plan, since, now):
                if plan.scope == Scope.MEMBERS:
                    # Somebody who came in mid-period has the days before, too.
                    wanted.since = wanted.period.first
                add(wants, wanted)
    return wants


def touched_snapshots(plans: Plans, stale: Iterable[tuple[int, int, date]]) -> Wants:
    """The periods of which daily snapshots wait: goal, subject, and the first day that is wrong."""
    wants: Wants = {}
    for goal_id, agent_id, since in stale:
        plan = plans.by_id.get(goal_id)
        period = plan.rhythm.period_of(since) if plan else None
        if plan is None or period is None or not plans.has_subject(plan, agent_id, since):
            continue
        add(wants, Wanted(plan, agent_id, period, *plan.calendar.window(period), since))
    return wants


def touched_by_clock(plans: Plans, now: datetime, team_id: int | None = None) -> Wants:
    """The periods that are running, those since the last time anybody looked included.

    With a team, its own goals only; 0 is the organisation's.
    """
    wants: Wants = {}
    for plan in plans.by_id.values():
        if team_id is not None and plan.team_id != team_id:
            continue
        # A clock that was ahead has noted a day still to come: today goes on all the same.
        since = min(plan.filled_on or plan.rhythm.starts_on, plan.calendar.day_of(now))
        for wanted in periods_of(plans, plan, since, now):
            add(wants, wanted)
    return wants


def periods_of(plans: Plans, plan: Plan, since: date, now: datetime) -> Iterator[Wanted]:
    """Its periods that touch `since` to today, for each subject, as far as they have begun."""
    today = plan.calendar.day_of(now)
    if plan.rhythm.cadence == Cadence.HOURLY:
        since = max(since, today - HOURS_BACK)
    for period in plan.rhythm.periods(since, today):
        if is_paused_through(plan.pauses, period):
            continue
        for starts_at, ends_at in _windows(plan, period, now):
            for subject in subjects_of(plans, plan, period):
                yield Wanted(plan, subject, period, starts_at, ends_at, max(since, period.first))


def _windows(plan: Plan, period: Period, now: datetime) -> list[tuple[datetime, datetime]]:
    if plan.rhythm.cadence != Cadence.HOURLY:
        return [plan.calendar.window(period)]
    return [window for window in plan.calendar.worked_hours(period.first) if window[0] <= now]


def subjects_of(plans: Plans, plan: Plan, period: Period) -> Iterable[int]:
    """Whose progress the goal is: one agent's, each member's of the period, or the whole's."""
    if plan.scope == Scope.AGENT:
        return [plan.agent_id]
    if plan.scope == Scope.MEMBERS:
        return plans.agents_in(plan.team_id, period)
    return [TEAM_ITSELF]
