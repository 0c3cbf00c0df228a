"""Who asked for a break and a word after a hard contact, and waits to be told to take it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse

from escalations import lifecycle
from escalations.models import Escalation
from escalations.permissions import breaks_to_see
from teams.models import User
from teams.permissions import standing_of

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
    rows = asked_lately(user, now).order_by("pk")[:MOST]
    return tuple(
        BreakAsked(
            name,
            about,
            reverse("escalations:case", args=[pk]),
            reverse("escalations:see_break", args=[pk]),
        )
        for pk, about, name in rows.values_list("pk", "about", "logged_by__name")
    )


def asked_lately(user: User, now: datetime) -> QuerySet[Escalation]:
    """Cases that wait, and of the last fourteen days, after which somebody asked this person's teams for a break."""
    since = (now - LATELY).date()
    # Each way to a case with its days, though the rule says the ways once more: so each is gone by an index of its
    # own. With the days apart from them all cases there ever were are read.
    lately = Q(state__in=lifecycle.WAITING)
    for way in (Q(team__in=standing_of(user).leads), Q(on_duty=user), Q(claimed_by=user)):
        lately |= way & Q(day__gte=since)
    return breaks_to_see(user).filter(lately)
