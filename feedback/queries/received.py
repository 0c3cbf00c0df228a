"""The thanks somebody got, as their page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from feedback.models import Recipient, Visibility
from feedback.permissions.kudos import can_thank, kudos_visible_to
from feedback.queries.composer import clock_of
from feedback.queries.kudos import said_at, url_of
from teams.models import User

MOST = 5


@dataclass(frozen=True, slots=True)
class Received:
    """One of them. `between` says of a private one who reads it, empty of others."""

    author: str
    words: str
    at: str
    instant: datetime
    url: str
    between: str


@dataclass(frozen=True, slots=True)
class ReceivedPart:
    """The last of them; `may_thank` where the viewer can add one."""

    person: User
    is_self: bool
    rows: tuple[Received, ...]
    may_thank: bool


def thanks_of(viewer: User, person: User, now: datetime) -> ReceivedPart:
    """What `person` was thanked for that `viewer` may read, newest first. One statement.

    What the person keeps to themself is left out for everybody else but its author.
    """
    visible = kudos_visible_to(viewer)
    got = Recipient.objects.filter(user=person)
    if viewer.pk != person.pk:
        got = got.filter(hidden_at=None) | got.filter(kudos__author=viewer)
    others = Recipient.objects.filter(kudos=OuterRef("pk"))
    rows = list(
        visible.filter(pk__in=got.values("kudos_id"))
        .annotate(is_for_more=Exists(others.exclude(user=person)))
        .select_related("author")[:MOST]
    )
    clock = clock_of(viewer)
    return ReceivedPart(
        person=person,
        is_self=viewer.pk == person.pk,
        rows=tuple(
            Received(
                author="You" if one.author_id == viewer.pk else one.author.name,
                words=one.words,
                at=said_at(one.shared_at, clock, now),
                instant=one.shared_at,
                url=url_of(one),
                between=_between(one.is_for_more) if one.visibility == Visibility.PRIVATE else "",
            )
            for one in rows
        ),
        may_thank=viewer.pk != person.pk and person.left_on is None and can_thank(viewer),
    )


def _between(is_for_more: bool) -> str:
    return "only those it is between" if is_for_more else "only the two of you"
