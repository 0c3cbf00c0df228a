"""Who asked for a break and a word after a hard contact, and waits to be told to take it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse

from escalations import lifecycle
from escalations.permissions import breaks_to_see
from teams.models import User

MOST = 5
LATELY = timedelta(days=14)
"""Of what is over as far back as this: an index reads these days of a team, and nobody waits longer for a break."""


@dataclass(frozen=True, slots=True)
class BreakAsked:
    """Who asked, after what, and where it is agreed to."""

    who: str
    about: str
    url: str
    agree_url: str


def breaks_asked(user: User, now: datetime) -> tuple[BreakAsked, ...]:
    """Those this person may agree to, oldest first, whether the case still waits or is over. One statement."""
    lately = Q(state__in=lifecycle.WAITING) | Q(day__gte=(now - LATELY).date())
    rows = breaks_to_see(user).filter(lately).order_by("pk")[:MOST]
    return tuple(
        BreakAsked(
            name,
            about,
            reverse("escalations:case", args=[pk]),
            reverse("escalations:see_break", args=[pk]),
        )
        for pk, about, name in rows.values_list("pk", "about", "logged_by__name")
    )
