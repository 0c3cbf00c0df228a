"""Who may read and write what belongs to two people's talks."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from feedback.models import Agreement, Meeting, Point, PrivateNote, Series, Wish
from feedback.permissions.leading import led_by
from teams.models import Membership, Team, User
from teams.permissions import standing_of


def series_visible_to(user: User) -> QuerySet[Series]:
    """The two, and nobody else; what ended stays theirs."""
    return Series.objects.filter(Q(leader=user) | Q(person=user))


def meetings_visible_to(user: User) -> QuerySet[Meeting]:
    """Those of the series of the two."""
    return Meeting.objects.filter(Q(series__leader=user) | Q(series__person=user))


def points_visible_to(user: User) -> QuerySet[Point]:
    """Those of the series of the two; what was dropped can be taken up again."""
    return Point.objects.filter(Q(series__leader=user) | Q(series__person=user))


def agreements_visible_to(user: User) -> QuerySet[Agreement]:
    """Those of the series of the two."""
    return Agreement.objects.filter(Q(series__leader=user) | Q(series__person=user))


def private_notes_visible_to(user: User) -> QuerySet[PrivateNote]:
    """One's own alone."""
    return PrivateNote.objects.filter(author=user)


def people_to_talk_with(user: User, today: date) -> QuerySet[User]:
    """With whom one may begin a series: the people one leads, not oneself."""
    led = led_by(user, today)
    return User.objects.filter(pk__in=led.values("user_id"), is_active=True).exclude(pk=user.pk)


def may_talk_with(user: User, person: User, today: date) -> bool:
    """Whether `user` leads the person by now: only then something new can be booked. A statement or two."""
    return people_to_talk_with(user, today).filter(pk=person.pk).exists()


def wishes_visible_to(user: User, today: date) -> QuerySet[Wish]:
    """One's own, and those of the people one leads."""
    led = led_by(user, today)
    return Wish.objects.filter(Q(person=user) | Q(person__in=led.values("user_id")), ended_at=None)


def wishes_for_team(user: User, team: Team, today: date) -> QuerySet[Wish]:
    """What the people of a team said for all of it, to who is in it; whoever left it says nothing there any more."""
    if team.pk not in standing_of(user).teams:
        return Wish.objects.none()
    here = Membership.objects.on(today).filter(team=team)
    return Wish.objects.filter(
        person__in=here.values("user_id"), person__is_active=True, for_team=True, ended_at=None
    )


def wish_pages_visible_to(user: User, today: date) -> QuerySet[User]:
    """Whose wishes one may read and add to: one's own, and those of the people one leads."""
    led = led_by(user, today)
    return User.objects.filter(Q(pk=user.pk) | Q(pk__in=led.values("user_id"), is_active=True))
