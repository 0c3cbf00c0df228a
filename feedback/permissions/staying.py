"""Who may read and write why somebody left. Everybody else learns counts at most, of five or more."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from feedback.models import Leaving
from teams.models import Membership, MembershipQuerySet, Role, User
from teams.permissions import standing_of


def left_from() -> MembershipQuerySet:
    """Memberships in a team that nobody's later one follows: of whoever left, those they left from."""
    later = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=OuterRef("ends_on")),
        user=OuterRef("user"),
        team__isnull=False,
    ).exclude(ends_on=F("starts_on"))
    held = Membership.objects.filter(team__isnull=False, ends_on__isnull=False)
    return held.exclude(ends_on=F("starts_on")).filter(~Exists(later))


def leavers_visible_to(user: User) -> QuerySet[User]:
    """Those who left, or whose leaving is noted, and whose reasons one may read and write down.

    Administrators those of every team; managers those of the teams they manage, but for other managers: peers do not
    judge one another. Nobody themself. Whoever came back has not left.
    """
    standing = standing_of(user)
    last = left_from().filter(user=OuterRef("pk"))
    if not standing.is_administrator:
        last = last.filter(team__in=standing.manages).exclude(role=Role.MANAGER)
    return User.objects.filter(Exists(last), left_on__isnull=False).exclude(pk=user.pk)


def leavings_visible_to(user: User) -> QuerySet[Leaving]:
    """What was written about them, of the leaving that holds."""
    people = leavers_visible_to(user)
    return Leaving.objects.filter(person__in=people.values("pk"), left_on=F("person__left_on"))


def can_say_why(user: User, person: User) -> bool:
    """Whoever may read it may write it."""
    return leavers_visible_to(user).filter(pk=person.pk).exists()
