"""How fresh the figures are, worked out once for a request: for the page and for the frame around it."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from goals.queries.sources import Freshness, freshness
from goals.queries.state import kept, kept_organisation
from goals.views.unchanged import known_state
from teams import context
from teams.calendar import Clock
from teams.models import Organisation
from teams.permissions import standing_of

_FRESH = "_leadwell_freshness"


def clock_for(request: HttpRequest, organisation: Organisation) -> Clock:
    """The clock on this person's wall."""
    zone = standing_of(request.user).shared_zone
    return Clock(zone) if zone else organisation.clock


def freshness_for(request: HttpRequest, organisation: Organisation, now: datetime) -> Freshness:
    """The same answer all through a request, and for all who share a clock until something changes.

    One statement while nothing is kept; a page that does not ask for the state of the data reads it each time.
    """
    fresh: Freshness | None = getattr(request, _FRESH, None)
    if fresh is None:
        clock = clock_for(request, organisation)
        state = known_state(request)
        if state is None:
            fresh = freshness(clock, now)
        else:
            what = ("freshness", clock, f"{now:%x %H:%M}")
            fresh = kept(state, what, lambda: freshness(clock, now))
        setattr(request, _FRESH, fresh)
    return fresh


def in_the_frame(request: HttpRequest) -> context.Freshness | None:
    """`Figures to 08:30` for the frame of every page; nothing before the first figures."""
    fresh: Freshness | None = getattr(request, _FRESH, None)
    if fresh is None:
        state = known_state(request)
        organisation = (
            (Organisation.objects.first() or Organisation())
            if state is None
            else kept_organisation(state)
        )
        fresh = freshness_for(request, organisation, timezone.now())
    return (
        context.Freshness(fresh.short, late=bool(fresh.late) or fresh.rebuilding)
        if fresh.short
        else None
    )
