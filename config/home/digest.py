"""What the digest says needs somebody: what *Today* asks them for, in words that may stand in mail."""

from __future__ import annotations

from datetime import datetime

from config.home.administrators import administrators_needs
from config.home.agents import agents_needs
from config.home.leaders import leaders_needs
from config.home.todos import ToDo
from config.home.visit import Visit
from goals.queries.digest_needs import NeedLine, Needs
from goals.queries.sources import freshness
from goals.queries.state import digest, kept_organisation, read_state
from teams.models import Role, User
from teams.permissions import standing_of
from teams.queries.calendars import led_by
from teams.queries.inbox import clock_of_person


def needs_for_mail(person: User, now: datetime) -> Needs:
    """By the role that *Today* speaks to, from the same reads. What has no words for mail is counted, not named."""
    visit = _visit(person, now)
    role = standing_of(person).role
    found: list[ToDo] = []
    if role in (Role.MANAGER, Role.SUPERVISOR):
        needs = leaders_needs(visit)
        found = [*needs.asked, *needs.others]
    elif role == Role.ADMINISTRATOR:
        found = administrators_needs(visit)
    elif role == Role.AGENT:
        begun, others = agents_needs(visit)
        found = [*begun, *others]
    lines = tuple(NeedLine(one.mail, one.path) for one in found if one.mail and one.path)
    return Needs(lines, waiting=len(found))


def _visit(person: User, now: datetime) -> Visit:
    """As if they opened the page now."""
    state = read_state()
    clock = clock_of_person(person)
    return Visit(
        user=person,
        organisation=kept_organisation(state),
        clock=clock,
        fresh=freshness(clock, now),
        state=state,
        own=digest("mail", person.pk, now),
        now=now,
        led=led_by(person),
    )
