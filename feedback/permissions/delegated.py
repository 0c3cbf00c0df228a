"""Who may read a task that is handed over, and who may do what with it."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from feedback import delegated_life as life
from feedback.models import DelegatedTask
from feedback.permissions.one_to_ones import people_to_talk_with
from teams.models import Membership, Role, Team, User
from teams.permissions import standing_of


def tasks_visible_to(user: User) -> QuerySet[DelegatedTask]:
    """The two, and whoever leads the team it belongs to today. Nobody else: no colleague, no administrator."""
    return DelegatedTask.objects.filter(
        Q(to=user) | Q(by=user) | Q(team__in=standing_of(user).leads)
    )


def can_hand_over(user: User) -> bool:
    """Whoever leads a team."""
    return bool(standing_of(user).leads)


def people_to_hand_to(user: User, today: date) -> QuerySet[User]:
    """To whom one may offer a task: the people one leads, not oneself."""
    return people_to_talk_with(user, today)


def teams_between(user: User, person: User, today: date) -> QuerySet[Team]:
    """The teams in which `user` leads `person`, by name."""
    standing = standing_of(user)
    held = Membership.objects.on(today).filter(
        Q(role=Role.AGENT, team__in=standing.leads)
        | Q(role=Role.SUPERVISOR, team__in=standing.manages),
        user=person,
    )
    return Team.objects.filter(pk__in=held.values("team_id"), archived_at=None).order_by("name")


def is_holder(user: User, task: DelegatedTask) -> bool:
    """Whom it is offered to."""
    return task.to_id == user.pk


def is_giver(user: User, task: DelegatedTask) -> bool:
    """Who hands it over; where they lead that team no longer, whoever leads it. Never whom it is offered to.

    A statement at most, for another leader of the team.
    """
    if task.to_id == user.pk:
        return False
    if task.by_id == user.pk:
        return True
    leads = task.team_id in standing_of(user).leads
    return leads and task.team_id not in standing_of(task.by).leads


def steps_open_to(user: User, task: DelegatedTask) -> tuple[str, ...]:
    """What this person may do with a task that they read, as it stands."""
    own = life.OF_HOLDER if is_holder(user, task) else ()
    theirs = life.OF_GIVER if is_giver(user, task) else ()
    return tuple(step for step in life.allowed(task.state) if step in own or step in theirs)
