"""Whose growth one sees: one's own; somebody else's only where one leads them today and they said so.

Administrators have nothing of it by office. Requests to read or attend something: the person, and whoever answers.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from teams.growth_rules import WAITS
from teams.models import (
    Focus,
    GrowthShare,
    LeaderView,
    Membership,
    Placing,
    Role,
    StudyRequest,
    User,
)
from teams.models.people import LEADS
from teams.permissions import standing_of

# --- One's own, and what is shared -----------------------------------------------------------------


def placings_of(user: User) -> QuerySet[Placing]:
    """Where this person placed themself. Their own; a leader's way to them is through `shares_with`."""
    return Placing.objects.filter(person=user)


def views_of(user: User) -> QuerySet[LeaderView]:
    """What leaders added for this person."""
    return LeaderView.objects.filter(person=user)


def views_by(user: User, person: User) -> QuerySet[LeaderView]:
    """What this leader added for one person: no other leader's."""
    return LeaderView.objects.filter(person=person, by=user)


def foci_of(user: User) -> QuerySet[Focus]:
    """What this person works on, and worked on."""
    return Focus.objects.filter(person=user)


def pairs_above(person: User, today: date) -> QuerySet[Membership]:
    """The memberships by which somebody leads this person today: in the teams they are an agent in, whoever leads;
    in those they supervise, whoever manages. Nobody in a team is above its managers.
    """
    mine = Membership.objects.on(today).filter(user=person, team=OuterRef("team"))
    as_agent = mine.filter(role=Role.AGENT)
    as_supervisor = mine.filter(role=Role.SUPERVISOR)
    held = Membership.objects.on(today).filter(user__is_active=True, team__archived_at=None)
    return (
        held.filter(
            (Q(role__in=LEADS) & Exists(as_agent)) | (Q(role=Role.MANAGER) & Exists(as_supervisor))
        )
        .exclude(user=person)
        .order_by("pk")
    )


def leaders_above(person: User, today: date) -> QuerySet[User]:
    """Whom this person may let see how they grow."""
    return User.objects.filter(pk__in=pairs_above(person, today).order_by().values("user_id"))


def shares_that_hold(today: date) -> QuerySet[GrowthShare]:
    """Those not ended, while the one still leads the other by the memberships it was given under."""
    holding = Membership.objects.on(today).values("pk")
    as_agent = Q(held__role=Role.AGENT, leads__role__in=LEADS)
    as_supervisor = Q(held__role=Role.SUPERVISOR, leads__role=Role.MANAGER)
    return GrowthShare.objects.filter(
        as_agent | as_supervisor,
        ended_at=None,
        held__in=holding,
        leads__in=holding,
        leads__team=F("held__team"),
        leads__team__archived_at=None,
        leader__is_active=True,
    )


def shares_with(viewer: User, today: date) -> QuerySet[GrowthShare]:
    """What is open to this leader today. There is no other way to anybody else's growth."""
    return shares_that_hold(today).filter(leader=viewer)


# --- To read or attend something -------------------------------------------------------------------


def led_by_nobody(today: date) -> QuerySet[User]:
    """Those who are here and whom nobody in a team leads: managers, and whoever is in none. Not who has left by now."""
    held = Membership.objects.on(today).filter(team__archived_at=None)
    others = held.filter(team=OuterRef("team"), user__is_active=True).exclude(user=OuterRef("user"))
    led = held.filter(
        (Q(role=Role.AGENT) & Exists(others.filter(role__in=LEADS)))
        | (Q(role=Role.SUPERVISOR) & Exists(others.filter(role=Role.MANAGER)))
    )
    here = User.objects.filter(Q(left_on=None) | Q(left_on__gt=today), is_active=True)
    return here.exclude(pk__in=led.order_by().values("user_id"))


def asked_people(user: User, today: date) -> QuerySet[User]:
    """Whose requests this person answers: of those they lead; an administrator's, of those whom nobody leads."""
    standing = standing_of(user)
    mine = Q()
    if standing.leads:
        mine |= Q(pk__in=_led_today(user, today))
    if standing.is_administrator:
        mine |= Q(pk__in=led_by_nobody(today).values("pk"))
    if not mine:
        return User.objects.none()
    return User.objects.filter(mine).exclude(pk=user.pk)


def study_led_by(user: User, today: date) -> QuerySet[StudyRequest]:
    """What this person is to answer, or has."""
    return StudyRequest.objects.filter(_answered_by(user, today))


def study_visible_to(user: User, today: date) -> QuerySet[StudyRequest]:
    """One's own, and those of the people one answers today."""
    return StudyRequest.objects.filter(Q(person=user) | _answered_by(user, today))


def _answered_by(user: User, today: date) -> Q:
    """All that people one leads ever asked. Of those whom nobody leads an administrator has only what is open, or
    what they answered themself: the rest was between them and whoever led them then.
    """
    standing = standing_of(user)
    mine = Q(pk__in=())
    if standing.leads:
        mine |= Q(person__in=_led_today(user, today))
    if standing.is_administrator:
        theirs = Q(state__in=WAITS) | Q(answered_by=user)
        mine |= Q(person__in=led_by_nobody(today).values("pk")) & theirs
    return mine & ~Q(person=user)


def _led_today(user: User, today: date) -> QuerySet[Membership, int]:
    """Ids of the people one leads: agents of one's teams, and the supervisors of those one manages."""
    standing = standing_of(user)
    held = Membership.objects.on(today).filter(
        Q(role=Role.AGENT, team__in=standing.leads)
        | Q(role=Role.SUPERVISOR, team__in=standing.manages)
    )
    return held.order_by().values_list("user_id", flat=True)


def recommended_to(user: User, today: date) -> QuerySet[StudyRequest]:
    """What people of one's own teams recommend, while they are in them; one's own."""
    mates = Membership.objects.on(today).filter(
        team__in=standing_of(user).teams, user__is_active=True
    )
    return StudyRequest.objects.filter(
        Q(person=user) | Q(person__in=mates.order_by().values("user_id")),
        shared_at__isnull=False,
    )


# --- Titles ----------------------------------------------------------------------------------------


def titled_by(user: User, today: date) -> QuerySet[User]:
    """Whose title one may set: of the people of teams one manages; administrators everybody's. Never a manager
    their own.
    """
    standing = standing_of(user)
    if standing.is_administrator:
        return User.objects.all()
    if not standing.manages:
        return User.objects.none()
    managed = Membership.objects.on(today).filter(
        role__in=[Role.AGENT, Role.SUPERVISOR], team__in=standing.manages
    )
    return User.objects.filter(pk__in=managed.order_by().values("user_id")).exclude(pk=user.pk)
