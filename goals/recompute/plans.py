"""Goals as the engine needs them: rhythm, measure, calendar, targets; read in a few statements."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from operator import itemgetter
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.expressions import RawSQL

from goals.models import Goal, GoalTarget, Metric, Pause, Scope
from goals.models.bulk import Columns, given
from goals.pauses import Stretch, is_paused_through
from goals.periods import Period, Rhythm
from goals.progress import Measure
from goals.queries.shape import measure_of
from goals.recompute.calendars import Calendar
from goals.recompute.tallies import Touched
from teams.calendar import Clock, WorkingTime
from teams.models import Membership, Organisation, Role, Team
from teams.queries import working_times

LATER = date.max


@dataclass(frozen=True, slots=True)
class Guard:
    """The other side of the coin: what must stay within its bound."""

    metric_id: int
    measure: Measure
    bound: Decimal


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
    guard: Guard | None = None
    pauses: tuple[Stretch, ...] = ()

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

    def has_subject(self, plan: Plan, agent_id: int, day: date) -> bool:
        """Whether a goal asks anything of this subject in the period that holds a day.

        Work somebody did for a team without being in it counts for the team alone; in a pause nothing is
        asked of anybody.
        """
        period = plan.rhythm.period_of(day)
        if period is None:
            return plan.scope != Scope.MEMBERS
        if plan.pauses and is_paused_through(plan.pauses, period):
            return False
        return plan.scope != Scope.MEMBERS or agent_id in self.agents_in(plan.team_id, period)


@dataclass(frozen=True, slots=True)
class House:
    """The organisation and all its teams."""

    organisation: Organisation
    teams: list[Team]


def read_house() -> House:
    """Two statements."""
    return House(Organisation.objects.first() or Organisation(id=1), list(Team.objects.all()))


_MARKED = """
    WITH marked AS (SELECT * FROM {marks})
    SELECT g.id FROM goals_goal g
    WHERE g.scope = 'organisation' AND g.metric_id IN (SELECT metric_id FROM marked)
       OR g.scope IN ('team', 'members')
          AND (g.metric_id, g.team_id) IN (SELECT metric_id, team_id FROM marked)
       OR g.scope = 'agent' AND (g.metric_id, g.agent_id) IN (SELECT metric_id, agent_id FROM marked)
       OR g.guard_id IN (SELECT metric_id FROM marked)
    """
MARKED: Columns = {"metric_id": "int", "team_id": "int", "agent_id": "int"}


def read_plans(house: House | None = None, *, touched: Iterable[Touched] | None = None) -> Plans:
    """Seven statements or so, whatever the number of goals.

    With `touched`, only the goals that these places count for: a few of thousands, most often.
    """
    house = house or read_house()
    organisation, teams = house.organisation, house.teams
    works = working_times(teams)
    everyone = Counter(works[team.pk] for team in teams if team.archived_at is None)
    whole = Calendar(organisation.clock, everyone)
    calendars = _calendars(teams, works)
    measures = {metric.pk: measure_of(metric) for metric in Metric.objects.all()}
    rows = _read_goals(touched)
    pauses = _read_pauses()

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
            target_days=tuple(targets),
            targets=tuple(targets.values()),
            pauses=pauses.get(pk, ()),
            guard=None if bound is None else Guard(guard_id or 0, measures[guard_id or 0], bound),
        )
        for (
            pk, metric_id, scope, team_id, agent_id, state, grace, filled_on,
            cadence, starts_on, ends_on, guard_id, bound,
        ), targets in rows
    ]  # fmt: skip
    places: dict[tuple[str, int, int], list[Plan]] = defaultdict(list)
    for plan in plans:
        places[_place_of(plan, plan.metric_id)].append(plan)
        if plan.guard is not None:
            places[_place_of(plan, plan.guard.metric_id)].append(plan)
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


def _place_of(plan: Plan, metric_id: int) -> tuple[str, int, int]:
    if plan.scope == Scope.ORGANISATION:
        return "", metric_id, 0
    if plan.scope == Scope.AGENT:
        return "agent", metric_id, plan.agent_id
    return "team", metric_id, plan.team_id


_GOAL = (
    "goal_id",
    *(
        f"goal__{name}"
        for name in (
            "metric_id", "scope", "team_id", "agent_id", "state", "grace_hours",
            "filled_on", "cadence", "starts_on", "ends_on", "guard_id", "guard_bound",
        )
    ),
)  # fmt: skip
_GOAL_THEN_DAY = itemgetter(4, 0, 1)
Targets = dict[date, tuple[Decimal, Decimal | None]]
"""By the day since when they hold, the earliest first; of two set for one day the later one."""


def _read_goals(touched: Iterable[Touched] | None) -> list[tuple[tuple[Any, ...], Targets]]:
    """Goals that are pursued, each with its targets. One statement."""
    targets = GoalTarget.objects.exclude(goal__state__in=(Goal.State.ARCHIVED, Goal.State.PROPOSED))
    if touched is None:
        return _with_targets(targets)
    marks = {(place.metric_id, place.team_id, place.agent_id) for place in touched}
    with (
        connection.cursor() as cursor,
        given(cursor, "marks", MARKED, marks) as (found, parameters),
    ):
        marked = RawSQL(_MARKED.format(marks=found), parameters)  # noqa: S611  (no words of anybody in it)
        return _with_targets(targets.filter(goal__in=marked))


def _with_targets(targets: QuerySet[GoalTarget]) -> list[tuple[tuple[Any, ...], Targets]]:
    found: list[tuple[tuple[Any, ...], Targets]] = []
    last = None
    # In order here: a run of a batch has PostgreSQL avoid sorting.
    rows = targets.order_by().values_list("since", "pk", "target", "stretch", *_GOAL)
    for since, _, target, stretch, *goal in sorted(rows, key=_GOAL_THEN_DAY):
        if goal[0] != last:
            last = goal[0]
            found.append((tuple(goal), {}))
        found[-1][1][since] = target, stretch
    return found


def _read_pauses() -> dict[int, tuple[Stretch, ...]]:
    found: dict[int, list[Stretch]] = defaultdict(list)
    for goal_id, since, until in Pause.objects.order_by("pk").values_list(
        "goal_id", "since", "until"
    ):
        found[goal_id].append((since, until))
    return {goal_id: tuple(stretches) for goal_id, stretches in found.items()}


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
