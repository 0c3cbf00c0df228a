"""One thanks for a screen on the wall, as anybody in the room may read it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Prefetch

from feedback.models import Kudos, Recipient, Visibility
from feedback.permissions.kudos import shown_by_somebody
from feedback.queries.kudos import MOST_NAMED
from teams.models import Team, User
from teams.words import Words

SHOWN_FOR = timedelta(days=14)
LONGEST = 220
"""Signs that can be read from across a room."""


def thanks_for(team: Team, now: datetime) -> Words | None:
    """Of the team's thanks of the last two weeks that are not private and that somebody thanked shows: the one
    that most saw too, of several the newest. Whoever keeps it to themself is not named. Two statements.
    """
    shown = Recipient.objects.filter(hidden_at=None).select_related("user")
    found = (
        Kudos.objects.filter(
            shown_by_somebody(),
            team=team,
            visibility__in=[Visibility.PUBLIC, Visibility.TEAM],
            taken_back_at=None,
            shared_at__gt=now - SHOWN_FOR,
            shared_at__lte=now,
        )
        .select_related("author", "to_team")
        .prefetch_related(Prefetch("recipients", shown.order_by("user__name", "user_id")))
        .order_by("-saw", "-shared_at", "-pk")
        .first()
    )
    if found is None:
        return None
    names = [_first(one.user) for one in found.recipients.all()]
    to = f"all of {found.to_team.name}" if found.to_team else _joined(names)
    return Words(_short(found.words), f"{_first(found.author)} to {to}")


def _first(person: User) -> str:
    return person.name.split()[0]


def _joined(names: list[str]) -> str:
    if len(names) > MOST_NAMED + 1:
        names = [*names[:MOST_NAMED], f"{len(names) - MOST_NAMED} more"]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _short(words: str) -> str:
    text = " ".join(words.split())
    if len(text) > LONGEST:
        text = text[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
    return text
