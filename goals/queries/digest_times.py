"""Who gets a digest, and when: half an hour before their team's huddle, on days on which it works.

Days and hours are the team's own, so a changed clock moves nothing but the instant. Of several teams the one
whose huddle is first on a day decides; a team without a time for it meets when its work starts. Who has none goes by the organisation's clock, Monday to Friday from nine.
Quiet hours are by the person's own clock, and only ever put a mail off. Whoever is away gets none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from goals.models import Goal
from teams.calendar import ONE_DAY, WorkingTime
from teams.kinds import for_all
from teams.models import Membership, Notice, NoticeChoices, Organisation, Role, User
from teams.models.people import LEADS
from teams.permissions import can_sign_in
from teams.queries import working_times
from teams.queries.absences import away_by_wall
from teams.queries.notices import quiet_hours, usual_digest
from teams.queries.zones import followed, teams_held, usual_zone
from teams.quiet import quiet_until

BEFORE_HUDDLE = timedelta(minutes=30)
NEWS_FOR = timedelta(days=7)
"""What waited longer unread is no news any more."""
ALONE_FOR = timedelta(days=60)
"""What comes in the digest alone stands nowhere else, so it waits over weeks without one."""
TOO_LATE = timedelta(hours=4)
"""After that the morning is over: none is better than one that talks of it."""
OFFICE_HOURS = (time(9), time(17))
Mode = NoticeChoices.Digest


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who gets digests, the teams whose mornings they follow, and what they chose.

    `news_since` is, of who only hears of thanks and changed rules, when the first that waits was told.
    """

    person: User
    mode: str
    works: tuple[WorkingTime, ...]
    quiet: tuple[time, time] | None
    zone: str
    news_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Morning:
    """A day of one reader, and the instant (UTC) from which its digest is due."""

    user_id: int
    day: date
    due_at: datetime


def readers(now: datetime) -> list[Reader]:
    """Everybody who gets digests now. Five statements, whatever the number of people."""
    organisation = Organisation.objects.first()
    if organisation is None:
        return []
    people = list(_who_may(now))
    held = teams_held([person.pk for person in people], now)
    teams = {team.pk: team for memberships in held.values() for team, _ in memberships}
    works = working_times(teams.values()) if teams else {}
    office = WorkingTime(organisation.clock, frozenset(range(5)), *OFFICE_HOURS)
    found = []
    for person in people:
        mine = held.get(person.pk, [])
        # Whoever owns a goal but leads no team looks after the whole.
        is_administrator = bool(getattr(person, "administers", False)) or person.is_superuser
        leads = any(role in LEADS for _, role in mine) or is_administrator or not mine
        choices = getattr(person, "notice_choices", None) or NoticeChoices(user=person)
        mode = choices.digest or usual_digest(leads=leads)
        if mode == Mode.OFF or not can_sign_in(person, now):
            continue
        found.append(
            Reader(
                person,
                mode,
                tuple(works[team.pk] for team in followed(mine)) or (office,),
                quiet_hours(choices),
                choices.time_zone or usual_zone(mine, organisation),
                getattr(person, "news_since", None),
            )
        )
    away = away_by_wall({one.person.pk: one.zone for one in found}, now)
    return [one for one in found if one.person.pk not in away]


def _who_may(now: datetime) -> Sequence[User]:
    """People with an address who lead a team, own a goal, administer, asked for the digest, or were thanked or told
    of a changed rule. One statement.
    """
    day = now.date()
    leads = Membership.objects.between(day - ONE_DAY, day + ONE_DAY).leads()
    owned = Goal.objects.filter(owner=OuterRef("pk"), state=Goal.State.ACTIVE)
    held = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=day),
        user=OuterRef("pk"),
        role=Role.ADMINISTRATOR,
        starts_on__lte=day,
    )
    asked = Q(notice_choices__digest__in=[Mode.WEEKDAYS, Mode.WEEKLY, Mode.CHANGES])
    waiting = news_for_all(now).filter(user=OuterRef("pk")).order_by("at")
    people = User.objects.filter(is_active=True).exclude(email="")
    return list(
        people.exclude(notice_choices__digest=Mode.OFF)
        .annotate(administers=Exists(held), news_since=Subquery(waiting.values("at")[:1]))
        .filter(
            Exists(leads.filter(user=OuterRef("pk")))
            | Exists(owned)
            | asked
            | Q(administers=True)
            | Q(news_since__isnull=False)
        )
        .select_related("notice_choices")
        .order_by("pk")
    )


def news_for_all(now: datetime) -> QuerySet[Notice]:
    """Thanks and changed rules that were told lately, not read, and in no mail yet."""
    return news(now).filter(kind__in=for_all())


def news(now: datetime) -> QuerySet[Notice]:
    """What was told lately, not read, and in no mail yet."""
    in_inbox = Q(in_inbox=True, read_at=None, at__gt=now - NEWS_FOR)
    alone = Q(in_inbox=False, at__gt=now - ALONE_FOR)
    return Notice.objects.filter(in_inbox | alone, mailed_at=None)


# --- When ----------------------------------------------------------------------------------------


def mornings(reader: Reader, week_starts_on: int, now: datetime) -> list[Morning]:
    """The reader's mornings from yesterday's to tomorrow's, in order: days off have none."""
    today = reader.works[0].clock.day_of(now)
    found = []
    for day in (today - ONE_DAY, today, today + ONE_DAY):
        at = first_huddle(reader.works, day)
        if at is None:
            continue
        if reader.mode == Mode.WEEKLY and not _is_first_of_week(reader.works, day, week_starts_on):
            continue
        before = at - BEFORE_HUDDLE
        # What is said to somebody without a digest during the day waits for the next morning.
        if reader.mode == Mode.FEW and (reader.news_since is None or reader.news_since > before):
            continue
        due = quiet_until(reader.quiet, reader.zone, before) or before
        found.append(Morning(reader.person.pk, day, due))
    return found


def first_huddle(works: Sequence[WorkingTime], day: date) -> datetime | None:
    """When the first of the teams meets on a day; None where all have it off."""
    found = [at for work in works if (at := work.huddle_at(day)) is not None]
    return min(found, default=None)


def _is_first_of_week(works: Sequence[WorkingTime], day: date, week_starts_on: int) -> bool:
    before = (day.weekday() - week_starts_on) % 7
    return not any(
        work.is_working_day(day - back * ONE_DAY) for work in works for back in range(1, before + 1)
    )
