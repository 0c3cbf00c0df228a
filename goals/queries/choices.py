"""What can be chosen when a goal is made or changed: owners, goals to feed, agents, metrics."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from goals.models import Goal, Metric, Scope
from goals.permissions import can_create_goals_for, goals_visible_to, teams_to_set_goals_for
from teams.models import Membership, Role, Team, User


def owners_for(team: Team | None, today: date) -> QuerySet[User]:
    """Who may look after a goal: those who lead the team; for the organisation managers and
    administrators. In name order.
    """
    held = Membership.objects.on(today)
    if team is None:
        held = held.filter(role__in=[Role.MANAGER, Role.ADMINISTRATOR])
    else:
        held = held.leads().filter(team=team)
    return User.objects.filter(pk__in=held.values("user_id"), is_active=True)


def feedable_by(person: User, scope: str, team: Team | None) -> QuerySet[Goal]:
    """The wider goals that one of this scope may feed: the team's, then the organisation's."""
    goals = goals_visible_to(person).filter(state__in=[Goal.State.ACTIVE, Goal.State.PAUSED])
    wider = goals.filter(scope=Scope.ORGANISATION)
    if scope == Scope.ORGANISATION:
        return goals.none()
    if team is not None and scope in (Scope.AGENT, Scope.MEMBERS):
        levels = [Scope.TEAM] if scope == Scope.MEMBERS else [Scope.TEAM, Scope.MEMBERS]
        wider = wider | goals.filter(scope__in=levels, team=team)
    return wider.order_by("name", "pk")


def metrics_in_use() -> QuerySet[Metric]:
    """Those a new goal may be set on."""
    return Metric.objects.filter(archived_at=None)


def agents_of(teams: QuerySet[Team], today: date) -> list[Membership]:
    """Today's agents of some teams with person and team, by team and name. One statement."""
    held = Membership.objects.agents().on(today).filter(team__in=teams)
    return list(held.select_related("user", "team").order_by("team__name", "user__name", "pk"))


def can_set_goals(person: User) -> bool:
    """Whether this person may make a goal for anybody at all."""
    return can_create_goals_for(person, None) or teams_to_set_goals_for(person).exists()
