"""Who may say that somebody is away: they themselves, who leads them, administrators."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone

from teams.models import Absence, Membership, Role, User
from teams.permissions import organisation_day, standing_of


def may_mark_away(user: User) -> QuerySet[User]:
    """Whose days away this person sees and sets: their own, and of whom they lead: the agents of teams they lead, the
    supervisors of those they manage. Nobody in a team is above its managers; administrators have everybody.
    """
    here = User.objects.filter(is_active=True)
    standing = standing_of(user)
    if standing.is_administrator:
        return here
    if not standing.leads:
        return here.filter(pk=user.pk)
    led = Membership.objects.on(organisation_day(timezone.now())).filter(
        Q(role=Role.AGENT, team__in=standing.leads)
        | Q(role=Role.SUPERVISOR, team__in=standing.manages)
    )
    return here.filter(Q(pk=user.pk) | Q(pk__in=led.order_by().values("user_id")))


def absences_visible_to(user: User, person: User) -> QuerySet[Absence]:
    """The days away of somebody of those."""
    return Absence.objects.filter(user__in=may_mark_away(user).filter(pk=person.pk))
