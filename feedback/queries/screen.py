"""One thanks as anybody in the room may read it: for a screen on the wall, and for *Today*."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from feedback.models import Kudos, Recipient, Visibility
from feedback.permissions.kudos import shown_by_all
from feedback.queries.kudos import said_to
from goals import dates
from teams.calendar import Clock
from teams.models import Team, User
from teams.names import first_name
from teams.words import Words

SHOWN_FOR = timedelta(days=14)
LONGEST = 220
"""Signs that can be read from across a room."""
NOON = time(12)


@dataclass(frozen=True, slots=True)
class SaidLately:
    """A thanks on *Today*: `title` says when it was said, `who` is `Hannah to Sofia`, `initials` are the author's,
    `at` is a time of day.
    """

    pk: int
    title: str
    words: str
    initials: str
    who: str
    at: str


def thanks_for(team: Team, now: datetime) -> Words | None:
    """Of the team's thanks of the last two weeks that are not private and that nobody thanked keeps to themself: the
    one that most saw too, of several the newest. Two statements.
    """
    since = _shown_in([team.pk]).filter(shared_at__gt=now - SHOWN_FOR, shared_at__lte=now)
    found = since.order_by("-saw", "-shared_at", "-pk").first()
    return None if found is None else Words(_short(found.words), _from_and_to(found))


def said_lately(
    teams: Collection[int], clock: Clock, now: datetime, *, but: User
) -> SaidLately | None:
    """What was last said in these teams since yesterday began, by and to others than `but`; none is private or kept
    to themself by anybody it is for. Two statements.
    """
    day = clock.day_of(now)
    since = clock.day_start(day - timedelta(days=1))
    found = (
        _shown_in(teams)
        .filter(shared_at__gte=since, shared_at__lte=now)
        .exclude(Q(author=but) | Exists(Recipient.objects.filter(kudos=OuterRef("pk"), user=but)))
        .order_by("-shared_at", "-pk")
        .first()
    )
    if found is None:
        return None
    local = clock.local(found.shared_at)
    if clock.day_of(found.shared_at) != day:
        title = "Said yesterday"
    else:
        title = "Said this morning" if local.time() < NOON else "Said today"
    return SaidLately(
        pk=found.pk,
        title=title,
        words=_short(found.words),
        initials=found.author.initials,
        who=_from_and_to(found),
        at=dates.clock_time(local.time()),
    )


def _shown_in(teams: Collection[int]) -> QuerySet[Kudos]:
    """What may be read by everybody in these teams, with those it names."""
    thanked = Recipient.objects.select_related("user")
    return (
        Kudos.objects.filter(
            shown_by_all(),
            team__in=teams,
            visibility__in=[Visibility.PUBLIC, Visibility.TEAM],
            taken_back_at=None,
        )
        .select_related("author", "to_team")
        .prefetch_related(Prefetch("recipients", thanked.order_by("user__name", "user_id")))
    )


def _from_and_to(kudos: Kudos) -> str:
    return f"{first_name(kudos.author.name)} to {said_to(kudos, kudos.recipients.all())}"


def _short(words: str) -> str:
    text = " ".join(words.split())
    if len(text) > LONGEST:
        text = text[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
    return text
