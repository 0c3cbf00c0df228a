"""Who reads of help among peers, and who says what of it."""

from __future__ import annotations

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from feedback.models import Help
from feedback.permissions.kudos import kudos_visible_to
from teams.models import User
from teams.permissions import standing_of

State = Help.State


def can_log_help(user: User) -> bool:
    """Whoever is in a team."""
    return bool(standing_of(user).teams)


def help_visible_to(user: User) -> QuerySet[Help]:
    """The two; of what counts, whoever led a team it was given in and still does, and where it is shared that
    team's people.

    Teams as they were then: a new leader learns nothing by office. What was taken back is nobody's.
    """
    standing = standing_of(user)
    theirs = Q(helped=user) | Q(helper=user)
    led = Q(pk__in=[])
    for one in standing.led:
        then = Q(at__gte=one.clock.day_bounds(one.starts_on)[0])
        if one.ends_on is not None:
            then &= Q(at__lt=one.clock.day_bounds(one.ends_on)[0])
        led |= then & (Q(team=one.team_id) | Q(helper_team=one.team_id))
    shared = Q(team__in=standing.teams) | Q(helper_team__in=standing.teams)
    return Help.objects.filter(
        theirs | Q(led, state=State.COUNTS) | Q(shared, state=State.COUNTS, shared=True)
    ).exclude(state=State.TAKEN_BACK)


def thanked_for(viewer: User) -> Exists:
    """Of help: it became a thanks that this viewer reads. Of a private one nobody else learns."""
    return Exists(kudos_visible_to(viewer).filter(pk=OuterRef("kudos_id")))


def openly_thanked(viewer: User) -> Q:
    """Of help: this viewer reads a thanks for it, whoever gave it: who was helped, or a leader who saw it."""
    before, after = reverse("feedback:help_item", args=[0]).split("0")
    address = Concat(Value(before), Cast(OuterRef("pk"), CharField()), Value(after))
    rests_on_it = kudos_visible_to(viewer).filter(
        recipients__user=OuterRef("helper_id"), link_url=address
    )
    return Q(thanked_for(viewer)) | Q(Exists(rests_on_it))


def can_answer_help(user: User, one: Help) -> bool:
    """Who was helped, of what the helper logged."""
    return one.helped_id == user.pk and one.state == State.WAITING


def can_share_help(user: User, one: Help) -> bool:
    """Who was helped: it was they who needed it."""
    return one.helped_id == user.pk and one.state == State.COUNTS


def can_take_help_back(user: User, one: Help) -> bool:
    """Who logged it."""
    return one.logged_by_id == user.pk and one.state != State.TAKEN_BACK
