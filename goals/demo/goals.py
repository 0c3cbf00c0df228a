"""Setting the demonstration's goals through the actions, each on the day on which it would have been set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from goals.actions.goal_states import pause_goal
from goals.actions.goals import adjust_goal, create_goal
from goals.demo.aims import Aims, Subject
from goals.demo.patterns import Story
from goals.demo.readings import first_day
from goals.demo.spec import STRIKE, Change, Spec
from goals.demo.specs import SPECS
from goals.models import Cadence, Goal, Metric, Scope
from goals.periods import Period, Rhythm
from teams.demo import Cast
from teams.models import Organisation, Team, User

AT_THE_HUDDLE = time(9, 30)
ANEW = "Set anew from what the weeks before have shown, as every time."
BACK_TO_NORMAL = "Couriers are back at work, and so is our goal."
_DAYS_BACK = {Cadence.HOURLY: 1, Cadence.DAILY: 1, Cadence.WEEKLY: 7}
_STRETCH = Decimal("1.05")
_LOOKED_BACK_ON = timedelta(days=56)
"""Goals begin once there are figures to set them from."""
_ANEW_EVERY = {Cadence.WEEKLY: 4, Cadence.MONTHLY: 3, Cadence.QUARTERLY: 2}
_NAMES = {Cadence.WEEKLY: "week", Cadence.MONTHLY: "month", Cadence.QUARTERLY: "quarter"}


@dataclass(slots=True)
class _Setter:
    """What setting a goal needs to know; `made` are those that stand already, by name."""

    cast: Cast
    metrics: Mapping[str, Metric]
    aims: Aims
    made: dict[str, Goal]

    @property
    def organisation(self) -> Organisation:
        return self.cast.organisation

    def at(self, day: date, team: Team | None) -> datetime:
        """The morning huddle of a day, no later than now."""
        clock = self.organisation.clock if team is None else team.clock
        local = datetime.combine(day, AT_THE_HUDDLE, clock.local(self.aims.now).tzinfo)
        return min(local, self.aims.now)

    def person(self, username: str) -> User:
        """Somebody by login."""
        return self.cast.people[username]


def seed_goals(cast: Cast, metrics: Mapping[str, Metric], now: datetime, *, months: int) -> None:
    """Set every goal, with the changes it has been through. Readings and tallies must be there."""
    last = cast.organisation.clock.day_of(now)
    setter = _Setter(cast, metrics, Aims(cast.organisation, now, first_day(last, months)), {})
    for spec in SPECS:
        setter.made[spec.name] = _set_goal(setter, spec)


def pause_goals(now: datetime) -> None:
    """Pause what is paused, six days ago; what had closed by then has been worked out before."""
    for spec in SPECS:
        if spec.paused:
            goal = Goal.objects.select_related("owner").get(name=spec.name)
            pause_goal(goal.owner, goal, reason=spec.paused, now=now - timedelta(days=6))


def _set_goal(setter: _Setter, spec: Spec) -> Goal:
    team = setter.cast.teams[spec.team] if spec.team else None
    agent = setter.person(spec.agent) if spec.agent else None
    metric = setter.metrics[spec.metric]
    subject = Subject(metric, team, agent, each=spec.scope == Scope.MEMBERS)
    rhythm = _rhythm(setter, spec, team)
    changes = _changes(setter, spec, rhythm, team)
    target = _first_target(setter, spec, subject, rhythm, changes)
    owner = setter.person(spec.owner)
    goal = create_goal(
        owner,
        name=spec.name,
        metric=metric,
        scope=spec.scope,
        team=team,
        agent=agent,
        cadence=spec.cadence,
        starts_on=rhythm.starts_on,
        ends_on=rhythm.ends_on,
        target=target,
        stretch=_stretched(target, metric) if spec.stretch else None,
        why=spec.why,
        feeds=setter.made[spec.feeds] if spec.feeds else None,
        owner=owner,
        now=setter.at(rhythm.starts_on, team),
    )
    for day, change in changes:
        _change(setter, goal, subject, rhythm, day, change)
    return goal


def _rhythm(setter: _Setter, spec: Spec, team: Team | None) -> Rhythm:
    """Its periods, from the first that it had."""
    today = setter.aims.today(team)
    if spec.cadence == Cadence.ONCE:
        start, end = today - timedelta(days=spec.days), today + timedelta(days=spec.days_left)
        return _of(setter, spec, start, end)
    start = setter.aims.first
    if spec.cadence in _DAYS_BACK:
        start = max(start, today - timedelta(days=spec.periods * _DAYS_BACK[Cadence(spec.cadence)]))
    whole = _of(setter, spec, date.min)
    periods = list(whole.periods(start, today))
    known_from = setter.aims.first + _LOOKED_BACK_ON
    periods = [one for one in periods if one.first >= known_from] or periods
    return _of(setter, spec, max(periods[-min(spec.periods + 1, len(periods))].first, start))


def _of(setter: _Setter, spec: Spec, start: date, end: date | None = None) -> Rhythm:
    organisation = setter.organisation
    return Rhythm(
        spec.cadence, start, end, organisation.week_starts_on, organisation.fiscal_year_starts_in
    )


Dated = tuple[date, Change]


def _changes(setter: _Setter, spec: Spec, rhythm: Rhythm, team: Team | None) -> list[Dated]:
    """The changes with the days on which they were made, in order; none before the goal began."""
    today = setter.aims.today(team)
    periods = list(rhythm.periods(rhythm.starts_on, today))
    found: dict[date, Change] = {}
    every = _ANEW_EVERY.get(Cadence(spec.cadence))
    if every and not spec.fixed and not spec.paused:
        for period in periods[every:-1:every]:
            found[period.first] = Change(0, _ease(spec, setter.metrics[spec.metric]), ANEW)
        if len(periods) > 1:
            name = _NAMES[Cadence(spec.cadence)]
            now = f"Set at the first huddle of the {name}, from what the weeks before it brought."
            found[periods[-1].first] = Change(0, spec.lead, now)
    for change in spec.changes:
        if change.ago == STRIKE:
            found |= _strike(rhythm, periods, Story(today), change)
        elif change.ago < len(periods) - 1:
            found[periods[-1 - change.ago].first] = change
    return sorted(found.items())


def _strike(
    rhythm: Rhythm, periods: list[Period], story: Story, change: Change
) -> dict[date, Change]:
    """Made on the Friday of the strike, and taken back when its period was over."""
    friday = story.strike[0] + timedelta(days=4)
    during = rhythm.period_of(friday)
    if during is None or during == periods[0]:
        return {}
    back = Change(STRIKE, 0.0, BACK_TO_NORMAL)
    return {friday: change, during.last + timedelta(days=1): back}


def _ease(spec: Spec, metric: Metric) -> float:
    """How far below what was usual a target is set, so that about `met` of the periods reach it."""
    return (spec.met - 0.5) * (0.03 if metric.kind == Metric.Kind.RATIO else 0.12)


def _first_target(
    setter: _Setter, spec: Spec, subject: Subject, rhythm: Rhythm, changes: list[Dated]
) -> Decimal:
    if spec.fixed:
        return Decimal(spec.fixed)
    if changes or spec.paused:
        ease = _ease(spec, subject.metric)
        first = setter.aims.before(subject, rhythm, rhythm.starts_on, ease)
        if first is not None:
            return first
    if rhythm.ends_on is not None and rhythm.ends_on < setter.aims.today(subject.team):
        period = Period(rhythm.starts_on, rhythm.ends_on)
        return setter.aims.ended(subject, period, spec.lead)
    return setter.aims.running(subject, rhythm, spec.lead)


def _change(
    setter: _Setter, goal: Goal, subject: Subject, rhythm: Rhythm, day: date, change: Change
) -> None:
    """Adjust the goal on the day; a change back takes the target that there was before."""
    before = [row.target for row in goal.targets.order_by("since", "pk")]
    target: Decimal | None
    if change.reason == BACK_TO_NORMAL:
        target = before[-2]
    elif change.ago == STRIKE:
        target = setter.aims.eased(subject, before[-1], change.lead)
    elif rhythm.period_of(day) == rhythm.period_of(setter.aims.today(subject.team)):
        target = setter.aims.running(subject, rhythm, change.lead)
    else:
        target = setter.aims.before(subject, rhythm, day, change.lead)
    goal.refresh_from_db()
    adjust_goal(
        goal.owner,
        goal,
        reason=change.reason,
        version=goal.version,
        now=setter.at(day, subject.team),
        target=before[-1] if target is None else target,
    )


def _stretched(target: Decimal, metric: Metric) -> Decimal:
    """A little further, in the metric's own digits; for goals of which more is better."""
    return (target * _STRETCH).quantize(Decimal(1).scaleb(-metric.decimals)) + 1
