"""What it would change, and what it changed, to count a person's readings for the team they moved to.

Worked out from tallies and progress: no reading is added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from goals import dates
from goals.models import (
    TEAM_ITSELF,
    AgentDay,
    Correction,
    ExcludedReading,
    Goal,
    Metric,
    Progress,
    Scope,
)
from goals.progress import Sums
from goals.queries.figures import Writer, counted, team_words
from goals.queries.goal import SHORT
from goals.queries.goal_names import name_of_days
from teams.calendar import ONE_DAY
from teams.models import AuditEntry, Membership, Organisation, Team, User

MOVED, PUT_BACK = "moved readings", "put readings back"
"""The verbs of the record."""
MOST_LINES = 60
MOST_REPORTS = 5


@dataclass(frozen=True, slots=True)
class Transfer:
    """A person's move: out of one team into another, since a day; `until` they moved on, if they did."""

    membership_id: int
    person: User
    from_team: Team
    to_team: Team
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Line:
    """One period of a team's goal: what it said or says, and what it would say or says now."""

    goal_id: int
    goal: str
    team: str
    period: str
    before: str
    after: str
    closed: bool
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Preview:
    """How much lies with the old team since the move, and which figures would change.

    `left_out` how many readings lie there that no figure counts.
    """

    readings: int
    left_out: int
    days: int
    first: str
    last: str
    metrics: tuple[tuple[str, int], ...]
    lines: tuple[Line, ...]
    more_lines: int
    also: tuple[str, ...]
    can_put_back: bool

    @property
    def lies_there(self) -> bool:
        """Whether there is anything to decide about."""
        return bool(self.readings or self.left_out)

    @property
    def kept(self) -> dict[str, Any]:
        """The figures of now, as the record keeps them for the report."""
        return {
            "lines": [
                [line.goal_id, line.starts_at.isoformat(), line.before] for line in self.lines
            ]
        }


@dataclass(frozen=True, slots=True)
class Report:
    """What was done: who, when, how much, and how the figures changed."""

    who: str
    when: str
    text: str
    reason: str
    lines: tuple[Line, ...]


def transfer_of(person: User, membership_id: int) -> Transfer | None:
    """The move with which a membership as agent began; None where it began without one. Two statements."""
    held = Membership.objects.agents().filter(user=person).exclude(ends_on=F("starts_on"))
    new = held.filter(pk=membership_id).select_related("team").first()
    if new is None or new.team is None:
        return None
    old = held.filter(ends_on=new.starts_on).exclude(team=new.team).select_related("team").first()
    if old is None or old.team is None:
        return None
    return Transfer(new.pk, person, old.team, new.team, new.starts_on, new.ends_on)


def lies_elsewhere(membership: Membership) -> bool:
    """Whether readings since the move lie with the team before it. Four statements."""
    transfer = transfer_of(membership.user, membership.pk)
    return transfer is not None and (
        _tallies(transfer).exists() or left_out_since(transfer).exists()
    )


def left_out_since(transfer: Transfer) -> QuerySet[ExcludedReading]:
    """What of the person's readings of the old team since the move was left out, by that team's days."""
    return _left_out(transfer, transfer.from_team, timedelta(0))


def left_out_moved(transfer: Transfer) -> QuerySet[ExcludedReading]:
    """What was left out and lies with the new team, moved there or not; a day more on both sides, as by the
    new team's clock a day may begin earlier or later.
    """
    return _left_out(transfer, transfer.to_team, ONE_DAY)


def _left_out(transfer: Transfer, team: Team, margin: timedelta) -> QuerySet[ExcludedReading]:
    found = ExcludedReading.objects.filter(
        team=team,
        agent_id=transfer.person.pk,
        at__gte=team.clock.day_start(transfer.since - margin),
    )
    if transfer.until is None:
        return found
    return found.filter(at__lt=team.clock.day_start(transfer.until + margin))


def preview(transfer: Transfer, today: date) -> Preview:
    """What moving the readings would change. Eight statements."""
    tallies = _tallies(transfer)
    by_day: dict[int, dict[date, Sums]] = {}
    for metric_id, day, value, weight, n in tallies.values_list(
        "metric_id", "day", "value", "weight", "n"
    ):
        by_day.setdefault(metric_id, {})[day] = Sums(value, weight, n)
    metrics = {metric.pk: metric for metric in Metric.objects.filter(pk__in=by_day)}
    days = sorted({day for found in by_day.values() for day in found})
    goals = _goals(transfer, by_day)
    long = [goal for goal in goals if goal.scope == Scope.TEAM and goal.cadence not in SHORT]
    lines = _lines(transfer, long, by_day, today)
    put_back = Correction.objects.filter(
        kind=Correction.Kind.MOVED,
        sent_agent_id=transfer.person.pk,
        sent_team_id=transfer.from_team.pk,
    )
    return Preview(
        readings=sum(one.n for found in by_day.values() for one in found.values()),
        left_out=left_out_since(transfer).count(),
        days=len(days),
        first=dates.short_day(days[0], today) if days else "",
        last=dates.short_day(days[-1], today) if days else "",
        metrics=tuple(
            sorted(
                (metrics[pk].name, sum(one.n for one in found.values()))
                for pk, found in by_day.items()
                if pk in metrics
            )
        ),
        lines=lines[:MOST_LINES],
        more_lines=max(len(lines) - MOST_LINES, 0),
        also=tuple(sorted({goal.name for goal in goals if goal not in long})),
        can_put_back=put_back.exists(),
    )


def reports(transfer: Transfer, today: date) -> tuple[Report, ...]:
    """What was done about this move so far, latest first, with the figures as they stand now."""
    entries = AuditEntry.objects.filter(
        kind="teams.user",
        object_id=transfer.person.pk,
        verb__in=(MOVED, PUT_BACK),
        after__membership=transfer.membership_id,
    ).select_related("actor")[:MOST_REPORTS]
    return tuple(_report(transfer, entry, today) for entry in entries)


def kept_of(done: Sequence[Report]) -> dict[str, Any]:
    """The figures of now that the last report is about, as the record keeps them for the next."""
    lines = done[0].lines if done else ()
    return {"lines": [[line.goal_id, line.starts_at.isoformat(), line.after] for line in lines]}


def _tallies(transfer: Transfer) -> QuerySet[AgentDay]:
    """What the person did for the old team since the move, by that team's days."""
    found = AgentDay.objects.filter(
        agent_id=transfer.person.pk, team_id=transfer.from_team.pk, day__gte=transfer.since
    )
    return found if transfer.until is None else found.filter(day__lt=transfer.until)


def _goals(transfer: Transfer, metrics: Iterable[int]) -> list[Goal]:
    """The goals of both teams that rest on these metrics, as long as they are pursued."""
    pursued = Goal.objects.exclude(state__in=(Goal.State.ARCHIVED, Goal.State.PROPOSED))
    return list(
        pursued.filter(
            metric__in=list(metrics),
            scope__in=(Scope.TEAM, Scope.MEMBERS),
            team__in=(transfer.from_team, transfer.to_team),
        )
        .select_related("metric", "team")
        .order_by("team__name", "name", "pk")
    )


def _lines(
    transfer: Transfer,
    goals: Sequence[Goal],
    by_day: dict[int, dict[date, Sums]],
    today: date,
) -> tuple[Line, ...]:
    rows = Progress.objects.filter(
        goal__in=[goal.pk for goal in goals], agent_id=TEAM_ITSELF, last_day__gte=transfer.since
    )
    if transfer.until is not None:
        rows = rows.filter(first_day__lt=transfer.until)
    currency = _currency()
    by_goal: dict[int, list[Progress]] = {}
    for row in rows.order_by("starts_at"):
        by_goal.setdefault(row.goal_id, []).append(row)
    lines = []
    for goal in goals:
        sign = -1 if goal.team_id == transfer.from_team.pk else 1
        for row in by_goal.get(goal.pk, ()):
            moved = sum(
                (
                    sums
                    for day, sums in by_day.get(goal.metric_id, {}).items()
                    if row.first_day <= day <= row.last_day
                ),
                Sums(),
            )
            if not moved.n:
                continue
            writer = Writer(goal.metric, currency)
            then = Sums(
                row.value + sign * moved.value,
                row.weight + sign * moved.weight,
                row.n + sign * moved.n,
            )
            lines.append(
                _line(goal, row, _figure(writer, _sums(row)), _figure(writer, then), today)
            )
    return tuple(lines)


def _report(transfer: Transfer, entry: AuditEntry, today: date) -> Report:
    kept = entry.after.get("lines", [])
    wanted = Q(pk__in=[])
    for goal_id, starts_at, _ in kept:
        wanted |= Q(goal=goal_id, starts_at=datetime.fromisoformat(starts_at))
    rows = Progress.objects.filter(wanted, agent_id=TEAM_ITSELF).select_related(
        "goal__metric", "goal__team"
    )
    found = {(row.goal_id, row.starts_at): row for row in rows}
    currency = _currency()
    lines = []
    for goal_id, starts_at, before in kept:
        row = found.get((goal_id, datetime.fromisoformat(starts_at)))
        if row is not None:
            figure = _figure(Writer(row.goal.metric, currency), _sums(row))
            lines.append(_line(row.goal, row, before, figure, today))
    there = transfer.to_team if entry.verb == MOVED else transfer.from_team
    local = there.clock.local(entry.at)
    verb = "moved to" if entry.verb == MOVED else "went back to"
    return Report(
        who=entry.actor.name if entry.actor else "Leadwell",
        when=f"{dates.short_day(local.date(), today)}, {dates.clock_time(local.time())}",
        text=f"{_how_many(entry)} {verb} {team_words(there.name)}",
        reason=entry.reason,
        lines=tuple(lines),
    )


def _how_many(entry: AuditEntry) -> str:
    """`8 readings of 8 days, and 2 left out`."""
    readings = counted(entry.after["readings"], "reading", "readings")
    days = counted(entry.after["days"], "day", "days")
    left_out = entry.after.get("left_out", 0)
    if not left_out:
        return f"{readings} of {days}"
    if not entry.after["readings"]:
        return f"{counted(left_out, 'reading', 'readings')} left out"
    return f"{readings} of {days}, and {left_out} left out,"


def _line(goal: Goal, row: Progress, before: str, after: str, today: date) -> Line:
    return Line(
        goal_id=goal.pk,
        goal=goal.name,
        team="" if goal.team is None else goal.team.name,
        period=name_of_days(goal.cadence, row.first_day, row.last_day, today),
        before=before,
        after=after,
        closed=row.final,
        starts_at=row.starts_at,
    )


def _sums(row: Progress) -> Sums:
    return Sums(row.value, row.weight, row.n)


def _figure(writer: Writer, sums: Sums) -> str:
    result = writer.result(sums)
    return writer.figure(result, near=result)


def _currency() -> str:
    return Organisation.objects.get(pk=1).currency
