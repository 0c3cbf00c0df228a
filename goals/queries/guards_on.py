"""How a goal's guard stood at the end of a day, from the tallies of the days up to then.

Snapshots keep the goal's own figures, not the guard's: what is left out, corrected or sent late counts here as
it counts everywhere, on its day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from goals.fixed import to_whole
from goals.models import (
    TEAM_ITSELF,
    AgentDay,
    Goal,
    GuardStatus,
    Metric,
    OrganisationDay,
    Progress,
    Scope,
    TeamDay,
)
from goals.outlook import LONGEST_PAST, known_before
from goals.progress import WHOLE, Sums, guard_holds
from goals.queries.guards import GuardStands, guard_stands
from goals.queries.shape import clock_of, measure_of
from goals.queries.workdays import ONE_DAY, workdays_of
from goals.usual_work import UsualWork
from teams.models import Organisation

_TICK = timedelta(microseconds=1)


def guards_on(
    goal: Goal, periods: Iterable[Progress], day: date, now: datetime
) -> dict[tuple[int, date], GuardStands]:
    """By subject and its period's first day, how the guard stood at the end of `day`, which lies in each of these
    periods of a goal. Empty without a guard.

    Of a day that is still running, as it stands now: the period's own columns. Otherwise two statements, and
    two or three more for a guard of which more is better: its bound is asked for in step with the usual work.
    """
    guarded = [row for row in periods if row.guard_status]
    if goal.guard is None or goal.guard_bound is None or not guarded:
        return {}
    clock = clock_of(goal.team, Organisation.objects.get(pk=1))
    then: dict[tuple[int, date], tuple[Sums, str]] = {}
    if clock.day_bounds(day)[1] <= now:
        then = _then(goal, goal.guard, goal.guard_bound, guarded, day)
    found: dict[tuple[int, date], GuardStands] = {}
    for row in guarded:
        key = row.agent_id, row.first_day
        stands = guard_stands(goal, row, then.get(key))
        if stands is not None:
            found[key] = stands
    return found


def _then(
    goal: Goal, guard: Metric, bound: Decimal, rows: Sequence[Progress], day: date
) -> dict[tuple[int, date], tuple[Sums, str]]:
    """The guard's sums up to the end of a day, and the word for them."""
    measure = measure_of(guard)
    sums = _by_day(goal, guard.pk, min(row.first_day for row in rows), day)
    in_step = not measure.is_ratio and measure.higher_is_better
    work = _Work(goal, day) if in_step else None
    found: dict[tuple[int, date], tuple[Sums, str]] = {}
    for row in rows:
        days = sums.get(row.agent_id, {})
        so_far = sum((one for at, one in days.items() if at >= row.first_day), Sums())
        share = WHOLE if work is None else work.share_over(row)
        holds = guard_holds(measure, so_far, bound, share)
        word = GuardStatus.UNKNOWN
        if holds is not None:
            word = GuardStatus.KEPT if holds else GuardStatus.BROKEN
        found[row.agent_id, row.first_day] = so_far, word.value
    return found


def _by_day(goal: Goal, metric_id: int, first: date, last: date) -> dict[int, dict[date, Sums]]:
    """What each subject of the goal came to in a metric on each day from `first` to `last`."""
    window = {"metric_id": metric_id, "day__range": (first, last)}
    columns = ("day", "value", "weight", "n")
    tallies: Iterable[Any]
    if goal.scope == Scope.ORGANISATION:
        of_all = OrganisationDay.objects.filter(**window).values_list(*columns)
        tallies = [(TEAM_ITSELF, *row) for row in of_all]
    elif goal.scope == Scope.TEAM:
        of_team = TeamDay.objects.filter(team_id=goal.team_id or 0, **window)
        tallies = [(TEAM_ITSELF, *row) for row in of_team.values_list(*columns)]
    else:
        of_agents = AgentDay.objects.filter(**window)
        if goal.scope == Scope.AGENT:
            of_agents = of_agents.filter(agent_id=goal.agent_id or 0)
        else:
            of_agents = of_agents.filter(team_id=goal.team_id or 0)
        tallies = of_agents.values_list("agent_id", *columns)
    found: dict[int, dict[date, Sums]] = defaultdict(lambda: defaultdict(Sums))
    for agent_id, day, value, weight, n in tallies:
        found[agent_id][day] += Sums(value, weight, n)
    return found


class _Work:
    """How much of a period's usual work was over at the end of a day, as it was known then."""

    def __init__(self, goal: Goal, day: date) -> None:
        self.day, self.today = day, day + ONE_DAY
        self.is_ratio = measure_of(goal.metric).is_ratio
        self.workdays = workdays_of(goal.team, clock_of(goal.team, Organisation.objects.get(pk=1)))
        self.pasts = _by_day(goal, goal.metric_id, self.today - LONGEST_PAST, day)

    def share_over(self, row: Progress) -> Fraction:
        """As the engine has it: by what the past shows of weekdays, else by the calendar, else by time."""
        if self.day >= row.last_day:
            return WHOLE
        days = {
            at: (to_whole(sums.value), to_whole(sums.weight))
            for at, sums in self.pasts.get(row.agent_id, {}).items()
        }
        usual = known_before(self.today, days, self.workdays, is_ratio=self.is_ratio).usual
        amount = self._seconds
        if usual.by_weekday is not None:
            amount = partial(self._usual, usual)
        everything = amount(row.first_day, row.last_day)
        if everything:
            return Fraction(amount(row.first_day, self.day), everything)
        over = self.workdays.clock.day_bounds(self.day)[1] - row.starts_at
        return Fraction(over // _TICK, (row.ends_at - row.starts_at) // _TICK)

    def _seconds(self, first: date, last: date) -> int:
        return sum(self.workdays.on(first + n * ONE_DAY) for n in range((last - first).days + 1))

    def _usual(self, usual: UsualWork, first: date, last: date) -> int:
        weekdays = self.workdays.weekdays(first, last)
        return usual.of_weekdays([weekdays.count(weekday) for weekday in range(7)])
