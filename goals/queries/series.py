"""A metric's figures over some days, whole or cut by hour, day, week, month, quarter, team or agent.

One function for every page, download and API call that shows figures over time, so that none can show
another number. It reads tallies: an agent's days, a team's days and hours, the organisation's days. The
one exception is an agent's hours, of which no tally is kept: these are summed from that agent's readings,
for at most 92 days, through the index made for it.

The days are the team's own where a team or an agent is asked for (each team's own in a list of teams or
agents), and the organisation's otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum

from goals import progress
from goals.models import (
    TEAM_ITSELF,
    AgentDay,
    Metric,
    OrganisationDay,
    Reading,
    TeamDay,
    TeamSlot,
)
from goals.progress import Sums
from goals.queries.shape import clock_of, measure_of
from teams.calendar import Clock
from teams.models import Organisation, Team, User

TOTAL, TEAM, AGENT = "total", "team", "agent"
HOUR, DAY, WEEK, MONTH, QUARTER = "hour", "day", "week", "month", "quarter"
WAYS = (TOTAL, TEAM, AGENT, HOUR, DAY, WEEK, MONTH, QUARTER)
LONGEST = {HOUR: 366}
"""At most so many days, by way; ten years for the others."""
LONGEST_OTHERWISE = 3660
LONGEST_HOURS_OF_AGENT = 92
TEAM_ITSELF_NAME = "No one agent"

Found = dict[Any, Sums]


@dataclass(frozen=True, slots=True)
class Point:
    """Σ value, Σ weight, how many readings, and the result to the metric's decimals (None: no data).

    `key` says which: `total`, a team's slug, an agent's login, an hour as an ISO instant with offset,
    a day, the first day of a week, `2021-01`, or `2021-Q2`, the second quarter of the fiscal year that
    starts in 2021. `name` is given for teams and agents.
    """

    key: str
    value: Decimal
    weight: Decimal
    n: int
    result: Decimal | None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which figures: a metric, the days `first` to `last` (both included), and whose.

    Without team and agent, those of the organisation. `teams` and `agents` are whom to list where the
    figures are cut by team or agent: pass querysets that hold only what the reader may see.
    """

    metric: Metric
    first: date
    last: date
    team: Team | None = None
    agent: User | None = None
    teams: QuerySet[Team] | None = None
    agents: QuerySet[User] | None = None


def longest(by: str, *, of_agent: bool) -> int:
    """How many days may be asked for at once."""
    if by == HOUR and of_agent:
        return LONGEST_HOURS_OF_AGENT
    return LONGEST.get(by, LONGEST_OTHERWISE)


def series(asked: Asked, by: str) -> tuple[Point, ...]:
    """The figures cut one way (`WAYS`), in at most four statements.

    Every day, week, month and quarter of the window has its point, with result None where there is no
    data; weeks, months and quarters that the window cuts hold its days only. Hours, teams and agents
    without a reading are left out, unless the team or the agent was asked for.
    """
    days = (asked.last - asked.first).days + 1
    if by not in WAYS or not 1 <= days <= longest(by, of_agent=asked.agent is not None):
        raise ValueError(f"{by} over {days} days is not offered")
    if by == TEAM:
        return _by_team(asked)
    if by == AGENT:
        return _by_agent(asked)
    if by == HOUR:
        return _points(asked, sorted(_hours(asked).items(), key=lambda found: _instant(found[0])))
    named = _day_namer(by)
    found = {named(asked.first + timedelta(days=n)): Sums() for n in range(days)}
    for day, sums in _days(asked).items():
        found[named(day)] += sums
    return _points(asked, found.items())


def zone_of(asked: Asked, by: str) -> str:
    """The time zone whose days and hours the figures are cut by; '' where each team's own counts."""
    if asked.team is None and (asked.agent is not None or by in (TEAM, AGENT)):
        return ""
    return _clock(asked).zone


def _clock(asked: Asked) -> Clock:
    return clock_of(asked.team, Organisation.objects.get(pk=1))


def _points(asked: Asked, found: Iterable[tuple[str, Sums]]) -> tuple[Point, ...]:
    return tuple(_point(asked, key, sums) for key, sums in found)


def _point(asked: Asked, key: str, sums: Sums, name: str = "") -> Point:
    figure = progress.result(measure_of(asked.metric), sums)
    return Point(key, sums.value, sums.weight, sums.n, figure, name)


# --- By time -------------------------------------------------------------------------------------


def _day_namer(by: str) -> Callable[[date], str]:
    """A function from a day to the key of what it is part of."""
    if by == TOTAL:
        return lambda _: TOTAL
    if by == DAY:
        return date.isoformat
    if by == MONTH:
        return lambda day: f"{day.year:04}-{day.month:02}"
    organisation = Organisation.objects.get(pk=1)
    if by == WEEK:
        starts_on = organisation.week_starts_on
        return lambda day: (day - timedelta(days=(day.weekday() - starts_on) % 7)).isoformat()
    return lambda day: _quarter(day, organisation.fiscal_year_starts_in)


def _quarter(day: date, year_starts_in: int) -> str:
    year = day.year if day.month >= year_starts_in else day.year - 1
    return f"{year:04}-Q{(day.month - year_starts_in) % 12 // 3 + 1}"


def _days(asked: Asked) -> Found:
    """What each day came to, from the tallies of whoever is asked for."""
    window = {"metric_id": asked.metric.pk, "day__range": (asked.first, asked.last)}
    if asked.agent is not None:
        return _summed(_agent_days(asked), "day")
    if asked.team is not None:
        return _summed(TeamDay.objects.filter(team_id=asked.team.pk, **window), "day")
    return _summed(OrganisationDay.objects.filter(**window), "day")


def _agent_days(asked: Asked) -> QuerySet[AgentDay]:
    """The agents' days in the window: of one team or all, of one agent or all."""
    found = AgentDay.objects.filter(metric_id=asked.metric.pk, day__range=(asked.first, asked.last))
    if asked.team is not None:
        found = found.filter(team_id=asked.team.pk)
    return found if asked.agent is None else found.filter(agent_id=asked.agent.pk)


def _summed(tallies: QuerySet[Any], *keys: str) -> Found:
    """Tallies added up by one column or several."""
    rows = tallies.values_list(*keys).annotate(
        sum_value=Sum("value"), sum_weight=Sum("weight"), sum_n=Sum("n")
    )
    return {row[0] if len(keys) == 1 else row[: len(keys)]: Sums(*row[len(keys) :]) for row in rows}


def _hours(asked: Asked) -> Found:
    """What each local hour came to; the parts into which another zone cuts an hour are added up."""
    if asked.agent is not None:
        return _hours_of_agent(asked, asked.agent)
    clock = _clock(asked)
    slots = TeamSlot.objects.filter(
        metric_id=asked.metric.pk,
        slot__gte=clock.day_start(asked.first),
        slot__lt=clock.day_bounds(asked.last)[1],
    )
    if asked.team is not None:
        slots = slots.filter(team_id=asked.team.pk)
    found: Found = {}
    for slot, sums in _summed(slots, "slot").items():
        _add(found, _hour(clock, slot), sums)
    return found


def _hours_of_agent(asked: Asked, agent: User) -> Found:
    """One agent's hours, each on the clock of the team it was worked for."""
    readings = Reading.objects.on_days(asked.metric, asked.first, asked.last)
    readings = readings.filter(agent_id=agent.pk)
    if asked.team is not None:
        readings = readings.filter(team=asked.team)
    rows = readings.values_list("team_id", "slot").annotate(
        Sum("value"), Sum("weight"), n=Count("pk")
    )
    clocks = {team.pk: team.clock for team in Team.objects.all()}
    found: Found = {}
    for team_id, slot, *sums in rows:
        _add(found, _hour(clocks[team_id], slot), Sums(*sums))
    return found


def _hour(clock: Clock, slot: datetime) -> str:
    return clock.local(clock.slot_of(slot)[1]).isoformat()


def _instant(key: str) -> tuple[datetime, str]:
    """Hours in the order of time; two zones' names of one instant side by side."""
    return datetime.fromisoformat(key), key


def _add(found: Found, key: str, sums: Sums) -> None:
    found[key] = found.get(key, Sums()) + sums


# --- By team and by agent ------------------------------------------------------------------------


def _by_team(asked: Asked) -> tuple[Point, ...]:
    """In the order of their names."""
    teams = asked.teams if asked.team is None else Team.objects.filter(pk=asked.team.pk)
    if teams is None:
        teams = Team.objects.all()
    if asked.agent is not None:
        tallies: QuerySet[Any] = _agent_days(asked)
    else:
        tallies = TeamDay.objects.filter(
            metric_id=asked.metric.pk, day__range=(asked.first, asked.last)
        )
    found = _summed(tallies.filter(team_id__in=teams.order_by().values("pk")), "team_id")
    return tuple(
        _point(asked, team.slug, found.get(team.pk, Sums()), team.name)
        for team in teams.order_by("name", "pk")
        if team.pk in found or asked.team is not None
    )


def _by_agent(asked: Asked) -> tuple[Point, ...]:
    """In the order of their names; last, where everybody is listed, what belongs to no one agent."""
    if asked.agent is not None:
        agents = User.objects.filter(pk=asked.agent.pk)
    else:
        agents = User.objects.all() if asked.agents is None else asked.agents
    tallies = _agent_days(asked)
    whose = agents.order_by().values("pk")
    found = _summed(tallies.filter(agent_id__in=whose), "agent_id")
    if asked.agent is None:
        agents = agents.filter(pk__in=list(found))
    points = [
        _point(asked, person.username, found.get(person.pk, Sums()), person.name)
        for person in agents.order_by("name", "pk")
    ]
    if asked.agent is None:
        points += _of_no_agent(asked, tallies)
    return tuple(points)


def _of_no_agent(asked: Asked, tallies: QuerySet[AgentDay]) -> list[Point]:
    """What was read for a team as a whole: the team's figure, seen by whoever sees the team."""
    if asked.teams is not None:
        tallies = tallies.filter(team_id__in=asked.teams.order_by().values("pk"))
    found = _summed(tallies.filter(agent_id=TEAM_ITSELF), "agent_id")
    return [_point(asked, "", sums, TEAM_ITSELF_NAME) for sums in found.values()]
