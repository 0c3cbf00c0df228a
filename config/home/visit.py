"""Who opens a page, when, and what every page here begins with."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from config.home.put_off import put_off_on
from feedback.permissions.pulse import can_read_pulse
from feedback.queries.pulse import Asked, asked_now
from feedback.queries.pulse_results import Lately, told_lately
from feedback.queries.screen import SaidLately, said_lately
from goals import dates
from goals.queries.sources import Freshness
from goals.queries.state import State, kept, kept_organisation
from goals.views.freshness import clock_for, freshness_for
from goals.views.unchanged import own_state, state_for
from teams.access import person_of
from teams.calendar import Clock
from teams.models import Organisation, User
from teams.queries.calendars import Calendars, led_by


@dataclass(frozen=True, slots=True)
class Visit:
    """One request for a page: `clock` is the one on this person's wall; `own` moves when something does that is
    theirs alone; `led` are the teams they lead, read once for all that is shown of them; `put_off` goals ask for
    nothing more today.
    """

    user: User
    organisation: Organisation
    clock: Clock
    fresh: Freshness
    state: State
    own: str
    now: datetime
    led: Calendars
    put_off: frozenset[int] = frozenset()

    @property
    def minute(self) -> str:
        """Until when something kept may stand that says what time it is."""
        return f"{self.now:%x %H:%M}"

    @property
    def moment(self) -> str:
        """`Thursday 20 November, 09:05`, for this person."""
        return moment(self.clock, self.now)


@dataclass(frozen=True, slots=True)
class Question:
    """What this person is asked this week, if anything: what is kept must be something."""

    asked: Asked | None


@dataclass(frozen=True, slots=True)
class Told:
    """What came of last week's question, if anything: what is kept must be something."""

    lately: Lately | None


@dataclass(frozen=True, slots=True)
class Said:
    """What was last said in thanks, if anything: what is kept must be something."""

    last: SaidLately | None


def visit_of(request: HttpRequest) -> Visit:
    """Organisation and sources in a statement each while they are not kept; who it is, is known already."""
    now = timezone.now()
    state = state_for(request)
    organisation = kept_organisation(state)
    clock = clock_for(request, organisation)
    return Visit(
        user=person_of(request),
        organisation=organisation,
        clock=clock,
        fresh=freshness_for(request, organisation, now),
        state=state,
        own=own_state(request),
        now=now,
        led=led_by(person_of(request)),
        put_off=put_off_on(request, clock.day_of(now)),
    )


def question_of(visit: Visit) -> Asked | None:
    """The question of the week, kept until this person has answered it. One statement while it is not kept."""
    return kept(
        visit.state,
        ("question", visit.user.pk, visit.own, visit.minute),
        lambda: Question(asked_now(visit.user, visit.organisation, visit.now)),
    ).asked


def told_to(visit: Visit) -> Lately | None:
    """What came of last week's question, the same for all who are asked. One statement while it is not kept."""
    if not can_read_pulse(visit.user):
        return None
    return kept(
        visit.state, ("pulse told", visit.minute), lambda: Told(told_lately(visit.now))
    ).lately


def said_to(visit: Visit, teams: Collection[int]) -> SaidLately | None:
    """What was last said in these teams, kept until something changes. Two statements while it is not kept."""
    return kept(
        visit.state,
        ("said", visit.user.pk, sorted(teams), visit.minute),
        lambda: Said(said_lately(teams, visit.clock, visit.now, but=visit.user)),
    ).last


def moment(clock: Clock, now: datetime) -> str:
    """`Thursday 20 November, 09:05`: what calendar and clock on the wall say there."""
    local = clock.local(now)
    return f"{dates.long_day(local.date(), local.date())}, {dates.clock_time(local.time())}"
