"""How a goal stands, per subject: now, or as it stood at the end of a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Max, QuerySet

from goals import progress
from goals.models import TEAM_ITSELF, Cadence, Goal, Progress, Snapshot
from goals.permissions import progress_visible_to
from goals.progress import Sums
from goals.queries.guards import GuardStands, guard_stands
from goals.queries.guards_on import guards_on
from goals.queries.outlooks import Outlook, outlook_of
from goals.queries.shape import clock_of, measure_of
from teams.models import Organisation, User

ORGANISATION = "organisation"

Found = Sequence[tuple[Progress, Progress | Snapshot]]
"""A period, and the figures to show for it."""
Guards = Mapping[tuple[int, date], GuardStands]
"""By subject and the first day of a period."""


@dataclass(frozen=True, slots=True)
class Stands:
    """One subject's progress in one period.

    `subject` is an agent's login, a team's slug, or `organisation`; days are the goal's own, both
    included; `starts_at` to `ends_at` is the half-open window in UTC. `outlook` is the forecast as it was
    then, None where there was none.
    """

    subject: str
    subject_name: str
    period_start: date
    period_end: date
    starts_at: datetime
    ends_at: datetime
    value: Decimal
    weight: Decimal
    n: int
    result: Decimal | None
    target: Decimal
    expected: Decimal | None
    outlook: Outlook | None
    status: str
    final: bool
    revised_at: datetime | None
    computed_at: datetime
    guard: GuardStands | None = None


def standings_of(goal: Goal, user: User, now: datetime) -> list[Stands]:
    """The period that runs now (the last one that did, where none runs), for the subjects one may see.

    Three statements. Empty before the first period.
    """
    begun = progress_visible_to(user).filter(goal=goal, starts_at__lte=now)
    latest = begun.order_by("-starts_at").values("starts_at")[:1]
    return _stands(goal, [(row, row) for row in begun.filter(starts_at=latest)], None)


def standings_on(goal: Goal, user: User, day: date, now: datetime) -> list[Stands]:
    """How it stood at the end of `day`, from the snapshots kept; empty where no period held that day.

    An hourly goal keeps its hours themselves: its last hour of that day. Four statements, and those of its guard.
    """
    periods = progress_visible_to(user).filter(goal=goal, first_day__lte=day, last_day__gte=day)
    if goal.cadence == Cadence.HOURLY:
        last = periods.filter(n__gt=0).aggregate(at=Max("starts_at"))["at"]
        return _stands(goal, [(row, row) for row in periods.filter(starts_at=last)], None)
    rows = {(row.agent_id, row.first_day): row for row in periods}
    kept = Snapshot.objects.filter(
        goal=goal, day=day, agent_id__in=[row.agent_id for row in rows.values()]
    )
    found = [
        (rows[shot.agent_id, shot.first_day], shot)
        for shot in kept
        if (shot.agent_id, shot.first_day) in rows
    ]
    guards = guards_on(goal, [period for period, _ in found], day, now)
    return _stands(goal, found, day, guards)


def _stands(
    goal: Goal, found: Found, on: date | None, guards: Guards | None = None
) -> list[Stands]:
    people = _people(found)
    measure = measure_of(goal.metric)
    end = None
    if on is not None:
        organisation = Organisation.objects.get(pk=1)
        end = clock_of(goal.team, organisation).day_bounds(on)[1]
    rows = []
    for period, figures in found:
        subject, name = people.get(period.agent_id, _whole(goal))
        rows.append(
            Stands(
                subject=subject,
                subject_name=name,
                period_start=period.first_day,
                period_end=period.last_day,
                starts_at=period.starts_at,
                ends_at=period.ends_at,
                value=figures.value,
                weight=figures.weight,
                n=figures.n,
                result=progress.result(measure, Sums(figures.value, figures.weight, figures.n)),
                target=figures.target,
                expected=figures.expected,
                outlook=outlook_of(figures),
                status=figures.status,
                final=period.final and _was(period.closed_at, end),
                revised_at=period.revised_at if _was(period.revised_at, end) else None,
                computed_at=period.computed_at,
                guard=guard_stands(goal, period)
                if guards is None
                else guards.get((period.agent_id, period.first_day)),
            )
        )
    return sorted(rows, key=lambda row: (row.subject_name, row.subject))


def _was(at: datetime | None, end: datetime | None) -> bool:
    """Whether something had happened by the end of the day asked for."""
    return at is not None and (end is None or at <= end)


def _people(found: Found) -> dict[int, tuple[str, str]]:
    ids = {period.agent_id for period, _ in found} - {TEAM_ITSELF}
    people: QuerySet[User] = User.objects.filter(pk__in=ids) if ids else User.objects.none()
    return {person.pk: (person.username, person.name) for person in people}


def _whole(goal: Goal) -> tuple[str, str]:
    """The subject of a goal that no one person carries."""
    if goal.team is None:
        return ORGANISATION, "The whole organisation"
    return goal.team.slug, goal.team.name
