"""The demonstration's balance: contacts that come in by the hour, in North with a busy Monday morning; and its plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from goals.actions.balance import add_line, change_line, say_cannot
from goals.actions.metrics import create_metric
from goals.demo import patterns
from goals.demo.readings import Dice
from goals.ingest import funnel
from goals.ingest.records import Record
from goals.models import TEAM_ITSELF, Metric, Source
from goals.notice_kinds import BALANCE
from goals.queries.places import Places
from goals.recompute.run import run_until_done
from teams.calendar import ONE_DAY
from teams.demo import NIGHT, NORTH, SOUTH, WEST
from teams.models import Decision, Membership, Notice, Team, User
from teams.permissions import forget_standing
from teams.queries import working_time

CONTACTS = "contacts-coming-in"
SOURCE = "Phone system"
DAYS = 63
AN_HOUR = {NORTH: 41, SOUTH: 38, WEST: 37, NIGHT: 25}
"""Contacts of an ordinary hour, on all channels: somewhat more than are helped, as not everybody waits."""
_READ_AFTER = timedelta(days=1)
MONDAYS = "Two leave chat for phones"
LISTENING = "One-to-ones, and listening to calls together"


@transaction.atomic
def seed_balance(now: datetime, *, seed: int) -> None:
    """All of it as of `now`, after people, figures and goals are there."""
    north = Team.objects.get(slug="north")
    metric = create_metric(
        _person("ada"),
        slug=CONTACTS,
        name="Contacts coming in",
        meaning="Calls, chats and mails as they arrive, hour by hour: what customers ask of us, whoever is here.",
        formula="contacts that arrive, each once",
        kind=Metric.Kind.TOTAL,
    )  # fmt: skip
    source, _ = Source.objects.get_or_create(name=SOURCE)
    teams = Team.objects.filter(name__in=AN_HOUR).order_by("pk")
    records = [one for team in teams for one in _contacts(team, metric, now, seed)]
    funnel.write(
        source, [replace(one, index=at) for at, one in enumerate(records)], now=now, places=Places()
    )
    run_until_done(now)
    _plan(north, now)
    told = Notice.objects.filter(kind=BALANCE, read_at=None)
    told.filter(at__lt=now - _READ_AFTER).update(read_at=F("at"))


def _contacts(team: Team, metric: Metric, now: datetime, seed: int) -> Iterator[Record]:
    today = team.clock.day_of(now)
    working = working_time(team)
    for back in range(DAYS, -1, -1):
        day = today - timedelta(days=back)
        if not working.is_working_day(day):
            continue
        dice = Dice(seed, "contacts", team.slug, day)
        for hour in patterns.USUAL[team.name].hours:
            # What comes after midnight is still of the day that the shift began on.
            on = day + ONE_DAY if hour < team.day_starts_hour else day
            at = datetime.combine(on, time(hour, 59), ZoneInfo(team.time_zone))
            if at > now:
                continue
            busy = _busy(day, hour) if team.name == NORTH else 1.0
            yield Record(
                index=0,
                metric_id=metric.pk,
                external_id=f"{team.slug} contacts {day} {hour:02d}",
                team_id=team.pk,
                agent_id=TEAM_ITSELF,
                at=at,
                value=Decimal(dice.count(AN_HOUR[team.name] * busy)),
                weight=Decimal(1),
            )


def _busy(day: date, hour: int) -> float:
    """Mondays begin with the weekend's questions; the early afternoon is quiet on any day."""
    if day.weekday() == 0 and hour in (9, 10):
        return 1.55
    return 0.62 if hour in (14, 15) else 1.0


def _plan(north: Team, now: datetime) -> None:
    """A line for Monday mornings that was changed once, one for the quiet hours, one that something sets off."""
    marcus = _person("marcus")
    people = _agents(north, north.clock.day_of(now))
    first, second, third = people[:3]
    at = now - timedelta(days=33)
    line = add_line(
        marcus, north, what=MONDAYS, how=Decision.How.DISCUSSED, covers=[first], stand_in=third,
        weekdays=[0], starts_at=time(9), ends_at=time(11), metric_slug=CONTACTS, now=at,
    )  # fmt: skip
    change_line(
        marcus, line, what=MONDAYS, how=Decision.How.AGREED, covers=[first, second], stand_in=third,
        weekdays=[0], starts_at=time(9), ends_at=time(11), starts_on=line.starts_on,
        because="One was not enough on the first two Mondays. We voted on it at the huddle.",
        now=now - timedelta(days=19),
    )  # fmt: skip
    add_line(
        marcus, north, what=LISTENING, how=Decision.How.AGREED, covers=[marcus, first],
        weekdays=[0, 1, 2, 3, 4], starts_at=time(14), ends_at=time(15, 30), metric_slug=CONTACTS,
        now=now - timedelta(days=18),
    )  # fmt: skip
    busy = add_line(
        marcus, north, what="Whoever is in training comes back to the floor",
        how=Decision.How.LEADER, covers=[second], trigger="when more than 12 wait", stand_in=third,
        now=now - timedelta(days=12),
    )  # fmt: skip
    say_cannot(third, busy, words="I am the fire warden then.", now=now - timedelta(hours=20))


def _agents(team: Team, today: date) -> list[User]:
    """Dele and Jin where they are there, then others by name."""
    held = Membership.objects.agents().on(today).filter(team=team, ends_on=None)
    people = [one.user for one in held.select_related("user").order_by("user__name")]
    return sorted(people, key=lambda one: (one.username not in ("dele", "jin"), one.name))


def _person(login: str) -> User:
    found = User.objects.get(username=login)
    forget_standing(found)
    return found
