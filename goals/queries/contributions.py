"""Who made up a figure: people in name order for those who lead them, else oneself and how many."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet, Sum

from goals.models import TEAM_ITSELF, AgentDay, Cadence, Progress, Scope, TeamSlot
from goals.permissions import progress_visible_to, sees_people_of
from goals.progress import Sums
from goals.queries.goal import GoalDetail
from goals.queries.outlooks import Outlook, outlook_of
from teams.models import Membership, Team, User
from teams.permissions import teams_visible_to

NO_ONE_AGENT = "No one agent"
OTHER_TEAMS = "Other teams together"


NOTHING = Sums()


@dataclass(frozen=True, slots=True)
class Part:
    """One person's or team's part; `status` and `outlook` are set for a goal that each member has."""

    key: int
    name: str
    initials: str
    sums: Sums
    status: str = ""
    is_me: bool = False
    outlook: Outlook | None = None


@dataclass(frozen=True, slots=True)
class Contributions:
    """The parts the viewer may see, in name order; `people` is how many have a part in it.

    `kind` is people, teams, or empty where a goal has but one subject. `rest` is what the parts leave of
    the whole, for the stripe without a name.
    """

    kind: str
    parts: tuple[Part, ...] = ()
    people: int = 0
    sees_everyone: bool = False
    rest: Sums = NOTHING


def contributions_to(viewer: User, detail: GoalDetail) -> Contributions:
    """Three statements at most."""
    goal = detail.goal
    if goal.scope == Scope.AGENT or detail.subject.agent_id != TEAM_ITSELF:
        return Contributions("")
    if goal.cadence == Cadence.HOURLY and goal.scope != Scope.MEMBERS:
        return Contributions("")  # of single people's hours no sums are kept
    if goal.scope == Scope.ORGANISATION:
        return _teams(viewer, detail)
    if goal.scope == Scope.MEMBERS:
        return _members(viewer, detail)
    return _people(viewer, detail)


def _people(viewer: User, detail: GoalDetail) -> Contributions:
    """The agents of the team in the period, and whoever else has figures in it."""
    goal, period = detail.goal, detail.period
    tallies = AgentDay.objects.filter(
        metric_id=goal.metric_id, team_id=goal.team_id or 0, day__range=(period.first, period.last)
    )
    found = _summed(tallies, "agent_id")
    ids = set(_agents(detail)) | (found.keys() - {TEAM_ITSELF})
    sees_everyone = sees_people_of(viewer, goal)
    shown = ids if sees_everyone else ids & {viewer.pk}
    parts = [
        Part(
            key=person.pk,
            name=person.name,
            initials=person.initials,
            sums=found.get(person.pk, Sums()),
            is_me=person.pk == viewer.pk,
        )
        for person in _named(shown)
    ]
    whole = sum(found.values(), Sums())
    return Contributions(
        "people", tuple(parts), len(ids), sees_everyone, _less(whole, [part.sums for part in parts])
    )


def _members(viewer: User, detail: GoalDetail) -> Contributions:
    """Everybody's own progress, for those who lead them; for others only how many have the goal."""
    goal = detail.goal
    ids = set(_agents(detail))
    sees_everyone = sees_people_of(viewer, goal)
    if not sees_everyone:
        return Contributions("people", people=len(ids))
    rows: dict[int, Progress] = {}
    visible = progress_visible_to(viewer).filter(goal=goal, first_day=detail.period.first)
    for row in visible.order_by("starts_at"):
        rows[row.agent_id] = row  # of an hourly goal, the latest hour
    parts = [
        Part(
            key=person.pk,
            name=person.name,
            initials=person.initials,
            sums=_sums(rows.get(person.pk)),
            status=rows[person.pk].status if person.pk in rows else "no_data",
            is_me=person.pk == viewer.pk,
            outlook=outlook_of(rows[person.pk]) if person.pk in rows else None,
        )
        for person in _named(ids | rows.keys())
    ]
    return Contributions("people", tuple(parts), len(parts), sees_everyone)


def _teams(viewer: User, detail: GoalDetail) -> Contributions:
    """The teams the viewer may see, by the organisation's own days."""
    period = detail.period
    slots = TeamSlot.objects.filter(
        metric_id=detail.goal.metric_id, organisation_day__range=(period.first, period.last)
    )
    found = _summed(slots, "team_id")
    names = dict(Team.objects.filter(pk__in=found.keys()).values_list("pk", "name"))
    visible = set(teams_visible_to(viewer).values_list("pk", flat=True))
    parts = [
        Part(key=pk, name=names[pk], initials=names[pk][:1].upper(), sums=found[pk])
        for pk in sorted(visible & names.keys(), key=lambda pk: (names[pk].casefold(), pk))
    ]
    whole = sum(found.values(), Sums())
    return Contributions(
        "teams",
        tuple(parts),
        len(found),
        len(parts) == len(found),
        _less(whole, [part.sums for part in parts]),
    )


def _agents(detail: GoalDetail) -> list[int]:
    """Who was an agent of the team on a day of the period; of a period that runs, up to today."""
    first, last = (
        detail.period.first,
        min(detail.period.last, max(detail.today, detail.period.first)),
    )
    held = Membership.objects.agents().between(first, last).filter(team=detail.goal.team_id)
    return list(held.values_list("user_id", flat=True))


def _named(ids: set[int]) -> list[User]:
    people = User.objects.filter(pk__in=ids).only("pk", "name")
    return sorted(people, key=lambda person: (person.name.casefold(), person.pk))


def _summed(tallies: QuerySet[AgentDay] | QuerySet[TeamSlot], key: str) -> dict[int, Sums]:
    rows = tallies.values_list(key).annotate(
        sum_value=Sum("value"), sum_weight=Sum("weight"), sum_n=Sum("n")
    )
    return {row[0]: Sums(*row[1:]) for row in rows}


def _sums(row: Progress | None) -> Sums:
    return Sums() if row is None else Sums(row.value, row.weight, row.n)


def _less(whole: Sums, parts: list[Sums]) -> Sums:
    seen = sum(parts, Sums())
    return Sums(whole.value - seen.value, whole.weight - seen.weight, whole.n - seen.n)
