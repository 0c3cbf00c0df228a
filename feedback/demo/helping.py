"""The demonstration's help among peers: a month of it in each team, most thanked, some shared, one that waits."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from feedback.actions.help import confirm_help, log_help
from feedback.actions.kudos import give
from feedback.models import Help
from feedback.notice_kinds import HELP, THANKED
from feedback.queries.help_words import address
from teams.models import Membership, Notice, Team, User

WITH = (
    "the refund screen that would not close",
    "a caller who only spoke Portuguese",
    "finding the depot’s direct number",
    "the wording of a hard letter",
    "three chats while I was on a long call",
    "the new returns form",
    "a delivery that two carriers had",
    "checking an address in the old system",
    "calming down after a rough call",
    "the Monday rush on the phones",
)
SO = (
    "so nobody had to wait for me",
    "and the customer had her answer within the hour",
    "and I could do the next two alone",
    "so I went home on time",
    "and the customer wrote back to say thank you",
)
WAITS = "the tablet that would not sign in"
EACH = {"north": 14}
"""How many in the last four weeks; fewer in other teams."""
_READ_AFTER = timedelta(hours=20)


@transaction.atomic
def seed_helping(now: datetime, *, seed: int) -> None:
    """All of it as of `now`, in the order of time; after people are there."""
    for team in Team.objects.filter(archived_at=None).order_by("pk"):
        _of_team(team, now, Random(f"helping {seed} {team.slug}"))
    told = Notice.objects.filter(kind__in=[HELP, THANKED], read_at=None)
    told.filter(at__lt=now - _READ_AFTER).update(read_at=F("at"))


def _of_team(team: Team, now: datetime, dice: Random) -> None:
    today = team.clock.day_of(now)
    held = Membership.objects.agents().on(today).filter(team=team, starts_on__lt=today - timedelta(days=30))  # fmt: skip
    people = [one.user for one in held.select_related("user").order_by("user__username")]
    if len(people) < 3:
        return
    moments = sorted(_moments(team, now, dice))
    for place, at in enumerate(moments):
        helped, helper = dice.sample(people, 2)
        words = WITH[place % len(WITH)]
        later = min(at + timedelta(minutes=40), now)
        one = log_help(helped, helper, what=words, at=at, shared=dice.random() < 0.5, now=later)
        if place % 3:
            so = SO[place % len(SO)]
            _thank(one, helped, helper, so, min(later + timedelta(hours=1), now))
    own = next((one for one in people if one.username == "jin"), people[0])
    other = next(one for one in people if one != own)
    asked = log_help(other, own, what=WAITS, was_helped=False, at=now - timedelta(hours=2), now=now - timedelta(hours=1))  # fmt: skip
    if team.slug != "north":
        confirm_help(own, asked, now=now)


def _moments(team: Team, now: datetime, dice: Random) -> list[datetime]:
    """Most of it before noon, when it is busy."""
    found: list[datetime] = []
    today = team.clock.day_of(now)
    for _ in range(EACH.get(team.slug, 4)):
        day = today - timedelta(days=dice.randrange(1, 27))
        hour = dice.choice((9, 10, 10, 10, 11, 11, 14, 16))
        found.append(
            datetime.combine(day, time(hour, dice.randrange(60)), ZoneInfo(team.time_zone))
        )
    return found


def _thank(one: Help, helped: User, helper: User, so: str, at: datetime) -> None:
    words = f"On {one.at:%A} you helped me with {one.what}, {so}."
    give(helped, to=[helper], words=words, link_url=address(one.pk), link_label="Help", now=at)
