"""How fresh the figures are, worked out once for a request: for the page and for the frame around it."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from goals.queries.sources import Freshness, freshness
from teams import context
from teams.calendar import Clock
from teams.models import Organisation

_KEPT = "_leadwell_freshness"


def freshness_for(request: HttpRequest, clock: Clock, now: datetime) -> Freshness:
    """The same answer all through a request. One statement the first time."""
    kept: Freshness | None = getattr(request, _KEPT, None)
    if kept is None:
        kept = freshness(clock, now)
        setattr(request, _KEPT, kept)
    return kept


def in_the_frame(request: HttpRequest) -> context.Freshness | None:
    """`Figures to 08:30` for the frame of every page; nothing before the first figures."""
    kept: Freshness | None = getattr(request, _KEPT, None)
    if kept is None:
        organisation = Organisation.objects.first() or Organisation()
        kept = freshness_for(request, organisation.clock, timezone.now())
    return context.Freshness(kept.short, late=bool(kept.late)) if kept.short else None
