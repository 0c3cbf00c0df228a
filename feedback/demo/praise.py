"""The demonstration's customers: what they said over a year, most of it passed on, the last few not yet."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from feedback.actions.praise import add_praise, tell_them
from feedback.notice_kinds import PRAISED
from teams.models import Membership, Notice, Role, Team, User
from teams.models.people import LEADS
from teams.names import first_name

DAYS = 365
EACH = 26
"""So many a team and year: every other week somebody writes."""
NOT_YET = timedelta(days=4)
"""What is newer has not been passed on yet."""
_CHANNELS = ("survey", "survey", "survey", "social", "email", "letter", "call")
_NAMES = (
    "Mrs Okafor", "Mr Byrne", "Ms Lindgren", "Mr Haddad", "Mrs Petrov", "Ms Adair", "Mr Tanaka", "",
)  # fmt: skip
_WORDS = (
    "{name} rang me back within the hour, as promised. I had stopped expecting that of anybody.",
    "I was angry when I called and not any more when I hung up. {name} let me finish.",
    "Please tell {name} that the sofa came, both parts of it, and that the driver was told to ring first.",
    "{name} found out what had really gone wrong, and it has not happened since.",
    "I have been a customer for nine years. {name} is the reason for the tenth.",
    "Three people before could not say where my parcel was. {name} could, and it was here by six.",
    "{name} explained the bill so that my mother understood it. She is eighty-four.",
    "Nobody made me say it all again. {name} had read everything before picking up.",
    "{name} told me honestly that it would take a week. It took five days.",
    "Thank {name} for staying on the line until the courier rang the bell.",
)


@transaction.atomic
def seed_praise(now: datetime, *, seed: int) -> None:
    """All of it as of `now`, in the order of time; the same for a seed. After people and teams are there."""
    for at, team, agent, leader, turn in sorted(_planned(now, seed), key=lambda one: one[0]):
        draw = random.Random(f"{seed}-{team.slug}-{turn}")
        praise, _ = add_praise(
            leader,
            team=team,
            words=_WORDS[turn % len(_WORDS)].format(name=first_name(agent.name)),
            channel=draw.choice(_CHANNELS),
            said_on=team.clock.day_of(at),
            people=[agent],
            customer=draw.choice(_NAMES),
            now=at,
        )
        if now - at > NOT_YET:
            tell_them(leader, praise, now=at + timedelta(hours=3))
    told = Notice.objects.filter(kind=PRAISED, read_at=None, at__lt=now - timedelta(hours=20))
    told.update(read_at=F("at"))


def _planned(now: datetime, seed: int) -> Iterator[tuple[datetime, Team, User, User, int]]:
    """When somebody said something, to whom, and who wrote it down: both in the team on that day."""
    for team in Team.objects.filter(archived_at=None).order_by("slug"):
        draw = random.Random(f"{seed}-praise-{team.slug}")
        for turn in range(EACH):
            ago = DAYS * (1 - (turn + 1) / EACH) + draw.random() * DAYS / EACH
            at = now - timedelta(days=ago, minutes=draw.randrange(60))
            held = Membership.objects.on(team.clock.day_of(at)).filter(
                team=team, user__is_active=True
            )
            agents = [one.user for one in held.filter(role=Role.AGENT).select_related("user")]
            leaders = [one.user for one in held.filter(role__in=LEADS).select_related("user")]
            today = set(
                Membership.objects.on(team.clock.day_of(now))
                .filter(team=team)
                .values_list("user_id", flat=True)
            )
            leaders = [one for one in leaders if one.pk in today]
            if agents and leaders and at < now:
                agents.sort(key=lambda one: one.username)
                leaders.sort(key=lambda one: one.username)
                yield at, team, draw.choice(agents), draw.choice(leaders), turn
