"""The list of goals: narrowed, in order, a page at a time.

Which goals a page of the list holds is decided in the database, by status and name within each horizon;
how each of them is written is the ledger's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    Case,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from goals.models import Goal, Progress, Scope, Status
from goals.permissions import goals_visible_to
from goals.queries.horizons import ORDER
from goals.queries.ledger import OVER, PAUSED, PERSONAL, Ledger, read_lines
from goals.queries.ledger_order import URGENCY
from goals.queries.ledger_read import latest_period, with_latest_period
from goals.queries.sentences import BAD
from teams.models import Organisation, User
from teams.permissions import standing_of

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Wish:
    """What the list is narrowed to; empty parts narrow nothing.

    `cadences` and `statuses` are choices of the models; `state` is a goal's state, active and paused by
    default; `team` a slug; `company` the organisation's goals only; `mine` what this person owns or is
    measured by.
    """

    cadences: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    state: str = ""
    team: str = ""
    company: bool = False
    mine: bool = False


@dataclass(frozen=True, slots=True)
class GoalPage:
    """One page of the list. `total` is how many match, `first` and `last` which of them are here."""

    ledger: Ledger
    total: int
    number: int
    pages: int
    first: int
    last: int


def goal_page(
    user: User, organisation: Organisation, wish: Wish, *, number: int, now: datetime
) -> GoalPage:
    """Page `number` (from 1; beyond the last means the last). Five statements, six with hours."""
    goals = _narrowed(user, wish)
    if wish.statuses:
        goals = _by_status(goals, user, wish.statuses, now)
    total = goals.count()
    pages = max(-(-total // PER_PAGE), 1)
    number = min(max(number, 1), pages)
    start = (number - 1) * PER_PAGE
    today = organisation.clock.day_of(now)
    ordered = _with_status(goals, user, now).order_by(
        Case(
            When(state=Goal.State.PAUSED, then=Value(PAUSED.order)),
            When(ends_on__lt=today, then=Value(OVER.order)),
            When(scope=Scope.AGENT, then=Value(PERSONAL.order)),
            *(When(cadence=cadence, then=Value(order)) for cadence, order in ORDER.items()),
            output_field=IntegerField(),
        ),
        # People stand in name order, whatever their goals do.
        Case(When(scope=Scope.AGENT, then="agent__name"), default=Value("")),
        Case(
            When(scope=Scope.AGENT, then=Value(0)),
            *(When(stands=status, then=Value(rank)) for status, rank in URGENCY.items()),
            default=Value(URGENCY[Status.NO_DATA]),
            output_field=IntegerField(),
        ),
        "name",
        "pk",
    )
    lines = read_lines(
        ordered[start : start + PER_PAGE], user, organisation, now=now, names_teams=not wish.team
    )
    shown = lines.ledger(with_others=True)
    return GoalPage(
        shown, total, number, pages, min(start + 1, total), min(start + PER_PAGE, total)
    )


def count_all(user: User) -> int:
    """How many goals there are without any filter. One statement."""
    return _narrowed(user, Wish()).count()


def _narrowed(user: User, wish: Wish) -> QuerySet[Goal]:
    goals = goals_visible_to(user)
    if wish.state:
        goals = goals.filter(state=wish.state)
    elif wish.statuses:
        goals = goals.filter(state=Goal.State.ACTIVE)
    else:
        goals = goals.filter(state__in=[Goal.State.ACTIVE, Goal.State.PAUSED])
    if wish.cadences:
        goals = goals.filter(cadence__in=wish.cadences)
    if wish.team:
        goals = goals.filter(team__slug=wish.team)
    if wish.company:
        goals = goals.filter(scope=Scope.ORGANISATION)
    if wish.mine:
        own = Q(owner=user) | Q(agent=user)
        own |= Q(scope=Scope.MEMBERS, team__in=standing_of(user).agent_in)
        goals = goals.filter(own)
    return goals


def _with_status(goals: QuerySet[Any], user: User, now: datetime) -> QuerySet[Any]:
    """`stands`: the status of the latest period; of a goal that each member has, whether anyone is off."""
    standing = standing_of(user)
    counted = Q(scope=Scope.MEMBERS)
    if not standing.is_administrator:
        counted &= Q(team__in=standing.leads)
    running = Progress.objects.filter(goal=OuterRef("pk"), starts_at__lte=now, ends_at__gt=now)
    off = running.filter(status__in=[*BAD, Status.WATCH])
    listed: QuerySet[Any] = with_latest_period(goals, user, now).annotate(
        stands=Case(
            When(counted & Q(Exists(off)), then=Value(Status.WATCH)),
            When(counted & Q(Exists(running)), then=Value(Status.ON_PACE)),
            default=Subquery(latest_period(now).values("status")[:1]),
        )
    )
    return listed


def _by_status(
    goals: QuerySet[Goal], user: User, statuses: tuple[str, ...], now: datetime
) -> QuerySet[Goal]:
    wanted = Q(stands__in=statuses)
    if Status.NO_DATA in statuses:
        wanted |= Q(stands=None)
    narrowed: QuerySet[Any] = _with_status(goals, user, now).filter(wanted)
    return narrowed
