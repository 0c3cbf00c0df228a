"""Targets that fit the figures, found by rule.

A target of a period that is over was set from what was known before it, as people set targets: so whether it was
met says something of forecasts. For the running period a goal says how far ahead of its target it is to be; the
target is the outcome to be expected moved by that much and rounded as people round. How it then stands is
worked out by the engine like any other goal's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from django.db.models import Sum

from goals.models import AgentDay, Cadence, Metric, OrganisationDay, TeamDay
from goals.periods import Period, Rhythm
from goals.progress import Measure, Sums, exact_result, is_too_little
from goals.queries.shape import clock_of, measure_of
from goals.queries.workdays import Workdays, workdays_of
from teams.models import Organisation, Team, User

LATELY = timedelta(days=56)
_ENOUGH = Decimal("0.12")
"""From this share of a period's work on, what is in says where it leads."""

SHORT = frozenset({Cadence.HOURLY, Cadence.DAILY})
_NEARLY = Decimal("0.95")
_SECONDS_STEP = Decimal(5)


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose figures of which metric; `each` member's of the team when `each` is set."""

    metric: Metric
    team: Team | None = None
    agent: User | None = None
    each: bool = False

    @property
    def measure(self) -> Measure:
        """How they add up."""
        return measure_of(self.metric)


@dataclass(slots=True)
class Aims:
    """Finds targets as of `now`, from figures since `first`."""

    organisation: Organisation
    now: datetime
    first: date
    _workdays: dict[int, Workdays] = field(default_factory=dict)

    def today(self, team: Team | None) -> date:
        """What day it is for whoever pursues the goal."""
        return clock_of(team, self.organisation).day_of(self.now)

    def running(self, subject: Subject, rhythm: Rhythm, lead: float) -> Decimal:
        """The target from which the running period is `lead` ahead (0.05) or short (-0.05)."""
        today = self.today(subject.team)
        period = rhythm.period_of(today)
        lately = self._lately(subject, today, period)
        so_far = None if period is None else self._so_far(subject, period)
        outcomes = [outcome for outcome in (so_far, lately) if outcome is not None]
        if lead < 0 and so_far is not None:
            outcomes = [so_far]
        elif rhythm.cadence in SHORT and lately is not None:
            # One poor hour or day is no reason to ask less of all the others.
            outcomes = [lately, max(outcomes[0], lately * _NEARLY)]
        return self._target(subject, _modest(subject, outcomes), lead)

    def before(self, subject: Subject, rhythm: Rhythm, day: date, lead: float) -> Decimal | None:
        """The target of the period that holds `day`, `lead` below (or above) what the weeks before brought.

        None without figures before it.
        """
        outcome = self._lately(subject, day, rhythm.period_of(day), in_the_middle=True)
        return None if outcome is None else self._target(subject, outcome, lead)

    def ended(self, subject: Subject, period: Period, lead: float) -> Decimal:
        """The target from which a period that is over ended `lead` ahead or short."""
        outcome = self._outcome(subject, period)
        return self._target(subject, _modest(subject, [] if outcome is None else [outcome]), lead)

    def eased(self, subject: Subject, target: Decimal, by: float) -> Decimal:
        """A target moved by so much (-0.1 for a tenth less) because something got in the way."""
        return self._target(subject, target * Decimal(str(1 + by)), 0.0)

    def _so_far(self, subject: Subject, period: Period) -> Decimal | None:
        """Where the running period leads at its own pace, as soon as that can be said."""
        if subject.measure.is_ratio:
            return self._outcome(subject, period)
        share = self._share_over(subject.team, period)
        if share < _ENOUGH:
            return None
        outcome = self._outcome(subject, period)
        return None if outcome is None else outcome / share

    def _lately(
        self, subject: Subject, today: date, period: Period | None, *, in_the_middle: bool = False
    ) -> Decimal | None:
        """What the last weeks brought: the ratio, or the sum in as much work as the period has."""
        span = Period(max(today - LATELY, self.first), today - timedelta(days=1))
        if span.last < span.first:
            return None
        outcome = self._outcome(subject, span, in_the_middle=in_the_middle)
        if outcome is None or subject.measure.is_ratio:
            return outcome
        if period is None:
            return None
        before = self._work(subject.team, span)
        return outcome * self._work(subject.team, period) / before if before else None

    def _outcome(
        self, subject: Subject, period: Period, *, in_the_middle: bool = False
    ) -> Decimal | None:
        """What a period came to. Of each member's: a total's, or with `in_the_middle` any, of somebody in the
        middle, else of whoever found it hardest.
        """
        results = []
        for sums in self._sums(subject, period):
            exact = exact_result(subject.measure, sums)
            if exact is not None and not is_too_little(subject.measure, sums):
                results.append(Decimal(exact.numerator) / Decimal(exact.denominator))
        if subject.each and (in_the_middle or not subject.measure.is_ratio):
            # People work more days and fewer.
            return sorted(results)[len(results) // 2] if results else None
        return _modest(subject, results) if results else None

    def _sums(self, subject: Subject, period: Period) -> list[Sums]:
        """The sums of the subject in a period; of each member where each is meant."""
        rows: Any
        days = {"metric_id": subject.metric.pk, "day__range": (period.first, period.last)}
        if subject.agent is not None:
            rows = AgentDay.objects.filter(agent_id=subject.agent.pk, **days).values("agent_id")
        elif subject.team is None:
            rows = OrganisationDay.objects.filter(**days).values("metric_id")
        elif subject.each:
            rows = AgentDay.objects.filter(team_id=subject.team.pk, **days).values("agent_id")
        else:
            rows = TeamDay.objects.filter(team_id=subject.team.pk, **days).values("team_id")
        found = rows.annotate(v=Sum("value"), w=Sum("weight"), m=Sum("n")).order_by()
        return [Sums(row["v"], row["w"], row["m"]) for row in found]

    def _share_over(self, team: Team | None, period: Period) -> Decimal:
        """The share of a period's working time that is over."""
        whole = self._work(team, period)
        start = clock_of(team, self.organisation).day_start(period.first)
        return Decimal(self._days(team).between(start, self.now)) / whole if whole else Decimal(0)

    def _work(self, team: Team | None, period: Period) -> int:
        days = self._days(team)
        return sum(days.on(period.first + timedelta(days=n)) for n in range(period.days))

    def _days(self, team: Team | None) -> Workdays:
        key = 0 if team is None else team.pk
        if key not in self._workdays:
            self._workdays[key] = workdays_of(team, self.organisation.clock)
        return self._workdays[key]

    def _target(self, subject: Subject, outcome: Decimal, lead: float) -> Decimal:
        """The outcome moved by `lead`, rounded so that the lead keeps its sign."""
        higher = subject.measure.higher_is_better
        moved = outcome / Decimal(str(1 + lead if higher else 1 - lead))
        easier = lead >= 0
        down = easier == higher
        step = _step(subject.metric, moved)
        steps = (moved / step).to_integral_value(ROUND_FLOOR if down else ROUND_CEILING)
        target = max(steps * step, step)
        if subject.metric.unit == Metric.Unit.PERCENT:
            target = min(target, Decimal(100))
        return target.quantize(Decimal(1).scaleb(-subject.metric.decimals))


def _modest(subject: Subject, outcomes: list[Decimal]) -> Decimal:
    """The outcome that is easiest to reach; one step where nothing is known yet."""
    if not outcomes:
        return _step(subject.metric, Decimal(1))
    return min(outcomes) if subject.measure.higher_is_better else max(outcomes)


def _step(metric: Metric, size: Decimal) -> Decimal:
    """How people round a target of this size."""
    if metric.unit == Metric.Unit.PERCENT:
        return Decimal(1) if size >= 50 else Decimal("0.5")
    if metric.unit == Metric.Unit.SECONDS:
        return _SECONDS_STEP
    if metric.unit == Metric.Unit.SCORE:
        return Decimal("0.1")
    for limit, step in ((60, 1), (600, 5), (3_000, 10), (20_000, 100), (200_000, 500)):
        if size < limit:
            return Decimal(step)
    return Decimal(1_000)
