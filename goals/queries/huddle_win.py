"""The win of the day before, for a team's huddle: from the team's own goals, never one person's figures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from goals import dates
from goals.models import TEAM_ITSELF, Cadence, Goal, GoalTurn, Progress, Scope, Status
from goals.progress import Sums, is_too_little, meets
from goals.queries.figures import Writer
from goals.queries.ledger import goal_path
from goals.queries.sentences import GOOD
from goals.queries.shape import measure_of
from teams.calendar import ONE_DAY
from teams.huddle_draft import COMPANY, Candidate
from teams.models import Team

LONGEST_PERIOD = timedelta(days=367)
_WEIGHT = {Cadence.DAILY: 1, Cadence.WEEKLY: 2, Cadence.MONTHLY: 3, Cadence.QUARTERLY: 4}
_LONG = 5
"""How much it says that a goal was met: the longer its period, the more."""


def win_of(team: Team, day: date, now: datetime, currency: str) -> Candidate | None:
    """A period that ended on the day before and met its goal; else a goal that was met early or is back on pace since
    then. The day before is the last one the team usually works. One statement.
    """
    before = _worked_before(team, day)
    rows = list(_rows(team, before, day, now))
    ended = [row for row in rows if row.ends_at <= now and _is_met(row)]
    if ended:
        best = min(ended, key=lambda row: (-_weight(row), row.goal.name, row.pk))
        return _candidate(best, _words(best, currency, day), before, day)
    for row in rows:
        if row.ends_at > now and row.status in GOOD and before <= _turned_on(row, team) < day:
            said = "reached its goal" if row.told == Status.MET else "is back on pace"
            return _candidate(row, f"{row.goal.name} {said}.", before, day)
    return None


def _rows(team: Team, before: date, day: date, now: datetime) -> Iterable[Any]:
    """Periods that ended since then, and running ones of which good news was told."""
    news = GoalTurn.objects.filter(
        goal=OuterRef("goal"),
        agent_id=TEAM_ITSELF,
        starts_at=OuterRef("starts_at"),
        told__in=[Status.MET, Status.ON_PACE],
    )
    goals = Goal.objects.filter(team=team, scope=Scope.TEAM, state=Goal.State.ACTIVE).exclude(
        cadence=Cadence.HOURLY
    )
    return (
        Progress.objects.filter(
            goal__in=goals, agent_id=TEAM_ITSELF, starts_at__gt=now - LONGEST_PERIOD
        )
        .annotate(told=Subquery(news.values("told")), turned_at=Subquery(news.values("turned_at")))
        .filter(
            Q(last_day__gte=before, last_day__lt=day, ends_at__lte=now)
            | Q(starts_at__lte=now, ends_at__gt=now, told__isnull=False)
        )
        .exclude(status=Status.PAUSED)
        .select_related("goal__metric")
        .order_by("goal__name", "pk")
    )


def _worked_before(team: Team, day: date) -> date:
    """By the weekdays alone: a public holiday in between only means that nothing is found."""
    for back in range(1, 8):
        found = day - back * ONE_DAY
        if found.weekday() in team.working_days:
            return found
    return day - ONE_DAY


def _is_met(row: Progress) -> bool:
    measure, sums = measure_of(row.goal.metric), Sums(row.value, row.weight, row.n)
    return not is_too_little(measure, sums) and meets(measure, sums, row.target)


def _weight(row: Progress) -> int:
    return _WEIGHT.get(Cadence(row.goal.cadence), _LONG)


def _turned_on(row: Any, team: Team) -> date:
    """On which of the team's days the news was told."""
    at = (row.turned_at or {}).get(row.told)
    return team.clock.day_of(datetime.fromisoformat(at)) if at else date.min


def _words(row: Progress, currency: str, day: date) -> str:
    """`Answered within 30 s: 84% (goal at least 80%).`, of more than a day `Solved, 1 to 30 November: 4,210 (…).`"""
    writer = Writer(row.goal.metric, currency)
    figure = writer.figure(writer.result(Sums(row.value, row.weight, row.n)), near=row.target)
    when = (
        "" if row.first_day == row.last_day else f", {dates.span(row.first_day, row.last_day, day)}"
    )
    return f"{row.goal.name}{when}: {figure} (goal {writer.limit(row.target)})."


def _candidate(row: Any, words: str, before: date, day: date) -> Candidate:
    title = "Yesterday’s win" if before == day - ONE_DAY else f"{before:%A}’s win"
    url = goal_path().replace("/0/", f"/{row.goal_id}/", 1)
    return Candidate(f"win:{row.pk}", COMPANY, title, words, url)
