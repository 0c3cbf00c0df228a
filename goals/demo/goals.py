"""Setting the demonstration's goals through the actions, each on the day on which it would have been set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from goals.actions.goals import adjust_goal, create_goal, pause_goal
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
BACK_TO_NORMAL = "Couriers are back at work, and so is our goal."
_DAYS_BACK = {Cadence.HOURLY: 1, Cadence.DAILY: 1, Cadence.WEEKLY: 7}
_STRETCH = Decimal("1.05")


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
    found: list[Dated] = []
    for change in spec.changes:
        if change.ago == STRIKE:
            friday = Story(today).strike[0] + timedelta(days=4)
            after = rhythm.period_of(friday)
            if after is None or after == periods[0]:
                continue
            back = Change(0, 0.0, BACK_TO_NORMAL)
            found += [(friday, change), (after.last + timedelta(days=1), back)]
        elif change.ago < len(periods) - 1:
            found.append((periods[-1 - change.ago].first, change))
    return sorted(found, key=lambda pair: pair[0])


def _first_target(
    setter: _Setter, spec: Spec, subject: Subject, rhythm: Rhythm, changes: list[Dated]
) -> Decimal:
    if spec.fixed:
        return Decimal(spec.fixed)
    if changes:
        first = setter.aims.closed(subject, rhythm, changes[0][0], spec.met)
        if first is not None:
            return first
    if rhythm.ends_on is not None and rhythm.ends_on < setter.aims.today(subject.team):
        period = Period(rhythm.starts_on, rhythm.ends_on)
        return setter.aims.ended(subject, period, spec.lead)
    return setter.aims.running(subject, rhythm, spec.lead)


def _change(
    setter: _Setter, goal: Goal, subject: Subject, rhythm: Rhythm, day: date, change: Change
) -> None:
    """Adjust the goal on the day; a change back takes the target it had at first."""
    first = goal.targets.earliest("since", "pk").target
    if change.reason == BACK_TO_NORMAL:
        target = first
    elif change.ago == STRIKE:
        target = setter.aims.eased(subject, first, change.lead)
    else:
        target = setter.aims.running(subject, rhythm, change.lead)
    goal.refresh_from_db()
    adjust_goal(
        goal.owner,
        goal,
        reason=change.reason,
        version=goal.version,
        now=setter.at(day, subject.team),
        target=target,
    )


def _stretched(target: Decimal, metric: Metric) -> Decimal:
    """A little further, in the metric's own digits; for goals of which more is better."""
    return (target * _STRETCH).quantize(Decimal(1).scaleb(-metric.decimals)) + 1
