"""How fresh the figures are, worked out once for a request: for the page and for the frame around it."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from goals.queries.sources import Freshness, freshness
from teams import context
from teams.calendar import Clock
from teams.models import Organisation
from teams.permissions import standing_of

_KEPT = "_leadwell_freshness"


def clock_for(request: HttpRequest, organisation: Organisation) -> Clock:
    """The clock on this person's wall: their teams', where those share one zone, else the organisation's."""
    zones = {team.time_zone for team in standing_of(request.user).own_teams}
    return Clock(zones.pop()) if len(zones) == 1 else organisation.clock


def freshness_for(request: HttpRequest, organisation: Organisation, now: datetime) -> Freshness:
    """The same answer all through a request. One statement the first time."""
    kept: Freshness | None = getattr(request, _KEPT, None)
    if kept is None:
        kept = freshness(clock_for(request, organisation), now)
        setattr(request, _KEPT, kept)
    return kept


def in_the_frame(request: HttpRequest) -> context.Freshness | None:
    """`Figures to 08:30` for the frame of every page; nothing before the first figures."""
    kept: Freshness | None = getattr(request, _KEPT, None)
    if kept is None:
        organisation = Organisation.objects.first() or Organisation()
        kept = freshness_for(request, organisation, timezone.now())
    return (
        context.Freshness(kept.short, late=bool(kept.late) or kept.rebuilding)
        if kept.short
        else None
    )
