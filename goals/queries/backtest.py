"""Forecasts as they would have been at the end of each past day, beside how the period then ended.

Only figures of that day and before go in: those tallies are read once, and each day's forecast is given the
part of them that lies behind it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from goals.calibration import Case
from goals.fixed import to_whole
from goals.forecast import Left
from goals.models import (
    TEAM_ITSELF,
    AgentDay,
    Cadence,
    Goal,
    OrganisationDay,
    Progress,
    Scope,
    Status,
    TeamDay,
)
from goals.outlook import Outlook, known_before, outlook
from goals.progress import Measure, Sums
from goals.queries.shape import clock_of, measure_of
from goals.queries.workdays import ONE_DAY, Workdays, workdays_of
from teams.models import Organisation

UNKNOWN = 0.5
"""What a rule that has nothing to go by says."""

Days = Mapping[date, Sums]


@dataclass(slots=True)
class Replay:
    """The forecasts of past days, and what two simple rules would have said on the same days.

    `even_pace` is sure of whatever is so on the day: at or past what is expected by then, or not.
    `last_period` is sure that it ends as the period before did. `silent` days had too short a past.
    """

    forecast: list[Case] = field(default_factory=list)
    even_pace: list[Case] = field(default_factory=list)
    last_period: list[Case] = field(default_factory=list)
    silent: int = 0


def replay(goals: Iterable[Goal], first: date, last: date) -> Replay:
    """Each day but the last of every closed period that ended on `first` to `last`, of these goals.

    Periods of one day or hour have no day to look ahead from. A few statements for each goal.
    """
    organisation = Organisation.objects.get()
    found = Replay()
    for goal in goals:
        if goal.cadence in (Cadence.HOURLY, Cadence.DAILY):
            continue
        workdays = workdays_of(goal.team, clock_of(goal.team, organisation))
        days = _days_of(goal)
        for agent_id, rows in _closed(goal, first, last).items():
            _replay(found, goal, rows, days[agent_id], workdays)
    return found


def as_of(goal: Goal, row: Progress, days: Days, workdays: Workdays, today: date) -> Outlook | None:
    """The forecast for a period at the end of one of its days, from the days up to then.

    What `days` holds of later days is not looked at.
    """
    measure = measure_of(goal.metric)
    units = {day: (to_whole(sums.value), to_whole(sums.weight)) for day, sums in days.items()}
    known = known_before(today + ONE_DAY, units, workdays, is_ratio=measure.is_ratio)
    left = Left.of(known.usual.between(today + ONE_DAY, row.last_day, workdays))
    return outlook(measure, known, _sum(days, row.first_day, today), row.target, left)


def _replay(
    found: Replay, goal: Goal, rows: list[Progress], days: Days, workdays: Workdays
) -> None:
    before: Progress | None = None
    for row in rows:
        if row.closed_status in (Status.MET, Status.MISSED) and row.n:
            _replay_period(found, goal, row, before, days, workdays)
        before = row


def _replay_period(
    found: Replay,
    goal: Goal,
    row: Progress,
    before: Progress | None,
    days: Days,
    workdays: Workdays,
) -> None:
    came = row.closed_status == Status.MET
    key = goal.pk, row.agent_id, row.first_day
    last_time = UNKNOWN
    if before is not None and before.closed_status in (Status.MET, Status.MISSED):
        last_time = float(before.closed_status == Status.MET)
    for today in _between(row.first_day, row.last_day - ONE_DAY):
        ahead = as_of(goal, row, days, workdays, today)
        if ahead is None:
            found.silent += 1
            continue
        found.forecast.append(Case(key, float(ahead.likelihood), came))
        even = _even_pace(measure_of(goal.metric), row, days, workdays, today)
        found.even_pace.append(Case(key, even, came))
        found.last_period.append(Case(key, last_time, came))


def _even_pace(
    measure: Measure, row: Progress, days: Days, workdays: Workdays, today: date
) -> float:
    so_far = _sum(days, row.first_day, today)
    value, target = float(so_far.value), float(row.target)
    if measure.is_ratio:
        if not so_far.weight:
            return UNKNOWN
        value = value / float(so_far.weight) * (100 if measure.percent else 1)
    else:
        whole = workdays.count(row.first_day, row.last_day)
        target *= workdays.count(row.first_day, today) / whole if whole else 1
    return float(value >= target if measure.higher_is_better else value <= target)


def _closed(goal: Goal, first: date, last: date) -> dict[int, list[Progress]]:
    found: dict[int, list[Progress]] = defaultdict(list)
    rows = Progress.objects.filter(goal=goal, final=True, last_day__range=(first, last))
    for row in rows.order_by("first_day"):
        found[row.agent_id].append(row)
    return found


def _days_of(goal: Goal) -> dict[int, dict[date, Sums]]:
    """Sums by day of each subject of a goal. One statement."""
    found: dict[int, dict[date, Sums]] = defaultdict(lambda: defaultdict(Sums))
    columns = ("day", "value", "weight", "n")
    if goal.scope == Scope.ORGANISATION:
        rows = OrganisationDay.objects.filter(metric_id=goal.metric_id).values_list(*columns)
        tallies = [(TEAM_ITSELF, *row) for row in rows]
    elif goal.scope == Scope.TEAM:
        of_team = TeamDay.objects.filter(metric_id=goal.metric_id, team_id=goal.team_id or 0)
        tallies = [(TEAM_ITSELF, *row) for row in of_team.values_list(*columns)]
    else:
        of_agents = AgentDay.objects.filter(metric_id=goal.metric_id)
        if goal.scope == Scope.AGENT:
            of_agents = of_agents.filter(agent_id=goal.agent_id or 0)
        else:
            of_agents = of_agents.filter(team_id=goal.team_id or 0)
        tallies = list(of_agents.values_list("agent_id", *columns))
    for agent_id, day, value, weight, n in tallies:
        found[agent_id][day] += Sums(value, weight, n)
    return found


def _sum(days: Days, first: date, last: date) -> Sums:
    return sum((days[day] for day in _between(first, last) if day in days), Sums())


def _between(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += ONE_DAY
