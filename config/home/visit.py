"""Who opens a page, when, and what every page here begins with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from goals import dates
from goals.queries.sources import Freshness
from goals.queries.state import State
from goals.views.freshness import clock_for, freshness_for
from goals.views.unchanged import state_for
from teams.access import person_of
from teams.calendar import Clock
from teams.models import Organisation, User


@dataclass(frozen=True, slots=True)
class Visit:
    """One request for a page: `clock` is the one on this person's wall."""

    user: User
    organisation: Organisation
    clock: Clock
    fresh: Freshness
    state: State
    now: datetime

    @property
    def moment(self) -> str:
        """`Thursday 20 November, 09:05`, for this person."""
        return moment(self.clock, self.now)


def visit_of(request: HttpRequest) -> Visit:
    """Organisation and sources in a statement each; who and which state are mostly known already.

    A new installation has no organisation yet: then one that is not saved stands for it.
    """
    now = timezone.now()
    organisation = Organisation.objects.first() or Organisation()
    return Visit(
        user=person_of(request),
        organisation=organisation,
        clock=clock_for(request, organisation),
        fresh=freshness_for(request, organisation, now),
        state=state_for(request),
        now=now,
    )


def moment(clock: Clock, now: datetime) -> str:
    """`Thursday 20 November, 09:05`: what calendar and clock on the wall say there."""
    local = clock.local(now)
    return f"{dates.long_day(local.date(), local.date())}, {dates.clock_time(local.time())}"
