"""Goals as the engine needs them: rhythm, measure, calendar, targets; read in a few statements."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache

from django.db.models import F, QuerySet
from django.db.models.expressions import RawSQL

from goals.models import Goal, GoalTarget, Metric, Scope
from goals.periods import Period, Rhythm
from goals.progress import Measure, Moment
from goals.queries.shape import measure_of
from teams.calendar import Clock, WorkingTime, hours_of_day
from teams.models import Membership, Organisation, Role, Team
from teams.queries import working_times

ONE_DAY = timedelta(days=1)
LATER = date.max
_TICK = timedelta(microseconds=1)


@dataclass(slots=True)
class _WorkedOut:
    """What a calendar has worked out: working seconds by day, and running sums by period."""

    seconds: dict[date, int] = field(default_factory=dict)
    sums: dict[Period, list[int]] = field(default_factory=dict)
    days: dict[Period, list[int]] = field(default_factory=dict)


@lru_cache(maxsize=2_000)
def _worked_out(clock: Clock, works: frozenset[tuple[WorkingTime, int]]) -> _WorkedOut:
    """The same for the same calendar, from one run to the next: it depends on nothing else."""
    return _WorkedOut()


@dataclass(slots=True)
class Calendar:
    """Days and usual work of a team, or of the organisation: all its teams together."""

    clock: Clock
    works: Counter[WorkingTime]
    _moments: dict[tuple[datetime, datetime, datetime, bool], Moment] = field(default_factory=dict)
    _today: dict[datetime, date] = field(default_factory=dict)
    _kept: _WorkedOut = field(init=False)

    def __post_init__(self) -> None:
        self._kept = _worked_out(self.clock, frozenset(self.works.items()))

    def day_of(self, now: datetime) -> date:
        """The day an instant belongs to; hundreds of goals ask for the same one."""
        day = self._today.get(now)
        if day is None:
            day = self._today[now] = self.clock.day_of(now)
        return day

    def window(self, period: Period) -> tuple[datetime, datetime]:
        """The half-open window of a period, in UTC."""
        return self.clock.day_start(period.first), self.clock.day_start(period.last + ONE_DAY)

    def hours(self, day: date) -> list[tuple[datetime, datetime]]:
        """The hours of a day, as half-open windows."""
        starts = hours_of_day(self.clock, day)
        return list(zip(starts, [*starts[1:], self.clock.day_bounds(day)[1]], strict=True))

    def work_between(self, start: datetime, end: datetime) -> int:
        """Working seconds of everybody in a window."""
        # Teams that work alike are worked out once.
        return sum(many * work.seconds_between(start, end) for work, many in self.works.items())

    def moment(
        self, period: Period, starts_at: datetime, ends_at: datetime, at: datetime, *, closed: bool
    ) -> Moment:
        """Where a window stands at an instant: that of the whole period, or of an hour in it.

        A window without any working time goes by the clock.
        """
        # Thousands of goals share a few hundred windows.
        key = starts_at, ends_at, at, closed
        moment = self._moments.get(key)
        if moment is None:
            until = min(max(at, starts_at), ends_at)
            time_share = Fraction((until - starts_at) // _TICK, (ends_at - starts_at) // _TICK)
            is_whole = (starts_at, ends_at) == self.window(period)
            done, total = (
                self._work_of_period(period, until)
                if is_whole
                else (self.work_between(starts_at, until), self.work_between(starts_at, ends_at))
            )
            moment = self._moments[key] = Moment(
                work_share=Fraction(done, total) if total else time_share,
                time_share=time_share,
                over=at >= ends_at,
                closed=closed,
            )
        return moment

    def _work_of_period(self, period: Period, until: datetime) -> tuple[int, int]:
        """Working seconds of a period that are over at an instant inside it, and in all."""
        sums = self._work_sums(period)
        day = self.clock.day_of(until)
        place = (day - period.first).days
        if place >= period.days:
            return sums[-1], sums[-1]
        before = sums[place - 1] if place else 0
        return before + self.work_between(self.clock.day_start(day), until), sums[-1]

    def has_work(self, period: Period) -> bool:
        """Whether anyone works in it."""
        return self._work_sums(period)[-1] > 0

    def working_days(self, period: Period, until: date) -> tuple[int, int]:
        """Working days of a period that are over before `until`, and in all."""
        counts = self._kept.days.get(period)
        if counts is None:
            counts, total = [], 0
            for n in range(period.days):
                day = period.first + timedelta(days=n)
                total += any(work.is_working_day(day) for work in self.works)
                counts.append(total)
            self._kept.days[period] = counts
        over = min((until - period.first).days, period.days)
        return (counts[over - 1] if over > 0 else 0), counts[-1]

    def _work_of_day(self, day: date) -> int:
        """Working seconds inside a day, which for the organisation is not the teams' own."""
        seconds = self._kept.seconds.get(day)
        if seconds is None:
            seconds = self._kept.seconds[day] = self.work_between(*self.clock.day_bounds(day))
        return seconds

    def _work_sums(self, period: Period) -> list[int]:
        sums = self._kept.sums.get(period)
        if sums is None:
            sums, total = [], 0
            for n in range(period.days):
                total += self._work_of_day(period.first + timedelta(days=n))
                sums.append(total)
            self._kept.sums[period] = sums
        return sums


# Not frozen: tens of thousands are made for each run, and that would take three times as long.
@dataclass(eq=False, slots=True)
class Plan:
    """One goal, ready to be worked out."""

    id: int
    metric_id: int
    scope: str
    team_id: int
    agent_id: int
    state: str
    grace: timedelta
    filled_on: date | None
    rhythm: Rhythm
    measure: Measure
    calendar: Calendar
    target_days: tuple[date, ...]
    targets: tuple[tuple[Decimal, Decimal | None], ...]

    def target_of(self, period: Period) -> tuple[Decimal, Decimal | None]:
        """Target and stretch in force for the period; the first ones ever set, for one before them."""
        place = bisect_right(self.target_days, period.first)
        return self.targets[max(place - 1, 0)]


@dataclass(slots=True)
class Plans:
    """All goals still pursued, by what touches them, and who is in which team when."""

    by_id: dict[int, Plan]
    organisation: Calendar
    _places: dict[tuple[str, int, int], list[Plan]]
    _agents: dict[int, list[tuple[int, date, date]]]
    _found: dict[tuple[int, Period], frozenset[int]] = field(default_factory=dict)

    def of_place(self, metric_id: int, team_id: int, agent_id: int) -> Iterator[Plan]:
        """The goals that a reading of this metric, team and agent counts for."""
        # A goal of one agent follows the agent, whichever team the reading belongs to.
        for key in (
            ("", metric_id, 0),
            ("team", metric_id, team_id),
            ("agent", metric_id, agent_id),
        ):
            yield from self._places.get(key, ())

    def agents_in(self, team_id: int, period: Period) -> frozenset[int]:
        """Who is an agent of the team on any day of the period."""
        found = self._found.get((team_id, period))
        if found is None:
            found = frozenset(
                agent
                for agent, starts, ends in self._agents.get(team_id, ())
                if starts <= period.last and ends > period.first
            )
            self._found[team_id, period] = found
        return found


_MARKED = RawSQL(
    """
    SELECT g.id FROM goals_goal g
    WHERE g.scope = 'organisation' AND g.metric_id IN (SELECT metric_id FROM marks)
       OR g.scope IN ('team', 'members')
          AND (g.metric_id, g.team_id) IN (SELECT metric_id, team_id FROM marks)
       OR g.scope = 'agent' AND (g.metric_id, g.agent_id) IN (SELECT metric_id, agent_id FROM marks)
    """,
    (),
)


def read_plans(*, marked: bool = False) -> Plans:
    """Eight statements or so, whatever the number of goals.

    With `marked`, only those that the temporary table `marks` touches: a few of thousands, most often.
    """
    goals = Goal.objects.exclude(state__in=(Goal.State.ARCHIVED, Goal.State.PROPOSED))
    ordered = GoalTarget.objects.order_by("since", "pk")
    if marked:
        goals = goals.filter(pk__in=_MARKED)
        ordered = ordered.filter(goal__in=_MARKED)
    organisation = Organisation.objects.first() or Organisation(id=1)
    teams = list(Team.objects.all())
    works = working_times(teams)
    everyone = Counter(works[team.pk] for team in teams if team.archived_at is None)
    whole = Calendar(organisation.clock, everyone)
    calendars = _calendars(teams, works)
    measures = {metric.pk: measure_of(metric) for metric in Metric.objects.all()}
    targets = _targets(ordered)

    @cache
    def rhythm(cadence: str, starts_on: date, ends_on: date | None) -> Rhythm:
        return Rhythm(
            cadence,
            starts_on,
            ends_on,
            organisation.week_starts_on,
            organisation.fiscal_year_starts_in,
        )

    plans = [
        Plan(
            id=pk,
            metric_id=metric_id,
            scope=scope,
            team_id=team_id or 0,
            agent_id=agent_id or 0,
            state=state,
            grace=timedelta(hours=grace),
            filled_on=filled_on,
            rhythm=rhythm(cadence, starts_on, ends_on),
            measure=measures[metric_id],
            calendar=whole if scope == Scope.ORGANISATION else calendars[team_id or 0],
            target_days=targets[pk][0],
            targets=targets[pk][1],
        )
        for (
            pk, metric_id, scope, team_id, agent_id, state, grace, filled_on,
            cadence, starts_on, ends_on,
        ) in goals.order_by("pk").values_list(
            "pk", "metric_id", "scope", "team_id", "agent_id", "state", "grace_hours",
            "filled_on", "cadence", "starts_on", "ends_on",
        )
        if pk in targets
    ]  # fmt: skip
    places: dict[tuple[str, int, int], list[Plan]] = defaultdict(list)
    for plan in plans:
        places[_place_of(plan)].append(plan)
    return Plans({plan.id: plan for plan in plans}, whole, dict(places), _read_agents())


def _calendars(teams: list[Team], works: dict[int, WorkingTime]) -> dict[int, Calendar]:
    """Teams that work alike share one calendar, and what it has worked out already."""
    shared: dict[tuple[Clock, WorkingTime], Calendar] = {}
    found = {}
    for team in teams:
        key = team.clock, works[team.pk]
        if key not in shared:
            shared[key] = Calendar(team.clock, Counter([works[team.pk]]))
        found[team.pk] = shared[key]
    return found


def _place_of(plan: Plan) -> tuple[str, int, int]:
    if plan.scope == Scope.ORGANISATION:
        return "", plan.metric_id, 0
    if plan.scope == Scope.AGENT:
        return "agent", plan.metric_id, plan.agent_id
    return "team", plan.metric_id, plan.team_id


Targets = tuple[tuple[date, ...], tuple[tuple[Decimal, Decimal | None], ...]]


def _targets(ordered: QuerySet[GoalTarget]) -> dict[int, Targets]:
    rows: dict[int, dict[date, tuple[Decimal, Decimal | None]]] = defaultdict(dict)
    for goal_id, since, target, stretch in ordered.values_list(
        "goal_id", "since", "target", "stretch"
    ):
        rows[goal_id][since] = (target, stretch)
    return {goal_id: (tuple(by_day), tuple(by_day.values())) for goal_id, by_day in rows.items()}


def _read_agents() -> dict[int, list[tuple[int, date, date]]]:
    agents: dict[int, list[tuple[int, date, date]]] = defaultdict(list)
    # One that ends on the day it begins was taken back, and held on no day.
    held = Membership.objects.filter(role=Role.AGENT).exclude(ends_on=F("starts_on"))
    rows: Iterable[tuple[int, int, date, date | None]] = held.values_list(
        "team_id", "user_id", "starts_on", "ends_on"
    )
    for team_id, user_id, starts, ends in rows:
        agents[team_id].append((user_id, starts, ends or LATER))
    return agents
