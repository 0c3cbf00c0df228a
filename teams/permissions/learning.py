"""Who makes paths, who gives them to whom, and who sees how far somebody is."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from teams.models import (
    GivenPath,
    LearningPath,
    LearningWish,
    Membership,
    Pairing,
    Role,
    Team,
    User,
)
from teams.permissions import can_lead, can_manage, standing_of
from teams.permissions.growth import led_by_nobody


def paths_visible_to(user: User) -> QuerySet[LearningPath]:
    """Those for everybody, those of one's teams, and those one was given; administrators all.

    What is put away is seen by whoever may edit it, and by those who have it.
    """
    standing = standing_of(user)
    if standing.is_administrator:
        return LearningPath.objects.all()
    mine = GivenPath.objects.filter(person=user, ended_at=None).values("path_id")
    in_use = Q(archived_at=None) & (Q(team=None) | Q(team__in=standing.teams))
    edited = Q(team__in=standing.leads)
    if standing.manages:
        edited |= Q(team=None)
    return LearningPath.objects.filter(in_use | edited | Q(pk__in=mine))


def can_make_paths(user: User) -> bool:
    """Whoever leads a team, and administrators."""
    return can_lead(user)


def teams_for_paths(user: User) -> QuerySet[Team]:
    """The teams one may make a path for."""
    standing = standing_of(user)
    found = Team.objects.filter(archived_at=None)
    return found if standing.is_administrator else found.filter(pk__in=standing.leads)


def can_edit_path(user: User, path: LearningPath) -> bool:
    """A team's: who leads it. Everybody's: managers. Administrators all."""
    standing = standing_of(user)
    if standing.is_administrator:
        return True
    return can_manage(user) if path.team_id is None else path.team_id in standing.leads


def learners_of(user: User, today: date) -> QuerySet[User]:
    """Whom one may give a path, and whose learning one follows: the agents of teams one supervises, agents and
    supervisors of teams one manages, never oneself; administrators everybody else.
    """
    standing = standing_of(user)
    held = Membership.objects.on(today).exclude(role=Role.ADMINISTRATOR)
    if not standing.is_administrator:
        held = held.filter(
            Q(role=Role.AGENT, team__in=standing.leads)
            | Q(role=Role.SUPERVISOR, team__in=standing.manages)
        )
    found = User.objects.filter(pk__in=held.values("user_id"), is_active=True)
    return found.exclude(pk=user.pk)


def given_visible_to(user: User, today: date) -> QuerySet[GivenPath]:
    """One's own, and those of the people one leads today."""
    return GivenPath.objects.filter(
        Q(person=user) | Q(person__in=learners_of(user, today)), ended_at=None
    )


def given_led_by(user: User, today: date) -> QuerySet[GivenPath]:
    """Those of the people one leads today, never one's own."""
    return GivenPath.objects.filter(person__in=learners_of(user, today), ended_at=None)


def wishes_led_by(user: User, today: date) -> QuerySet[LearningWish]:
    """What the people one leads today ask for; administrators also what those ask for whom nobody leads."""
    asked = Q(person__in=learners_of(user, today))
    if standing_of(user).is_administrator:
        asked |= Q(person__in=led_by_nobody(today).exclude(pk=user.pk))
    return LearningWish.objects.filter(asked)


def pairings_of(user: User) -> QuerySet[Pairing]:
    """What one is asked oneself."""
    return Pairing.objects.filter(colleague=user, given__ended_at=None)


def colleagues_for(given: GivenPath, today: date) -> QuerySet[User]:
    """Who has finished the path and is in a team of the learner's today, without the learner."""
    teams = Membership.objects.on(today).filter(user=given.person_id).values("team_id")
    mates = Membership.objects.on(today).filter(team__in=teams).values("user_id")
    able = GivenPath.objects.filter(path=given.path_id, finished_at__isnull=False, ended_at=None)
    return User.objects.filter(
        pk__in=able.values("person_id"), is_active=True, id__in=mates
    ).exclude(pk=given.person_id)
