"""Who was thanked when, as one person may know it. All figures about thanks rest on this.

A thanks counts for a viewer where they may read it and see whom it thanks: a private one between others never
does, nor does a name that its bearer keeps off the wall. So no figure, and no difference of two, tells of either.

Where five people or more are told as one, a figure is the same for all who look (`received_by_all_accounts`).
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from feedback.models import Kudos, Recipient, Visibility
from feedback.permissions.kudos import kudos_visible_to, people_covered_by
from teams.models import Membership, User
from teams.permissions import organisation_day, standing_of


def received_as_seen_by(viewer: User) -> QuerySet[Recipient]:
    """Each person thanked by each thanks, as far as the viewer may know of it."""
    readable = kudos_visible_to(viewer).filter(pk=OuterRef("kudos_id"))
    is_named = Q(hidden_at=None) | Q(user=viewer) | Q(kudos__author=viewer)
    return Recipient.objects.filter(is_named, Exists(readable))


def received_by_all_accounts() -> QuerySet[Recipient]:
    """Each person thanked by each thanks that is neither between two alone nor kept off the wall, whoever looks.

    For figures of groups alone: it tells of thanks in teams that the viewer is not in.
    """
    return Recipient.objects.filter(hidden_at=None, kudos__taken_back_at=None).exclude(
        kudos__visibility=Visibility.PRIVATE
    )


def people_around(viewer: User, now: datetime) -> QuerySet[User]:
    """Of whom the wall's figures tell: the agents of the teams one leads; else of those one is in; else all."""
    standing = standing_of(viewer)
    today = organisation_day(now)
    if standing.leads:
        return people_covered_by(viewer, today)
    agents = Membership.objects.agents().on(today).filter(team__archived_at=None)
    if standing.teams:
        agents = agents.filter(team__in=standing.teams)
    return User.objects.filter(pk__in=agents.values("user_id"), is_active=True)


def with_last_thanked(people: QuerySet[User], viewer: User) -> QuerySet[User]:
    """The people with `last_thanked`: the instant, None where the viewer knows of none.

    A look into one index for each person, which ends at the newest thanks that counts.
    """
    newest = received_as_seen_by(viewer).filter(user=OuterRef("pk")).order_by("-shared_at")
    return people.annotate(last_thanked=Subquery(newest.values("shared_at")[:1]))


def thanks_to(viewer: User, people: QuerySet[User], since: datetime) -> QuerySet[Kudos]:
    """The thanks since then that count for the viewer and thank one of these people."""
    found = received_as_seen_by(viewer).filter(user__in=people.values("pk"), shared_at__gte=since)
    return Kudos.objects.filter(pk__in=found.values("kudos_id"))
