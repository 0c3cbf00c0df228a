"""What the rest of a ratio's period needs, over the weight that usually still comes.

One definition for a goal's page, its line in lists, to-do items, notices, mail and the screen on the wall.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from operator import itemgetter
from typing import Any

from django.db.models import BigIntegerField, Q, QuerySet, Value

from goals.fixed import to_whole
from goals.models import AgentDay, OrganisationDay, Scope, TeamDay
from goals.outlook import LONGEST_PAST, Known, known_before
from goals.progress import Needed, Sums, needed_ratio
from goals.queries.figures import Writer
from goals.queries.ledger_facts import GoalFacts, ProgressFacts
from goals.queries.workdays import ONE_DAY, Workdays, workdays_of
from teams.calendar import WorkingTime
from teams.models import Organisation, Team
from teams.queries import working_times
from teams.queries.calendars import Calendars


def usual_weight_left(
    known: Known, workdays: Workdays, days: Iterable[tuple[date, Sums]], today: date, last: date
) -> Decimal:
    """Σ weight that usually still comes up to the day `last`, going by the weekdays of the last weeks.

    `days` are those with figures, today's hours or today itself among them. With too few of them for a
    rate, the mean of them is taken.
    """
    seen = [(day, float(one.weight)) for day, one in days if one.n and day >= today - LONGEST_PAST]
    past = [weight for day, weight in seen if day < today]
    if known.volume is not None:
        level = max(known.volume.level, 0.0)
    else:
        level = sum(past) / len(past) if past else 0.0
    of_today = sum(weight for day, weight in seen if day == today)
    left = max(level * known.usual.on(today, workdays) - of_today, 0.0)
    ahead = (today + n * ONE_DAY for n in range(1, (last - today).days + 1))
    left += level * sum(known.usual.on(day, workdays) for day in ahead)
    return Decimal(str(round(left, 4)))


# --- Of many goals -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rest:
    """What the rest of a period needs, and what the last worked days with figures came to, oldest first."""

    needed: Needed
    recent: tuple[Sums, ...] = ()


Short = Sequence[tuple[GoalFacts, ProgressFacts]]
"""Goals with ratios, with how they stand in the period that runs."""


def needed_of_team(team: Team, shown: Short, today: date) -> dict[int, Rest]:
    """Of a team's goals with ratios, by the goal's id. Two statements, none without such a goal."""
    ratios = [(goal, stands) for goal, stands in shown if not goal.is_total]
    if not ratios:
        return {}
    rows = _read({team.pk}, set(), {goal.metric_id for goal, _ in ratios}, today)
    workdays = workdays_of(team, team.clock)
    return _rests(
        [(*one, rows[one[0].metric_id, team.pk, None], workdays, today) for one in ratios]
    )


def needed_of_goals(
    shown: Short,
    viewer_id: int,
    organisation: Organisation,
    now: datetime,
    known: Calendars | None = None,
) -> dict[int, Rest]:
    """Of goals with ratios of any scope, by the goal's id; each-member goals are the viewer's own.

    None without one; else two statements for the calendars where `known` does not have them all, and one for the
    figures.
    """
    if not shown:
        return {}
    metrics = {goal.metric_id for goal, _ in shown}
    whole = any(goal.scope == Scope.ORGANISATION for goal, _ in shown)
    teams = _calendars({goal.team_id for goal, _ in shown if goal.team_id}, known, whole=whole)
    clock = organisation.clock
    everybody = Workdays(
        clock, tuple(work for team, work in teams.values() if not team.archived_at)
    )
    # By everybody's today; a day more does no harm: what lies after a goal's own today is not looked at.
    today = clock.day_of(now) + ONE_DAY
    in_teams = {goal.team_id or 0 for goal, _ in shown if goal.scope == Scope.TEAM}
    people = {
        viewer_id if goal.scope == Scope.MEMBERS else goal.agent_id or 0
        for goal, _ in shown
        if goal.scope in (Scope.MEMBERS, Scope.AGENT)
    }
    found = _read(in_teams, people, metrics, today, whole=whole)
    asked = []
    for goal, stands in shown:
        work = everybody
        if goal.team_id in teams:
            work = Workdays(teams[goal.team_id][0].clock, (teams[goal.team_id][1],))
        agent_id = viewer_id if goal.scope == Scope.MEMBERS else goal.agent_id
        key = {
            Scope.ORGANISATION: (goal.metric_id, None, None),
            Scope.TEAM: (goal.metric_id, goal.team_id, None),
            Scope.MEMBERS: (goal.metric_id, goal.team_id, agent_id),
            Scope.AGENT: (goal.metric_id, None, agent_id),
        }[Scope(goal.scope)]
        day = goal.clock(clock).day_of(now)
        asked.append((goal, stands, _until(found[key], day), work, day))
    return _rests(asked)


_Days = list[tuple[date, Sums]]
_Rows = defaultdict[tuple[int | None, ...], _Days]
_NO_ONE = -1
_NOBODY = Value(_NO_ONE, output_field=BigIntegerField())


def _rests(
    asked: Iterable[tuple[GoalFacts, ProgressFacts, _Days, Workdays, date]],
) -> dict[int, Rest]:
    found: dict[int, Rest] = {}
    for goal, stands, seen, workdays, today in asked:
        past = {
            day: (to_whole(one.value), to_whole(one.weight))
            for day, one in seen
            if one.n and day < today
        }
        known = known_before(today, past, workdays, is_ratio=True)
        left = usual_weight_left(known, workdays, seen, today, stands.last_day)
        needed = needed_ratio(goal.measure, stands.sums, stands.target, left)
        if needed is not None:
            found[goal.pk] = Rest(needed, tuple(workdays.lately(seen, today)))
    return found


def _until(days: _Days, last: date) -> _Days:
    return [(day, sums) for day, sums in days if day <= last]


def _read(
    teams: Collection[int],
    people: Collection[int],
    metrics: Collection[int],
    today: date,
    *,
    whole: bool = False,
) -> _Rows:
    """By metric, team and person (None: all of them), the days of the last weeks in order. One statement."""
    window = {
        "metric_id__in": metrics,
        "day__range": (today - LONGEST_PAST - ONE_DAY, today),
    }
    sums = ("day", "value", "weight", "n")
    parts: list[QuerySet[Any, Any]] = []
    if teams:
        of_teams = TeamDay.objects.filter(team_id__in=teams, **window).annotate(whose=_NOBODY)
        parts.append(of_teams.values_list("metric_id", "team_id", "whose", *sums))
    if whole:
        of_whole = OrganisationDay.objects.filter(**window).annotate(where=_NOBODY, whose=_NOBODY)
        parts.append(of_whole.values_list("metric_id", "where", "whose", *sums))
    if people:
        of_people = AgentDay.objects.filter(agent_id__in=people, **window)
        parts.append(of_people.values_list("metric_id", "team_id", "agent_id", *sums))
    rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    found: _Rows = defaultdict(list)
    in_all: dict[tuple[int, int, date], Sums] = defaultdict(Sums)
    for metric_id, team_id, agent_id, day, *figures in sorted(rows, key=itemgetter(3)):
        whose = None if agent_id == _NO_ONE else agent_id
        found[metric_id, None if team_id == _NO_ONE else team_id, whose].append(
            (day, Sums(*figures))
        )
        if whose is not None:
            in_all[metric_id, whose, day] += Sums(*figures)
    for (metric_id, agent_id, day), all_of_day in in_all.items():
        found[metric_id, None, agent_id].append((day, all_of_day))
    return found


def _calendars(
    wanted: Collection[int], known: Calendars | None, *, whole: bool
) -> dict[int, tuple[Team, WorkingTime]]:
    if known is not None and not whole and known.wanted.issuperset(wanted):
        return {team.pk: (team, known.works[team.pk]) for team in known.teams}
    teams = Team.objects.filter(pk__in=wanted)
    if whole:
        teams = Team.objects.filter(Q(pk__in=wanted) | Q(archived_at=None))
    listed = list(teams)
    works = working_times(listed)
    return {team.pk: (team, works[team.pk]) for team in listed}


# --- In words ------------------------------------------------------------------------------------

_NUMBERS = ("no", "one", "two", "three", "four", "five")


def rest_words(writer: Writer, sums: Sums, target: Decimal, rest: Rest) -> str:
    """`Needs 96.6% from now on; the last five days were 90.0%`; empty where any rest would do."""
    needed = rest.needed
    if needed.safe:
        return ""
    if needed.out_of_reach:
        return "Out of reach in this period"
    result = writer.result(sums)
    meets = result is not None and (result >= target if writer.higher else result <= target)
    rate = rate_words(writer, needed)
    words = f"{rate} is enough" if meets else f"Needs {rate}"
    recent = were(writer, rest.recent, target)
    return f"{words}; the {recent}" if recent.startswith("last") else words


def rate_words(writer: Writer, needed: Needed) -> str:
    """`96.6% from now on`, `8.7% or less from now on`; empty where that is no use."""
    if needed.safe or needed.out_of_reach:
        return ""
    rate = writer.target(needed.rate) if writer.higher else writer.limit(needed.rate)
    return f"{rate} from now on"


def were(writer: Writer, recent: Sequence[Sums], target: Decimal) -> str:
    """`last five days were 91%`, of a ratio: their sums, divided."""
    result = writer.result(sum(recent, Sums()))
    figure = "" if result is None else writer.figure(result, near=target)
    return of_last(len(recent), "were", "was", figure)


def of_last(count: int, of_many: str, of_one: str, figure: str) -> str:
    """`last five days were 91%`, of a single one `the last day was 91%`."""
    if not count or not figure:
        return ""
    if count == 1:
        return f"the last day {of_one} {figure}"
    return f"last {_NUMBERS[count]} days {of_many} {figure}"
