"""Whether what was done about causes helped: the days of their cases, read once for all remedies of a page."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery

from escalations.models import Avoidable, Escalation, Remedy, counted
from escalations.recurrence import LONGEST_DAYS, Compared, Side, compare, window
from teams.models import Team

MOST_WEEKS = LONGEST_DAYS // 7
_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)


class _Days:
    """Of one team and one cause or category: two numbers by day, summed up to each day."""

    def __init__(self) -> None:
        self.days: list[date] = []
        self._first, self._second = [0], [0]

    def add(self, day: date, first: int, second: int) -> None:
        """The next day's numbers: days come in their order."""
        self.days.append(day)
        self._first.append(self._first[-1] + first)
        self._second.append(self._second[-1] + second)

    def between(self, start: date, end: date) -> tuple[int, int]:
        """Both sums over the days from `start` up to, not including, `end`."""
        low, high = bisect_left(self.days, start), bisect_left(self.days, max(start, end))
        return (self._first[high] - self._first[low], self._second[high] - self._second[low])


def recurrences(remedies: Sequence[Remedy], today: date) -> dict[int, Compared]:
    """By the id of each remedy that is done: before and since. Three statements, whatever their number.

    `remedies` come with their cause. The day on which a remedy was done belongs to neither side.
    """
    done = [remedy for remedy in remedies if remedy.done_on is not None]
    if not done:
        return {}
    since = min(remedy.done_on for remedy in done if remedy.done_on) - MOST_WEEKS * _WEEK
    teams = {remedy.team_id for remedy in done}
    cases = Escalation.objects.filter(counted(), team__in=teams, day__gte=since)
    # One step into the index for each team; a smallest day by group would read every case there ever was.
    days = Escalation.objects.filter(team=OuterRef("pk"), day__isnull=False).order_by("day")
    first = Team.objects.order_by().annotate(first=Subquery(days.values("day")[:1]))
    known: dict[int, date] = {
        team: day
        for team, day in first.filter(pk__in=teams).values_list("pk", "first")
        if day is not None
    }
    found = Q(avoidable__in=[Avoidable.WITHIN, Avoidable.WITH_BETTER])
    causes = _by_day(cases.filter(cause__in={r.cause_id for r in done}), "cause_id", found)
    categories = {remedy.cause.category_id for remedy in done}
    wholes = _by_day(cases.filter(category__in=categories), "category_id", ~Q(avoidable=""))
    return {remedy.pk: _compared(remedy, causes, wholes, known, today) for remedy in done}


def _by_day(cases: Any, by: str, second: Q) -> Mapping[tuple[int, int], _Days]:
    found: dict[tuple[int, int], _Days] = defaultdict(_Days)
    rows = (
        cases.order_by("day")
        .values_list("team_id", by, "day")
        .annotate(number=Count("pk"), of_them=Count("pk", filter=second))
    )
    for team, key, day, number, of_them in rows:
        found[team, key].add(day, number, of_them)
    return found


def _compared(
    remedy: Remedy,
    causes: Mapping[tuple[int, int], _Days],
    wholes: Mapping[tuple[int, int], _Days],
    known: Mapping[int, date],
    today: date,
) -> Compared:
    done = remedy.done_on or today
    first = known.get(remedy.team_id, done)
    days = window((today - done).days - 1, (done - first).days)
    span = timedelta(days=days)
    of_cause, of_all = (
        causes[remedy.team_id, remedy.cause_id],
        wholes[remedy.team_id, remedy.cause.category_id],
    )

    def side(start: date) -> Side:
        cases, avoidable = of_cause.between(start, start + span)
        whole, looked_back = of_all.between(start, start + span)
        return Side(cases, avoidable, looked_back, whole)

    weeks = _weeks(of_cause, max(first, done - MOST_WEEKS * _WEEK), done)
    return compare(side(done - span), side(done + _DAY), days=days, weeks_before=weeks)


def _weeks(days: _Days, first: date, end: date) -> list[int]:
    """Cases by whole week before `end`, oldest first."""
    number = max((end - first).days // 7, 0)
    starts: Iterable[date] = (end - back * _WEEK for back in range(number, 0, -1))
    return [days.between(start, start + _WEEK)[0] for start in starts]
