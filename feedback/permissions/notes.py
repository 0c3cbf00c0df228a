"""Who may read what is private. Being an administrator, or somebody's manager, is no reason here."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from feedback.models import CoachingNote, Release, Talk, TalkStep
from feedback.permissions.kudos import UNDO_FOR
from feedback.permissions.leading import led_by
from teams.models import Membership, Role, User
from teams.permissions import standing_of


def people_coached_by(user: User, today: date) -> QuerySet[User]:
    """The people one leads today: agents, and supervisors of the teams one manages; not oneself."""
    led = led_by(user, today)
    return User.objects.filter(pk__in=led.values("user_id"), is_active=True).exclude(pk=user.pk)


def notes_visible_to(user: User, today: date) -> QuerySet[CoachingNote]:
    """One's own; those about oneself that are shared; those released to one until a day that is not over.

    An author who no longer leads the person keeps what they wrote: they may say what came of it, close it and
    delete it, and write nothing new.
    """
    released = Release.objects.filter(note=OuterRef("pk"), to=user, until__gte=today, ended_at=None)
    return CoachingNote.objects.filter(
        Q(author=user) | Q(person=user, shared_at__isnull=False) | Q(Exists(released))
    )


def talks_visible_to(user: User, today: date) -> QuerySet[Talk]:
    """The same for difficult talks. `own_words` stay the author's whoever else reads the rest."""
    released = Release.objects.filter(talk=OuterRef("pk"), to=user, until__gte=today, ended_at=None)
    return Talk.objects.filter(
        Q(author=user) | Q(person=user, shared_at__isnull=False) | Q(Exists(released))
    )


def notes_between(user: User) -> QuerySet[CoachingNote]:
    """Those that are one's own business: written by oneself, or about oneself and shared. None that was released:
    whoever is let in reads that in a place of its own.
    """
    return CoachingNote.objects.filter(Q(author=user) | Q(person=user, shared_at__isnull=False))


def talks_between(user: User) -> QuerySet[Talk]:
    """The same for difficult talks."""
    return Talk.objects.filter(Q(author=user) | Q(person=user, shared_at__isnull=False))


def can_coach(user: User, person: User, today: date) -> bool:
    """Whether one writes about this person: only while one leads them."""
    return people_coached_by(user, today).filter(pk=person.pk).exists()


def can_take_up_step(step: TalkStep, now: datetime) -> bool:
    """Whether what was done or dropped just now may still be undone: for a minute."""
    ended = step.done_at or step.dropped_at
    return ended is not None and now - ended <= UNDO_FOR


def people_to_let_in(user: User, paper: CoachingNote | Talk, today: date) -> QuerySet[User]:
    """Who may be let in to what two people share: whoever leads a team or looks after the installation today, and
    the people of one's own teams; neither of the two.
    """
    held = Membership.objects.on(today)
    asked = held.filter(
        Q(role__in=[Role.SUPERVISOR, Role.MANAGER, Role.ADMINISTRATOR])
        | Q(team__in=standing_of(user).teams)
    )
    return User.objects.filter(pk__in=asked.values("user_id"), is_active=True).exclude(
        pk__in=[paper.author_id, paper.person_id]
    )


def releases_visible_to(user: User) -> QuerySet[Release]:
    """The entry that somebody was let in: for both of the two, for good, and for whoever was let in."""
    return Release.objects.filter(
        Q(to=user)
        | Q(note__author=user)
        | Q(note__person=user)
        | Q(talk__author=user)
        | Q(talk__person=user)
    )


def releases_to(user: User) -> QuerySet[Release]:
    """What one was let in to, over or not."""
    return Release.objects.filter(to=user)


def is_over(release: Release, today: date) -> bool:
    """Whether its day has passed or it was ended."""
    return release.ended_at is not None or release.until < today


def can_release(user: User, paper: CoachingNote | Talk) -> bool:
    """Either of the two, once both may read it."""
    return paper.shared_at is not None and user.pk in (paper.author_id, paper.person_id)
