"""What several people were told waits for them, once somebody has answered it: it is new to nobody any more.

It stays in the inbox, where its row says what came of it. As it is read from then on, the number in the menu, the
page, the API, the digest and mail at once need no rule of their own.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet

from teams.models import Membership, Notice, NoticeChoices, Role, User
from teams.models.people import LEADS


def settle(
    kinds: Collection[str],
    url: str,
    since: datetime,
    now: datetime,
    *,
    people: Collection[int] | None = None,
    but: Collection[int | None] = (),
) -> None:
    """Read what was told of the thing at `url`, which has been there `since`, by notices of these kinds.

    `people` are ids; None for all who lead or administer, or ever did: whoever moved on was told as well. Called before
    anybody is told what came of it. Two statements.
    """
    told = Notice.objects.filter(kind__in=kinds, url=url, at__gte=since, at__lte=now)
    told = told.exclude(user__in=[pk for pk in but if pk is not None])
    told = told.filter(user__in=_leaders() if people is None else people)
    told.filter(read_at=None).update(read_at=now)
    # Of those who have a kind by digest alone: whoever chose nothing has none so, and an index finds nobody by it.
    chose = NoticeChoices.objects.exclude(not_in_app=[]).values("user")
    waiting = told.filter(user__in=chose, in_inbox=False, mailed_at=None)
    waiting.update(mailed_at=now, mail_at=None)


def unsettle(kinds: Collection[str], url: str, at: datetime) -> None:
    """The answer of that instant is taken back: what it settled is new again. Two statements."""
    told = Notice.objects.filter(user__in=_leaders(), kind__in=kinds, url=url)
    told.filter(in_inbox=True, read_at=at).update(read_at=None)
    told.filter(in_inbox=False, mailed_at=at).update(mailed_at=None)


def _leaders() -> QuerySet[User]:
    held = Membership.objects.filter(Q(role__in=LEADS) | Q(role=Role.ADMINISTRATOR))
    return User.objects.filter(pk__in=held.values("user"))
