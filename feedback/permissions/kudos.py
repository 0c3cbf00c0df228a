"""Who may read a thanks, and who may do what with it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from feedback.models import Kudos, Recipient, Reply, Visibility
from teams.models import Membership, User
from teams.permissions import standing_of

UNDO_FOR = timedelta(seconds=60)


def can_thank(user: User) -> bool:
    """Whoever is in a team, and administrators."""
    standing = standing_of(user)
    return standing.is_administrator or bool(standing.teams)


def people_to_thank(user: User, today: date) -> QuerySet[User]:
    """Everybody who is in a team today, but oneself."""
    here = Membership.objects.on(today).filter(team__isnull=False, team__archived_at=None)
    return User.objects.filter(pk__in=here.values("user_id"), is_active=True).exclude(pk=user.pk)


def kudos_visible_to(user: User) -> QuerySet[Kudos]:
    """What one wrote or received; what is for everyone; what is for a team one is in today.

    Nobody else reads a private one: no leader, no administrator. What everybody thanked by it keeps to themself
    is left to them and its author. What was taken back is nobody's.
    """
    received = Recipient.objects.filter(kudos=OuterRef("pk"), user=user)
    for_more = Q(visibility=Visibility.PUBLIC) | Q(
        visibility=Visibility.TEAM, team__in=standing_of(user).teams
    )
    return Kudos.objects.filter(
        Q(author=user) | (for_more & Q(shown_by_somebody())) | Q(Exists(received)),
        taken_back_at=None,
    )


def shown_by_somebody() -> Exists:
    """Of kudos: somebody thanked by it does not hide it. What else is on no wall."""
    return Exists(Recipient.objects.filter(kudos=OuterRef("pk"), hidden_at=None))


def shown_by_all() -> Q:
    """Of kudos: nobody thanked by it hides it. Its words may name whoever does, so it is read out to no room."""
    return ~Q(Exists(Recipient.objects.filter(kudos=OuterRef("pk"), hidden_at__isnull=False)))


def replies_visible_to(user: User) -> QuerySet[Reply]:
    """Answers beneath kudos that one may read, which is not asked here: none that was taken back; what somebody
    thanked keeps from others is left to those thanked and to whoever wrote it.
    """
    thanked = Recipient.objects.filter(kudos=OuterRef("kudos"), user=user)
    for_all = Q(hidden_at=None) | Q(by=user) | Q(Exists(thanked))
    return Reply.objects.filter(for_all, taken_back_at=None)


def can_edit_kudos(user: User, kudos: Kudos) -> bool:
    """Nobody but its author."""
    return kudos.author_id == user.pk


def can_take_back(user: User, kudos: Kudos, now: datetime) -> bool:
    """Its author, for a minute."""
    return can_edit_kudos(user, kudos) and now - kudos.shared_at <= UNDO_FOR


def may_say_saw(user: User, kudos: Kudos) -> bool:
    """Whoever reads it and is neither its author nor thanked by it; of private ones there are no others."""
    if kudos.visibility == Visibility.PRIVATE or kudos.author_id == user.pk:
        return False
    return not is_thanked(user, kudos)


def is_thanked(user: User, kudos: Kudos) -> bool:
    """It is for them, alone or with others."""
    return Recipient.objects.filter(kudos=kudos, user=user).exists()


def people_covered_by(user: User, today: date) -> QuerySet[User]:
    """Of whom one should know when they were last thanked: the agents of the teams one leads, not oneself."""
    led = Membership.objects.agents().on(today).filter(team__in=standing_of(user).leads)
    return User.objects.filter(pk__in=led.values("user_id"), is_active=True).exclude(pk=user.pk)
