"""Who reads of help among peers, and who says what of it."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from feedback.models import Help
from teams.models import User
from teams.permissions import standing_of

State = Help.State


def can_log_help(user: User) -> bool:
    """Whoever is in a team."""
    return bool(standing_of(user).teams)


def help_visible_to(user: User) -> QuerySet[Help]:
    """The two; of what counts, whoever leads a team it was given in, and where it is shared that team's people.

    Teams as they were then: a new leader learns nothing by office. What was taken back is nobody's.
    """
    standing = standing_of(user)
    theirs = Q(helped=user) | Q(helper=user)
    led = Q(team__in=standing.leads) | Q(helper_team__in=standing.leads)
    shared = Q(team__in=standing.teams) | Q(helper_team__in=standing.teams)
    return Help.objects.filter(
        theirs | Q(led, state=State.COUNTS) | Q(shared, state=State.COUNTS, shared=True)
    ).exclude(state=State.TAKEN_BACK)


def not_thanked() -> Q:
    """It became no thanks, or one that was taken back."""
    return Q(kudos=None) | Q(kudos__taken_back_at__isnull=False)


def can_answer_help(user: User, one: Help) -> bool:
    """Who was helped, of what the helper logged."""
    return one.helped_id == user.pk and one.state == State.WAITING


def can_share_help(user: User, one: Help) -> bool:
    """Who was helped: it was they who needed it."""
    return one.helped_id == user.pk and one.state == State.COUNTS


def can_take_help_back(user: User, one: Help) -> bool:
    """Who logged it."""
    return one.logged_by_id == user.pk and one.state != State.TAKEN_BACK
